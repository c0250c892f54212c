// What the page keeps of lessons, in this browser only: how far one is in each, and whether one has been at its end.
import type { Progress } from './types.js';

export interface Kept extends Progress {
  readonly done?: boolean;
}

const keyOf = (id: string): string => `handshake-playground-lesson-${id}`;

/** keptOf gives what was kept of a lesson; null: nothing. What it says is for the lesson to judge. */
export function keptOf(id: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(keyOf(id)) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

/** keep keeps it. Once done is done. */
export function keep(id: string, progress: Progress, done: boolean): void {
  try {
    localStorage.setItem(keyOf(id), JSON.stringify({ ...progress, done: done || keptOf(id)?.done === true }));
  } catch {
    // Where storage is refused, one begins again.
  }
}
