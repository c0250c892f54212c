// Two strings of bytes compared bit by bit. This is all that is computed here.

/** differing gives the places of the bits in which two hexadecimal strings of one length differ. */
export function differing(a: string, b: string): number[] {
  const places: number[] = [];
  for (let i = 0; i < a.length; i++) {
    const changed = parseInt(a[i]!, 16) ^ parseInt(b[i]!, 16);
    for (let bit = 0; bit < 4; bit++) if (changed & (8 >> bit)) places.push(4 * i + bit);
  }
  return places;
}
