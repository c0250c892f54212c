// Fetches a text, as the browser's rules for other origins have it.
import { SpokenError } from '../language/spoken-error.js';
import { ui } from '../language/ui.js';
import { say } from './spoken.js';

/** textAt fetches a text from an address. */
export async function textAt(url: string): Promise<string> {
  const response = await fetch(url).catch(() => null);
  if (!response) throw new SpokenError(() => say('unreachable'));
  if (!response.ok) throw new SpokenError(() => ui('core.answered', { status: response.status }));
  return response.text();
}
