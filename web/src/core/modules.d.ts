// What Vite resolves: the build of the core (vite.config.ts says where it lies).
declare module '#core-wasm?url' {
  const url: string;
  export default url;
}
declare module '#core-more-wasm?url' {
  const url: string;
  export default url;
}
// The worker's own build, by its address.
declare module '*?worker&url' {
  const url: string;
  export default url;
}

interface ImportMeta {
  /** PROD: the page was built, and is not served by Vite as it stands. */
  readonly env: { readonly PROD: boolean };
}
// What web/single-plugin.ts packs into the page that is one file: gzip, in letters of web/src/single/letters.ts.
declare module '#packed' {
  export const core: string;
  /** core.more.wasm; empty: this page does without. */
  export const more: string;
  export const words: string;
  /** The lessons that ship, by their id. */
  export const lessons: Readonly<Record<string, string>>;
  /** The traces of examples, and `list`: what the core says that there is. */
  export const traces: Readonly<Record<string, string>>;
}
