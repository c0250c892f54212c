// Sets of small numbers as short text: "0-12,15".

const most = 10_000;

export function writeRanges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const n of [...numbers].sort((a, b) => a - b)) {
    const open = parts.at(-1);
    if (open && n <= open[1] + 1) open[1] = n;
    else parts.push([n, n]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** readRanges gives the numbers again. What is no such text, or names numbers that no run has, gives nothing. */
export function readRanges(text: unknown): number[] {
  if (typeof text !== 'string') return [];
  return text.split(',').flatMap((part) => {
    const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
    if (!found) return [];
    const from = Number(found[1]);
    const to = Math.min(Number(found[2] ?? from), most);
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  });
}
