// A Vite plugin: the indentation in the templates of lit is for whoever reads the source. People get them without.
import type { Plugin } from 'vite';

export function squeeze(): Plugin {
  return {
    name: 'squeeze',
    enforce: 'pre',
    apply: 'build',
    transform: {
      filter: { id: /\/web\/src\/.*\.ts$/, code: /from 'lit'/ },
      // A line break stays, so that words stay apart.
      handler: (code) => ({ code: code.replace(/\n[ \t]+/g, '\n'), map: null }),
    },
  };
}
