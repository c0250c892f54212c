// The core in a worker of its own, so that the page stays awake while it computes. Small and dumb: names of functions and
// their arguments in, what they give out. Where no worker is allowed, direct.ts takes the core from here: so this script
// holds the only copy, and imports nothing. A bundler of other people copies it as it is and would not find what it imports.
import create, { type Core } from '#core';
import type { Answer, Call } from './engine.js';

let core: Promise<Core> | undefined;

export { create };

if (typeof document === 'undefined') addEventListener('message', hear);

function hear({ data }: MessageEvent<Call | ArrayBuffer>): void {
  if (data instanceof ArrayBuffer) {
    core = create({ wasmBinary: data });
    core.then(
      () => answer({ id: 0, value: null }),
      (error: unknown) => answer({ id: 0, error: String(error) }),
    );
    return;
  }
  void perform(data).then(answer);
}

async function perform({ id, name, args }: Call): Promise<Answer> {
  try {
    const module = await core;
    const work = module![name] as (...args: readonly unknown[]) => unknown;
    return { id, value: await work(...args) };
  } catch (error) {
    return { id, error: String(error) };
  }
}

const answer = (what: Answer): void => postMessage(what);
