// A Vite plugin: the page asks for the core while its script is still on the way.
import type { Plugin } from 'vite';

export function preloadCore(): Plugin {
  return {
    name: 'preload-core',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const cores = Object.keys(bundle ?? {}).filter((name) => name.endsWith('.wasm'));
        if (cores.length !== 1) throw new Error(`One core was expected in the build, not ${cores.length}.`);
        const attrs = {
          rel: 'preload',
          as: 'fetch',
          type: 'application/wasm',
          crossorigin: true,
          href: `./${cores[0]}`,
        };
        return [{ tag: 'link', attrs, injectTo: 'head' }];
      },
    },
  };
}
