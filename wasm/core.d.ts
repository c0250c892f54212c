/** The core, compiled to WebAssembly. tests/wasm/load.test.mjs checks that this file says what is there. */
export interface Core {
  /** Adds core.more.wasm: commands need it, but for `run` and `list` with `--format json`. */
  more(bytes: ArrayBuffer | Uint8Array): Promise<void>;
  /** The version of this package. */
  version(): string;
  /** SHA-256 of some bytes, in hex. */
  sha256(bytes: Uint8Array): string;
  /** 32 new bytes from the browser's generator, in hex. */
  randomSeed(): string;
  /** Takes the arguments of the `handshake` command and gives what it leaves. The first is run, attack, list or help. */
  command(args: string[]): CommandResult;
  /** The names of the files that some arguments need: a recording, a key, a key log of `attack`. */
  commandFiles(args: string[]): string[];
  /** command with the contents of those files, in their order. */
  commandWith(args: string[], contents: Uint8Array[]): CommandResult;
  /**
   * Makes one side of a connection, alone, from the settings of `handshake run` as the words of its options. A text says
   * in one line what is wrong with them. Whoever has the two sides carries their bytes; the same settings and seed give
   * the bytes of `run`.
   */
  endpoint(role: 'client' | 'server', args: string[]): Endpoint | string;
  /** Frees it. Nothing may be done with it after. */
  endpointDelete(endpoint: Endpoint): void;
  /** Whether endpointStep has a move to make. */
  endpointCanStep(endpoint: Endpoint): boolean;
  /** Makes one move: builds one message or takes one. False: there is none now. */
  endpointStep(endpoint: Endpoint): boolean;
  /** Takes bytes from the peer, cut anywhere. */
  endpointReceive(endpoint: Endpoint, bytes: Uint8Array): void;
  /** Queues application data; it goes out when the handshake is complete. */
  endpointSend(endpoint: Endpoint, text: string): void;
  /** Queues a KeyUpdate of TLS 1.3 that asks the peer for one. */
  endpointUpdateKeys(endpoint: Endpoint): void;
  /** Queues a close_notify behind the data. */
  endpointClose(endpoint: Endpoint): void;
  /** The state, as the trace spells it. */
  endpointState(endpoint: Endpoint): string;
  /** The trace of this side as JSON (docs/trace-format.md); its outcome says how the connection stands. */
  endpointTrace(endpoint: Endpoint): string;
  /** Gives the bytes that the peer must get, once. */
  endpointTakeOutput(endpoint: Endpoint): Uint8Array;
}

/** One side of a connection, of the instance that made it. */
export type Endpoint = number & { readonly endpoint: unique symbol };

/** What a command leaves. Code 0: done, 1: the handshake failed, 2: bad usage or input, 3: core.more.wasm is not there. */
export interface CommandResult {
  exit_code: number;
  out: string;
  err: string;
  /** Not empty: the caller writes `out` to this file (-o FILE). */
  output_file: string;
  /** Not empty: the output is these bytes, and `out` is empty (--format pcapng). */
  bytes: Uint8Array;
}

export interface CoreOptions {
  /** The bytes of core.wasm. Without them the module fetches core.wasm from beside itself. */
  wasmBinary?: ArrayBuffer | Uint8Array;
  /** The bytes of core.more.wasm; or give them to `more` later. */
  moreBinary?: ArrayBuffer | Uint8Array;
  /** Gives the address of a file of the module; it is only asked for core.wasm. */
  locateFile?(name: string): string;
}

/** Instantiates the core. Each instance has a memory of its own. */
export default function create(options?: CoreOptions): Promise<Core>;
