// Where the core runs: in a worker if one is allowed, else in the page.
import type { Core } from '#core';
import { SpokenError } from '../language/spoken-error.js';
import { ui } from '../language/ui.js';
import type { Recorded } from '../recorded/engine.js';
import { startDirect } from './direct.js';
import { makeWorker } from './supply.js';

/** A call as it goes to the worker. */
export interface Call {
  readonly id: number;
  readonly name: keyof Core;
  readonly args: readonly unknown[];
}
/** What comes back: a value, or the text of an error. Id 0 says that the core has started. */
export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** An Engine performs the functions of the core, in the order of the calls. */
export interface Engine {
  readonly inWorker: boolean;
  /** It only plays what was recorded. */
  readonly recorded?: Recorded;
  call<K extends keyof Core>(name: K, ...args: Parameters<Core[K]>): Promise<Awaited<ReturnType<Core[K]>>>;
  /** Ends it. Nothing may be called after. */
  stop(): void;
}

/** startEngine starts the core from its bytes. It rejects when this browser cannot run it. */
export async function startEngine(bytes: Promise<ArrayBuffer>): Promise<Engine> {
  const worker = makeWorker();
  if (worker) {
    const engine = startThere(worker, bytes);
    engine.catch(() => undefined); // it is awaited below
    // The bytes first: without them there is nothing to start anywhere.
    await bytes;
    try {
      return await engine;
    } catch {
      worker.terminate();
    }
  }
  return startDirect(await bytes);
}

async function startThere(worker: Worker, bytes: Promise<ArrayBuffer>): Promise<Engine> {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let last = 0;
  let dead: Error | null = null;
  const wait = (id: number): Promise<never> =>
    new Promise((resolve, reject) => (dead ? reject(dead) : waiting.set(id, { resolve, reject })));
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    const { resolve, reject } = waiting.get(data.id) ?? {};
    waiting.delete(data.id);
    if (data.error !== undefined) reject?.(new Error(data.error));
    else resolve?.(data.value as never);
  });
  // Its script is missing, or it died.
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    const why = event.message;
    dead = why ? new Error(why) : new SpokenError(() => ui('core.no_worker'));
    for (const { reject } of waiting.values()) reject(dead);
    waiting.clear();
  });
  // The worker gets a copy: if it does not come up, the page still has the bytes.
  const wasm = (await bytes).slice(0);
  const started = wait(0);
  worker.postMessage(wasm, [wasm]);
  await started;
  return {
    inWorker: true,
    call: (name, ...args) => {
      const answer = wait(++last);
      worker.postMessage({ id: last, name, args } satisfies Call);
      return answer;
    },
    stop: () => worker.terminate(),
  };
}
