/** The core, compiled to WebAssembly. tests/wasm/load.test.mjs checks that this file says what is there. */
export interface Core {
  /** The version of this package. */
  version(): string;
  /** SHA-256 of some bytes, in hex. */
  sha256(bytes: Uint8Array): string;
  /** 32 new bytes from the browser's generator, in hex. */
  randomSeed(): string;
  /** Takes the arguments of the `handshake` command and gives what it leaves. The first is run, list or help. */
  command(args: string[]): CommandResult;
}

/** What a command leaves. Code 0: done, 1: the handshake failed, 2: bad usage or input. */
export interface CommandResult {
  exit_code: number;
  out: string;
  err: string;
  /** Not empty: the caller writes `out` to this file (-o FILE). */
  output_file: string;
}

export interface CoreOptions {
  /** The bytes of core.wasm. Without them the module fetches core.wasm from beside itself. */
  wasmBinary?: ArrayBuffer | Uint8Array;
  /** Gives the address of a file of the module; it is only asked for core.wasm. */
  locateFile?(name: string): string;
}

/** Instantiates the core. Each instance has a memory of its own. */
export default function create(options?: CoreOptions): Promise<Core>;
