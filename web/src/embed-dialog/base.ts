// Where this page is, for snippets: the address of its folder.

/** The address that stands where there is none to give. */
export const placeholder = 'https://example.org/handshake/';

/** baseOf reads it from the address of a script of ours. A page in one file, from the disk or not, has no folder of its own. */
export function baseOf(script: string): string {
  const found = /^https?:.*\/(?=assets\/[^/]*$)/.exec(script);
  return found ? found[0] : placeholder;
}

/** base of the page that this script belongs to. */
export const base = baseOf(import.meta.url);
