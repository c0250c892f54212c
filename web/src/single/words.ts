// The words of all languages, which are packed too. The modules of web/prose are made from them (web/single-plugin.ts).
import { words as packed } from '#packed';
import { unpack } from './unpack.js';

// A browser that cannot open them has no words at all: what stands ready in the page says so, and nothing else happens.
if (typeof DecompressionStream === 'undefined') {
  for (const text of document.querySelectorAll<HTMLElement>('.old')) text.hidden = false;
  await new Promise(() => undefined);
}

/** words has the content of every file in web/prose, by its name: words['de/ui.json']. */
export const words = JSON.parse(new TextDecoder().decode(await unpack(packed))) as Readonly<Record<string, unknown>>;
