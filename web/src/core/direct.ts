// The core in the page itself, for places where no worker is allowed: a file opened from disk, a sandboxed frame.
import type { Engine } from './engine.js';

/** startDirect starts the core here. Each call holds up the page until it is done. */
export async function startDirect(wasmBinary: ArrayBuffer): Promise<Engine> {
  // Loaded only here, as a chunk that is the worker's whole script too.
  const { create } = await import('./worker.js');
  const core = await create({ wasmBinary });
  return {
    inWorker: false,
    call: async (name, ...args) => {
      // So that what was drawn before gets on screen first.
      await new Promise((resolve) => setTimeout(resolve));
      const work = core[name] as (...args: readonly unknown[]) => unknown;
      return work(...args) as never;
    },
    stop: () => undefined,
  };
}
