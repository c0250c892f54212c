// Builds dist/course.html, the page of course packages: one file, into which tools/scorm.mjs writes what a course shows.
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import single from './single.config.ts';
import { singleFile } from './single-plugin.ts';
import { squeeze } from './squeeze-plugin.ts';
import { core, here } from './vite.config.ts';

export default defineConfig({
  ...single,
  plugins: [
    squeeze(),
    singleFile({ web: here, core, fileName: 'course.html', without: '/embed-dialog.js', lessons: 'player' }),
  ],
  build: {
    ...single.build,
    rolldownOptions: { ...single.build?.rolldownOptions, input: resolve(here, 'course.html') },
  },
});
