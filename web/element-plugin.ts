// A Vite plugin: handshake-playground.js, the element by itself for other people's pages. Its name stays the same from
// build to build; what it loads has a hash in its name, so that a page never mixes two builds.
import type { Plugin } from 'vite';
import { partsOf } from './preload-plugin.ts';

export function element(): Plugin {
  return {
    name: 'element',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const found = Object.keys(bundle).filter((name) => /handshake-playground-[^/]*\.js$/.test(name));
        if (found.length !== 1) throw new Error(`One script of the element was expected, not ${found.length}.`);
        // Its parts are named too, so that all are fetched at once.
        const scripts = [...partsOf(bundle, found[0]!), found[0]!].map((name) => `import './${name}';\n`);
        this.emitFile({
          type: 'asset',
          fileName: 'handshake-playground.js',
          source: `${scripts.join('')}export const HandshakePlayground = customElements.get('handshake-playground');\n`,
        });
      },
    },
  };
}
