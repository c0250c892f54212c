// A Vite plugin: handshake-playground.js, the element by itself for other people's pages. Its name stays the same from
// build to build; what it loads has a hash in its name, so that a page never mixes two builds.
import type { Plugin } from 'vite';

export function element(): Plugin {
  return {
    name: 'element',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        // Its parts, and what puts them together: named here both, they are fetched at once.
        const found = Object.keys(bundle).filter((name) => /(element|handshake-playground)-[^/]*\.js$/.test(name));
        if (found.length !== 2) throw new Error(`Two scripts of the element were expected, not ${found.length}.`);
        const imports = found.sort().map((name) => `import './${name}';\n`);
        this.emitFile({
          type: 'asset',
          fileName: 'handshake-playground.js',
          source: `${imports.join('')}export const HandshakePlayground = customElements.get('handshake-playground');\n`,
        });
      },
    },
  };
}
