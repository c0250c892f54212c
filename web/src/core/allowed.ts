// Whether this page may compile WebAssembly. A policy without 'wasm-unsafe-eval' forbids it; some browsers have none.

/** wasmAllowed tries it with the smallest module: its first eight bytes. */
export function wasmAllowed(): boolean {
  try {
    return new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}
