// Hexadecimal for reading: shortened, and in groups.

/** shortHex shows both ends of a value. */
export function shortHex(hex: string, head = 8, tail = 4): string {
  return hex.length <= head + tail + 2 ? hex : `${hex.slice(0, head)}…${hex.slice(-tail)}`;
}

/** spacedHex puts a space after every four bytes, so that long values wrap and can be compared by eye. */
export const spacedHex = (hex: string): string => hex.replace(/.{8}(?=.)/g, '$& ');
