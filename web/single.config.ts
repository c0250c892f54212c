// Builds dist/handshake-playground.html, the page in one file. The rest of dist/ is made first, by vite.config.ts.
import { defineConfig } from 'vite';
import { singleFile } from './single-plugin.ts';
import { squeeze } from './squeeze-plugin.ts';
import page, { core, here } from './vite.config.ts';

export default defineConfig({
  ...page,
  plugins: [
    squeeze(),
    singleFile({
      web: here,
      core,
      fileName: 'handshake-playground.html',
      instead: ['./src/main.ts', './src/single/main.ts'],
      // From the disk there is no course.html to make a package of.
      without: '/course/package.js',
      // They have a file of their own (lessons.config.ts).
      lessons: 'none',
    }),
  ],
  publicDir: false,
  build: {
    ...page.build,
    emptyOutDir: false,
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
