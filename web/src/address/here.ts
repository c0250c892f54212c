// Where the page is: its hash. Some frames (srcdoc) may not change their address; there the page keeps it to itself.
let kept: string | null = null;
addEventListener('popstate', () => (kept = null));

/** hashHere gives location.hash, or what is kept in its place. */
export const hashHere = (): string => kept ?? location.hash;

/** keepHash puts a hash into the address: as a new entry of the history, or in place of the one that is there. */
export function keepHash(hash: string, how: 'push' | 'replace'): void {
  try {
    if (how === 'push') history.pushState(null, '', hash);
    else history.replaceState(null, '', hash);
    kept = null;
  } catch {
    kept = hash;
  }
}
