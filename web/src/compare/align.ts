// Lays two runs beside each other. Two beats are counterparts when the same side does the same thing, with the same message.
import type { Beat } from '../trace/beats.js';

/** A row holds counterparts, or a beat that has none. */
export interface Row {
  readonly left: Beat | null;
  readonly right: Beat | null;
}

const keyOf = (beat: Beat): string => `${beat.by}/${beat.kind}/${beat.message?.name ?? ''}`;

// Sent messages decide: no number of other pairs outweighs one more pair of them.
const weightOf = (beat: Beat): number => (beat.kind === 'sent' ? 1e6 : beat.message ? 100 : 1);

/** align pairs as much of two lists of beats as can be paired in order: a longest common subsequence, by weight. */
export function align(left: readonly Beat[], right: readonly Beat[]): Row[] {
  const [a, b] = [left.map(keyOf), right.map(keyOf)];
  const weights = left.map(weightOf);
  // best[i][j]: the weight of the best pairs among what follows left[i] and right[j].
  const best = Array.from({ length: a.length + 1 }, () => new Float64Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i]![j] = a[i] === b[j] ? weights[i]! + best[i + 1]![j + 1]! : Math.max(best[i + 1]![j]!, best[i]![j + 1]!);
    }
  }
  const rows: Row[] = [];
  let [i, j, gapI, gapJ] = [0, 0, 0, 0];
  const closeGap = (): void => {
    rows.push(...merged(left.slice(gapI, i), right.slice(gapJ, j)));
  };
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      closeGap();
      rows.push({ left: left[i]!, right: right[j]! });
      gapI = ++i;
      gapJ = ++j;
      continue;
    }
    const [skipLeft, skipRight] = [best[i + 1]![j]!, best[i]![j + 1]!];
    // Of two ways that are as good, the names choose: so the order of the runs does not matter.
    if (skipLeft > skipRight || (skipLeft === skipRight && a[i]! < b[j]!)) i++;
    else j++;
  }
  [i, j] = [a.length, b.length];
  closeGap();
  return rows;
}

// What stands alone on both sides between two pairs, by how far each has come. No two of them have the same key: they
// would be a pair.
function merged(left: readonly Beat[], right: readonly Beat[]): Row[] {
  const placed = (beats: readonly Beat[], side: 'left' | 'right'): { row: Row; at: number; key: string }[] =>
    beats.map((beat, i) => ({
      row: side === 'left' ? { left: beat, right: null } : { left: null, right: beat },
      at: (i + 1) / beats.length,
      key: keyOf(beat),
    }));
  return [...placed(left, 'left'), ...placed(right, 'right')]
    .sort((x, y) => x.at - y.at || (x.key < y.key ? -1 : 1))
    .map(({ row }) => row);
}
