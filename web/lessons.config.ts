// Builds dist/handshake-lessons.html: the page in one file, with all lessons and the second part of the core.
import { defineConfig } from 'vite';
import single from './single.config.ts';
import { singleFile } from './single-plugin.ts';
import { squeeze } from './squeeze-plugin.ts';
import { core, here } from './vite.config.ts';

export default defineConfig({
  ...single,
  plugins: [
    squeeze(),
    singleFile({
      web: here,
      core,
      fileName: 'handshake-lessons.html',
      instead: ['./src/main.ts', './src/single/main.ts'],
      without: '/course/package.js',
      lessons: 'shipped',
    }),
  ],
});
