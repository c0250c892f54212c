// A line on a torus: what leaves the square on one side comes in on the other.

export interface Stroke {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/**
 * wrappedLine gives the strokes of the line through a point in a direction of whole steps that have no divisor in common,
 * in the square from -1/2 to p-1/2. A line that wraps around is a row of parallels.
 */
export function wrappedLine(p: number, [x0, y0]: readonly [number, number], right: number, up: number): Stroke[] {
  const low = -0.5;
  const high = p - 0.5;
  // On the k-th parallel: right * (y - y0) - up * (x - x0) = k * p.
  const side = (x: number, y: number): number => (right * (y - y0) - up * (x - x0)) / p;
  const corners = [side(low, low), side(low, high), side(high, low), side(high, high)];
  const strokes: Stroke[] = [];
  for (let k = Math.ceil(Math.min(...corners)); k <= Math.max(...corners); k++) {
    const length = right * right + up * up;
    const x = x0 - (up * k * p) / length;
    const y = y0 + (right * k * p) / length;
    // From which step to which it is inside.
    let from = -Infinity;
    let to = Infinity;
    for (const [start, step] of [
      [x, right],
      [y, up],
    ] as const) {
      if (step === 0) {
        if (start < low || start > high) to = -Infinity;
        continue;
      }
      const [a, b] = [(low - start) / step, (high - start) / step];
      from = Math.max(from, Math.min(a, b));
      to = Math.min(to, Math.max(a, b));
    }
    if (to - from > 1e-9)
      strokes.push({ x1: x + from * right, y1: y + from * up, x2: x + to * right, y2: y + to * up });
  }
  return strokes;
}
