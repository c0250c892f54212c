// Where the parts of a state diagram stand. A state is a box; below it stand the events that lead on, one to a line. An
// edge to the next box goes straight down on the left; every other edge goes out to a lane on the right.
import type { Edge, Machine } from './machine.js';

export interface Box {
  readonly state: string;
  readonly y: number;
  readonly height: number;
}
export interface Label {
  readonly from: string;
  readonly on: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}
export interface Line {
  readonly edge: Edge;
  readonly path: string;
  /** The head of the arrow. */
  readonly head: string;
}
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxWidth: number;
  readonly boxes: readonly Box[];
  readonly labels: readonly Label[];
  readonly lines: readonly Line[];
}

const spine = 15;
const laneStep = 12;
const lineHeight = 18;
const radius = 6;
// The width of a character in the name of a state, in px, a little more than it needs.
const nameCharacter = 7.1;

interface Lane {
  readonly key: string;
  readonly top: number;
  readonly bottom: number;
}

/** Words gives the words for an event, and how wide they are. */
export interface Words {
  say(on: string): string;
  widthOf(text: string): number;
}

/** layoutOf places a machine. */
export function layoutOf(machine: Machine, width: number, words: Words): Layout {
  const { states, edges } = machine;
  const place = new Map(states.map((state, i) => [state, i]));
  const adjacent = (edge: Edge): boolean => place.get(edge.to)! === place.get(edge.from)! + 1;
  const laneKey = (edge: Edge): string => `${edge.back ? 'up' : 'down'} ${edge.to} ${edge.on === ''}`;
  const outside = edges.filter((edge) => !adjacent(edge));

  // First in rows, to see how many lanes there must be; the width of the boxes depends on them.
  const lanes = new Map<string, Lane>();
  for (const edge of outside) {
    const [a, b] = [place.get(edge.from)!, place.get(edge.to)!];
    const lane = lanes.get(laneKey(edge));
    // An edge begins below its box.
    lanes.set(laneKey(edge), {
      key: laneKey(edge),
      top: Math.min(a + 0.5, b, lane?.top ?? Infinity),
      bottom: Math.max(a + 0.5, b, lane?.bottom ?? 0),
    });
  }
  const columns = new Map<string, number>();
  const used: Lane[][] = [];
  for (const lane of [...lanes.values()].sort((a, b) => a.bottom - a.top - (b.bottom - b.top))) {
    let column = used.findIndex((others) => others.every((o) => o.bottom < lane.top || o.top > lane.bottom));
    if (column < 0) column = used.push([]) - 1;
    used[column]!.push(lane);
    columns.set(lane.key, column);
  }
  const boxWidth = Math.min(270, Math.max(120, width - 14 - used.length * laneStep));
  const laneX = (edge: Edge): number => boxWidth + 14 + columns.get(laneKey(edge))! * laneStep;

  const boxes: Box[] = [];
  const labels: Label[] = [];
  const boxOf = new Map<string, Box>();
  const labelOf = new Map<string, Label>();
  let y = 2;
  for (const state of states) {
    const height = state.length * nameCharacter > boxWidth - 36 ? 42 : 27;
    const box = { state, y, height };
    boxes.push(box);
    boxOf.set(state, box);
    y += height;
    // What leads straight down stands last, next to the head of its arrow.
    const out = edges.filter((edge) => edge.from === state && edge.on !== '');
    const events = [...new Set(out.sort((a, b) => Number(adjacent(a)) - Number(adjacent(b))).map((edge) => edge.on))];
    y += events.length > 0 ? 4 : 0;
    for (const on of events) {
      const label = { from: state, on, text: words.say(on), x: spine + 11, y: y + lineHeight / 2 };
      labels.push(label);
      labelOf.set(`${state} ${on}`, label);
      y += lineHeight;
    }
    y += 8;
  }

  const lines = edges.map((edge): Line => {
    const [from, to] = [boxOf.get(edge.from)!, boxOf.get(edge.to)!];
    const label = labelOf.get(`${edge.from} ${edge.on}`);
    if (adjacent(edge)) {
      return {
        edge,
        path: `M${spine} ${from.y + from.height}V${to.y - 5}`,
        head: `M${spine - 4} ${to.y - 6.5}h8L${spine} ${to.y}z`,
      };
    }
    const x = laneX(edge);
    const y1 = label?.y ?? from.y + from.height / 2;
    const x1 = label ? label.x + words.widthOf(label.text) + 6 : boxWidth;
    // What comes from below and what comes from above do not meet.
    const y2 = to.y + to.height / 2 + (edge.back ? 5 : -5);
    const r = edge.back ? -radius : radius;
    return {
      edge,
      path: `M${x1} ${y1}H${x - radius}Q${x} ${y1} ${x} ${y1 + r}V${y2 - r}Q${x} ${y2} ${x - radius} ${y2}H${boxWidth + 5}`,
      head: `M${boxWidth + 6.5} ${y2 - 4}v8L${boxWidth} ${y2}z`,
    };
  });
  const right = Math.max(boxWidth, ...outside.map(laneX)) + 2;
  return { width: right, height: y, boxWidth, boxes, labels, lines };
}
