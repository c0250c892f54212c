// A Vite plugin: the page asks for its element and for the core while its first script is still on the way.
import type { Plugin, Rolldown } from 'vite';

/** partsOf lists the scripts that a script of the build cannot do without. */
export function partsOf(bundle: Rolldown.OutputBundle | undefined, name: string): readonly string[] {
  const part = bundle?.[name];
  return part?.type === 'chunk' ? part.imports : [];
}

export function preload(): Plugin {
  return {
    name: 'preload',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const one = (what: RegExp): string => {
          const found = Object.keys(bundle ?? {}).filter((name) => what.test(name));
          if (found.length !== 1) throw new Error(`One ${what} was expected in the build, not ${found.length}.`);
          return found[0]!;
        };
        const element = one(/handshake-playground-[^/]*\.js$/);
        // With all that it is made of, so that nothing is found out late.
        const parts = partsOf(bundle, element).filter((name) => !html.includes(name));
        const scripts = [element, ...parts].map((href) => ({
          rel: 'modulepreload',
          crossorigin: true,
          href: `./${href}`,
        }));
        const core = {
          rel: 'preload',
          as: 'fetch',
          type: 'application/wasm',
          crossorigin: true,
          href: `./${one(/core-[^.]*\.wasm$/)}`,
        };
        return [...scripts, core].map((attrs) => ({ tag: 'link', attrs, injectTo: 'head' as const }));
      },
    },
  };
}
