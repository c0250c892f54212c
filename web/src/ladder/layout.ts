// Where everything on the ladder stands, from the beats alone. Each lane has its own time, running down. A message joins
// the two: it is drawn level when that is possible, so that what both sides do at the same time stands side by side.
import type { Beat } from '../trace/beats.js';
import type { TraceModel } from '../trace/model.js';
import { peerOf, type Role, type ValueEvent } from '../trace/types.js';
import { toneOf, type Tone } from './secrets.js';

export interface Row {
  readonly beat: Beat;
  readonly lane: Role;
  readonly y: number;
  readonly height: number;
}

export interface Arrow {
  /** The beat that sends, and the one that receives if the message arrived. */
  readonly sent: Beat | null;
  readonly received: Beat | null;
  readonly from: Role;
  readonly y1: number;
  readonly y2: number;
}

export interface Bar {
  readonly value: ValueEvent;
  readonly tone: Tone;
  readonly track: number;
  readonly top: number;
  readonly bottom: number;
  readonly bornAt: number;
  readonly diesAt: number | null;
}

export interface Layout {
  readonly rows: readonly Row[];
  readonly arrows: readonly Arrow[];
  readonly bars: readonly Bar[];
  readonly tracks: number;
  readonly height: number;
}

export interface Sizes {
  readonly arrow: number;
  readonly row: number;
  readonly line: number;
}

interface Node {
  readonly beats: Beat[];
  readonly before: Set<Node>;
  height: number;
  y: number;
}

const top = 14;

/** layOut places the beats. `lines` says how many lines beside its title a beat takes. */
export function layOut(model: TraceModel, sizes: Sizes, lines: (beat: Beat) => number): Layout {
  const nodeOf = new Map<Beat, Node>();
  const nodes: Node[] = [];
  const beats = model.beats.filter((beat) => beat.by !== null);

  for (const beat of beats) {
    const height = (beat.message ? sizes.arrow : sizes.row) + lines(beat) * sizes.line;
    const node: Node = { beats: [beat], before: new Set(), height, y: 0 };
    nodes.push(node);
    nodeOf.set(beat, node);
  }
  for (const role of ['client', 'server'] as const) {
    const lane = beats.filter((beat) => beat.by === role);
    lane.forEach((beat, i) => i > 0 && nodeOf.get(beat)!.before.add(nodeOf.get(lane[i - 1]!)!));
  }
  joinMessages(model, beats, nodes, nodeOf);
  const placed = new Set<Node>();
  for (const node of nodes) place(node, placed);

  const rows = beats.map((beat): Row => {
    const node = nodeOf.get(beat)!;
    return { beat, lane: beat.by!, y: node.y, height: node.height };
  });
  const bottom = Math.max(top, ...rows.map((row) => row.y + row.height));
  const { bars, tracks } = layBars(model, nodeOf, sizes, bottom);
  return { rows, arrows: layArrows(model, beats, nodeOf, sizes), bars, tracks, height: bottom + 18 };
}

// One node for both ends of a message, unless messages crossed on the wire: then the arrow slants.
function joinMessages(model: TraceModel, beats: readonly Beat[], nodes: Node[], nodeOf: Map<Beat, Node>): void {
  for (const beat of beats) {
    const message = beat.message;
    if (message?.direction !== 'received') continue;
    const other = model.counterpart(message.id);
    if (!other) continue;
    const sender = nodeOf.get(model.beatOf(other.id))!;
    const receiver = nodeOf.get(beat)!;
    if (sender === receiver || sender.beats.length > 1) continue;
    if (comesBefore(receiver, sender)) continue;
    if (comesBefore(sender, receiver)) {
      receiver.before.add(sender);
      continue;
    }
    sender.beats.push(...receiver.beats);
    sender.height = Math.max(sender.height, receiver.height);
    for (const earlier of receiver.before) sender.before.add(earlier);
    for (const node of nodes) if (node.before.delete(receiver)) node.before.add(sender);
    nodes.splice(nodes.indexOf(receiver), 1);
    nodeOf.set(beat, sender);
  }
}

/** comesBefore tells whether `first` must stand above `second`. */
function comesBefore(first: Node, second: Node, seen = new Set<Node>()): boolean {
  for (const node of second.before) {
    if (node === first) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    if (comesBefore(first, node, seen)) return true;
  }
  return false;
}

function place(node: Node, placed: Set<Node>): void {
  if (placed.has(node)) return;
  placed.add(node);
  let y = top;
  for (const earlier of node.before) {
    place(earlier, placed);
    y = Math.max(y, earlier.y + earlier.height);
  }
  node.y = y;
}

function layArrows(model: TraceModel, beats: readonly Beat[], nodeOf: Map<Beat, Node>, sizes: Sizes): Arrow[] {
  const arrows: Arrow[] = [];
  const middle = (beat: Beat): number => nodeOf.get(beat)!.y + nodeOf.get(beat)!.height - sizes.arrow / 2;
  for (const beat of beats) {
    const message = beat.message;
    if (!message) continue;
    const other = model.counterpart(message.id);
    if (message.direction === 'sent') {
      const received = other ? model.beatOf(other.id) : null;
      arrows.push({ sent: beat, received, from: message.by, y1: middle(beat), y2: middle(received ?? beat) });
    } else if (!other) {
      arrows.push({ sent: null, received: beat, from: peerOf(message.by), y1: middle(beat), y2: middle(beat) });
    }
  }
  return arrows;
}

// Bars take the free track that is nearest to the lifeline.
function layBars(
  model: TraceModel,
  nodeOf: Map<Beat, Node>,
  sizes: Sizes,
  bottom: number,
): { bars: Bar[]; tracks: number } {
  const bars: Bar[] = [];
  let tracks = 0;
  for (const role of ['client', 'server'] as const) {
    const ends: number[] = [];
    for (const value of model.values(role)) {
      const tone = toneOf(value, model.tls12);
      if (!tone) continue;
      const end = model.discardOf(value.id);
      const born = nodeOf.get(model.beatOf(value.id))!;
      const barTop = born.y + sizes.row / 2 - 7;
      const barBottom = end ? nodeOf.get(model.beatOf(end.id))!.y + sizes.row / 2 - 2 : bottom;
      let track = ends.findIndex((y) => y + 12 < barTop);
      if (track < 0) track = ends.length;
      ends[track] = barBottom;
      tracks = Math.max(tracks, track + 1);
      bars.push({
        value,
        tone,
        track,
        top: barTop,
        bottom: Math.max(barBottom, barTop + 6),
        bornAt: value.id,
        diesAt: end?.id ?? null,
      });
    }
  }
  return { bars, tracks };
}
