// What an eavesdropper steals, as the address says it: `view=attack&steal=server-key&at=before`. It is there while that view is.
export interface Theft {
  /** As `handshake attack --steal` takes it. */
  readonly steal: string;
  readonly at: 'before' | 'after';
}

export const usualTheft: Theft = { steal: 'server-key', at: 'before' };

/** theftIn reads it from location.hash; null: another view is shown. What is wrong with the list, the core says. */
export function theftIn(hash: string): Theft | null {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const steal = params.get('steal');
  if (params.get('view') !== 'attack' && steal === null) return null;
  return { steal: steal ?? usualTheft.steal, at: params.get('at') === 'after' ? 'after' : 'before' };
}

/** withTheft puts it into a hash, or takes it out: null. */
export function withTheft(hash: string, theft: Theft | null): string {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  for (const name of ['steal', 'at']) params.delete(name);
  if (params.get('view') === 'attack') params.delete('view');
  if (theft)
    for (const [name, value] of Object.entries({ view: 'attack', ...theft })) params.set(name, value as string);
  return `#${params.toString()}`;
}
