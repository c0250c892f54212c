// What is kept from visit to visit is one text in the course system, and it has a limit.
import type { Part } from './progress.js';

// Some systems count bytes and not characters, so there is nothing but ASCII in it.
const plain = (json: string): string =>
  json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** writeSuspendData writes as many parts as have room. The last are the least important, and are left out first. */
export function writeSuspendData(parts: readonly Part[], limit: number): string {
  for (let kept = parts.length; kept > 0; kept--) {
    const text = plain(JSON.stringify(Object.fromEntries(parts.slice(0, kept))));
    if (text.length <= limit) return text;
  }
  return '';
}

/** readSuspendData gives the parts again; none when the text is another's, or broken. */
export function readSuspendData(text: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  } catch {
    return new Map();
  }
}
