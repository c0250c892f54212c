// A Vite plugin: the page asks for its element and for the core while its first script is still on the way.
import type { Plugin } from 'vite';

export function preload(): Plugin {
  return {
    name: 'preload',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const one = (what: RegExp): string => {
          const found = Object.keys(bundle ?? {}).filter((name) => what.test(name));
          if (found.length !== 1) throw new Error(`One ${what} was expected in the build, not ${found.length}.`);
          return `./${found[0]}`;
        };
        const scripts = [/handshake-playground-[^/]*\.js$/, /element-[^/]*\.js$/].map((what) => ({
          rel: 'modulepreload',
          crossorigin: true,
          href: one(what),
        }));
        const core = {
          rel: 'preload',
          as: 'fetch',
          type: 'application/wasm',
          crossorigin: true,
          href: one(/\.wasm$/),
        };
        return [...scripts, core].map((attrs) => ({ tag: 'link', attrs, injectTo: 'head' as const }));
      },
    },
  };
}
