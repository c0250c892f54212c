// Builds dist/handshake-playground.html, the page in one file. The rest of dist/ is made first, by vite.config.ts.
import { defineConfig } from 'vite';
import { single } from './single-plugin.ts';
import { squeeze } from './squeeze-plugin.ts';
import page, { core, here } from './vite.config.ts';

export default defineConfig({
  ...page,
  plugins: [squeeze(), single({ web: here, core })],
  publicDir: false,
  build: {
    ...page.build,
    emptyOutDir: false,
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
