// The components, each by itself, in the Chromium of this machine: npx vitest run --config tests/components/vitest.config.ts
import { resolve } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromium } from '../../tools/programs.mjs';
import page from '../../web/vite.config.ts';

const executablePath = chromium();
if (!executablePath) throw new Error('Chromium is missing. Debian: apt-get install chromium');

export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  resolve: page.resolve,
  cacheDir: 'build/vitest',
  // Everything that the page imports from packages is named, so that nothing is found (and reloaded) in the middle.
  optimizeDeps: {
    noDiscovery: true,
    include: ['lit', 'lit/directive.js', 'lit/directives/keyed.js', 'lit/directives/live.js'],
  },
  test: {
    include: ['tests/components/**/*.test.ts'],
    // Lit says that it is its version for developers, who know.
    onConsoleLog: (line) => !line.includes('Lit is in dev mode'),
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      viewport: { width: 900, height: 900 },
      provider: playwright({
        launchOptions: {
          executablePath,
          chromiumSandbox: process.getuid?.() !== 0,
          args: ['--disable-dev-shm-usage', '--disable-gpu'],
        },
        contextOptions: { reducedMotion: 'reduce', locale: 'en-GB' },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
