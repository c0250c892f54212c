// Bytes as people copy them: hexadecimal digits, with spaces and line ends anywhere.
import { ui } from '../language/ui.js';

/** pastedHex leaves out what is between the digits. */
export const pastedHex = (text: string): string => text.replace(/\s+/g, '').toLowerCase();

/** hexProblem says what is wrong with a pasted text, or null. */
export function hexProblem(text: string): string | null {
  const digits = pastedHex(text);
  if (digits === '') return ui('split.nothing');
  const wrong = digits.search(/[^0-9a-f]/);
  if (wrong >= 0) return ui('split.not_hex', { what: digits[wrong]!, at: wrong + 1 });
  if (digits.length % 2 === 1) return ui('split.half', { count: digits.length });
  return null;
}
