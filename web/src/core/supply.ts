// What the core is supplied with: its bytes, its worker, its recorded traces. Here they are files beside the page; in
// the page that is one file (web/src/single/supply.ts has the same names) they are inside it.
import moreUrl from '#core-more-wasm?url';
import wasmUrl from '#core-wasm?url';
import workerUrl from './worker.ts?worker&url';
import { scriptUrl } from '../app/trusted.js';
import { SpokenError } from '../language/spoken-error.js';
import { ui } from '../language/ui.js';
import { presets } from '../scenario/presets.js';
import { unzip } from './unzip.js';

/** coreBytes gives core.wasm. */
export const coreBytes = (): Promise<ArrayBuffer> => bytesAt(wasmUrl);

/** moreBytes gives core.more.wasm. */
export const moreBytes = (): Promise<ArrayBuffer> => bytesAt(moreUrl);

/** makeWorker starts the core's worker; null: none is allowed. */
export function makeWorker(): Worker | null {
  // A worker's script must have the page's origin; a page without one (sandboxed, from disk) may have none.
  if (typeof Worker === 'undefined' || location.origin === 'null') return null;
  try {
    return new Worker(scriptUrl(workerUrl), { type: 'module', name: 'core' });
  } catch {
    return null;
  }
}

// In dist/ this script is in assets/, wherever the page is that uses it.
const beside = import.meta.url;

/** recorded: what web/recordings.ts wrote down from the core. There is a trace of every example. */
export const recorded = {
  has: (example: string): boolean => presets.some(({ id }) => id === example),
  text: async (name: string): Promise<string> =>
    unzip(new Uint8Array(await bytesAt(new URL(`../recorded/${name}.json.gz`, beside).href))),
};

async function bytesAt(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new SpokenError(() => ui('core.answered', { status: response.status }));
  return response.arrayBuffer();
}
