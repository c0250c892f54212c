// Whose chair one sits in, and how the address says it.
import { ui } from '../language/ui.js';
import type { Role } from '../trace/types.js';

export type Viewer = 'both' | Role | 'eavesdropper';
export const viewers: readonly Viewer[] = ['both', 'client', 'server', 'eavesdropper'];

export const isViewer = (name: string | null): name is Viewer => viewers.some((one) => one === name);

/** viewerOf reads `role` from location.hash. `problem` is a sentence about a role that there is not. */
export function viewerOf(hash: string): { readonly viewer: Viewer; readonly problem: string | null } {
  const named = new URLSearchParams(hash.replace(/^#/, '')).get('role');
  const viewer = viewers.find((one) => one === named);
  const problem = named === null || viewer ? null : ui('role.wrong', { name: named.slice(0, 20) });
  return { viewer: viewer ?? 'both', problem };
}

/** withViewer puts a role into a hash. To see both sides is the usual thing and is not said. */
export function withViewer(hash: string, viewer: Viewer): string {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  if (viewer === 'both') params.delete('role');
  else params.set('role', viewer);
  return `#${params.toString()}`;
}
