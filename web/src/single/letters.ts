// Bytes as text of 91 letters, 13 bits in two of them: an eighth shorter than base64. The letters stand in a script inside
// HTML as they are: of printable ASCII only the two marks that end strings, the backslash and < are left out.
const letters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter((c) => !'"`\\<'.includes(c));

/** toLetters gives the number of bytes, a space, and the letters. */
export function toLetters(bytes: Uint8Array): string {
  let text = `${bytes.length} `;
  let [bits, held] = [0, 0];
  const put = (value: number): void => {
    text += letters[Math.floor(value / 91)]! + letters[value % 91]!;
  };
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    if (bits < 13) continue;
    bits -= 13;
    put(held >> bits);
    held &= (1 << bits) - 1;
  }
  if (bits > 0) put(held << (13 - bits));
  return text;
}

/** fromLetters gives the bytes again. */
export function fromLetters(text: string): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(128);
  letters.forEach((letter, value) => (values[letter.charCodeAt(0)] = value));
  let at = text.indexOf(' ') + 1;
  const bytes = new Uint8Array(Number.parseInt(text, 10));
  let [bits, held] = [0, 0];
  for (let i = 0; i < bytes.length; i++) {
    if (bits < 8) {
      held = (held << 13) | (values[text.charCodeAt(at++)]! * 91 + values[text.charCodeAt(at++)]!);
      bits += 13;
    }
    bits -= 8;
    bytes[i] = held >> bits;
    held &= (1 << bits) - 1;
  }
  return bytes;
}
