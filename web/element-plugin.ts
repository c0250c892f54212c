// A Vite plugin: handshake-playground.js, the element by itself for other people's pages. Its name stays the same from
// build to build; what it loads has a hash in its name, so that a page never mixes two builds.
import type { Plugin, Rolldown } from 'vite';
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

/**
 * together keeps the element in one script with all that it imports at once: what is loaded later and shares something
 * with it would cut it up, and smaller scripts are packed less well. What the first scripts of the pages need stays by
 * itself, so that they can begin before the element is there.
 */
export function together(element: string, first: readonly string[]): Rolldown.CodeSplittingGroup {
  let parts: Set<string> | null = null;
  return {
    debugName: 'playground',
    includeDependenciesRecursively: false,
    name: (id, build) => {
      if (!parts) {
        const early = reached(first, build);
        parts = new Set([...reached([element], build)].filter((part) => !early.has(part)));
      }
      return parts.has(id) ? 'playground' : null;
    },
  };
}

function reached(from: readonly string[], build: Rolldown.ChunkingContext): ReadonlySet<string> {
  const found = new Set(from);
  // A set also visits what is added to it on the way.
  for (const id of found) for (const next of build.getModuleInfo(id)?.importedIds ?? []) found.add(next);
  return found;
}
