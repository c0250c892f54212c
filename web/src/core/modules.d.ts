// What Vite resolves: the build of the core (vite.config.ts says where it lies).
declare module '#core-wasm?url' {
  const url: string;
  export default url;
}
// The worker's own build, by its address.
declare module '*?worker&url' {
  const url: string;
  export default url;
}
