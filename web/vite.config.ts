// Builds the page: web/ in, dist/ out. The core comes from build/wasm, or from where HANDSHAKE_CORE_DIR points.
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { element, together } from './element-plugin.ts';
import { offline } from './offline-plugin.ts';
import { preload } from './preload-plugin.ts';
import { recorded } from './recordings.ts';
import { squeeze } from './squeeze-plugin.ts';
import { worker } from './worker-plugin.ts';

export const here = dirname(fileURLToPath(import.meta.url));
const inSource = (file: string): string => resolve(here, 'src', file);
export const core = resolve(process.env.HANDSHAKE_CORE_DIR ?? resolve(here, '../build/wasm'));
for (const file of ['core.js', 'core.wasm', 'core.more.wasm']) {
  if (!existsSync(resolve(core, file)))
    throw new Error(`${resolve(core, file)} is missing. Build the core first: npm run build`);
}

// Lessons are counted apart from the page (tests/web/size.test.mjs): what is only for them says so in its name.
const forLessons = /\/(?:lesson|figures)\/|\/prose\/\w+\/(?:lesson|figure_\w+)\.json$/;
const chunkName = ({ moduleIds }: { readonly moduleIds: readonly string[] }): string =>
  `assets/${moduleIds.length > 0 && moduleIds.every((id) => forLessons.test(id)) ? 'lesson-' : ''}[name]-[hash].js`;

export default defineConfig({
  root: here,
  base: './',
  plugins: [squeeze(), worker(), preload(), element(), recorded(core), offline(resolve(here, 'src/offline/worker.ts'))],
  resolve: {
    alias: [
      { find: /^#core$/, replacement: resolve(core, 'core.js') },
      { find: /^#core-wasm/, replacement: resolve(core, 'core.wasm') },
      { find: /^#core-more-wasm/, replacement: resolve(core, 'core.more.wasm') },
    ],
  },
  worker: { format: 'es' },
  build: {
    outDir: resolve(here, '../dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: [resolve(here, 'index.html'), resolve(here, 'embed.html')],
      output: {
        chunkFileNames: chunkName,
        codeSplitting: {
          groups: [together(inSource('app/handshake-playground.ts'), [inSource('main.ts'), inSource('embed/main.ts')])],
        },
      },
    },
  },
  server: { fs: { allow: [resolve(here, '..'), core] } },
});
