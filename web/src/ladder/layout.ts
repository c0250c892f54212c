// Where everything on the ladder stands, from the beats alone. Time runs down, and no two messages share a height of the
// wire. A message is drawn level. Where its receiver sends nothing before it takes it, both ends are one moment; else it
// waits at the receiver until it is taken, further down.
import { SpokenError } from '../language/spoken-error.js';
import { ui } from '../language/ui.js';
import type { Beat } from '../trace/beats.js';
import type { TraceModel } from '../trace/model.js';
import { peerOf, type Role, type ValueEvent } from '../trace/types.js';
import { roundTripsOf } from './round-trips.js';
import { toneOf, type Tone } from './secrets.js';

export interface Row {
  readonly beat: Beat;
  readonly lane: Role;
  readonly y: number;
  readonly height: number;
  /** Where its mark stands on the lifeline. */
  readonly middle: number;
}

export interface Arrow {
  /** The beat that sends, and the one that receives if the message arrived. */
  readonly sent: Beat | null;
  readonly received: Beat | null;
  readonly from: Role;
  /** The height on the wire. */
  readonly y: number;
  /** The height at which it is taken: its own, or a lower one when it has to wait. */
  readonly taken: number;
  /** Beside which other waiting messages it waits; 0 is next to the lifeline. */
  readonly track: number;
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

/** Trip is a round trip before the handshake is complete: from the first message of a flight to the first of the answer. */
export interface Trip {
  readonly number: number;
  readonly of: Role;
  readonly top: number;
  readonly bottom: number;
  readonly received: Beat;
}

export interface Layout {
  readonly rows: readonly Row[];
  readonly arrows: readonly Arrow[];
  readonly bars: readonly Bar[];
  readonly trips: readonly Trip[];
  readonly tracks: number;
  readonly height: number;
}

export interface Sizes {
  readonly arrow: number;
  readonly row: number;
  readonly line: number;
}

const top = 14;
const roles = ['client', 'server'] as const;

/** layOut places the beats. `lines` says how many lines above its title a message takes. It takes linear time. */
export function layOut(model: TraceModel, sizes: Sizes, lines: (beat: Beat) => number): Layout {
  const beats = model.beats.filter((beat) => beat.by !== null);
  const ends = endsOf(model, beats);
  const level = levelOf(beats, ends);
  const rowOf = placeAll(beats, ends, level, sizes, lines);
  const rows = beats.map((beat) => rowOf.get(beat)!);
  const bottom = rows.reduce((most, row) => Math.max(most, row.y + row.height), top);
  const arrows = layArrows(beats, ends, rowOf);
  const { bars, tracks } = layBars(model, rowOf, sizes, bottom);
  const trips = roundTripsOf(beats, ends.sender).map(({ number, first, received }): Trip => ({
    number,
    of: received.by!,
    top: rowOf.get(first)!.middle,
    bottom: rowOf.get(received)!.middle,
    received,
  }));
  return { rows, arrows, bars, trips, tracks, height: bottom + 18 };
}

interface Ends {
  /** The beat that receives what a beat sent, and the one that sent what a beat receives. */
  readonly receiver: ReadonlyMap<Beat, Beat>;
  readonly sender: ReadonlyMap<Beat, Beat>;
}

function endsOf(model: TraceModel, beats: readonly Beat[]): Ends {
  const receiver = new Map<Beat, Beat>();
  const sender = new Map<Beat, Beat>();
  for (const beat of beats) {
    if (beat.message?.direction !== 'received') continue;
    const other = model.counterpart(beat.message.id);
    const from = other && model.beatOf(other.id);
    // Only what was sent earlier, by the other side, is an origin.
    if (!from || from.index >= beat.index || from.by === beat.by || receiver.has(from)) continue;
    receiver.set(from, beat);
    sender.set(beat, from);
  }
  return { receiver, sender };
}

// A message is level when its receiver, from the sending to the taking, has nothing else to do with the wire but to take
// what was sent before.
function levelOf(beats: readonly Beat[], ends: Ends): ReadonlySet<Beat> {
  const level = new Set<Beat>();
  const onWire: Record<Role, number> = { client: 0, server: 0 };
  const latestTaken: Record<Role, number> = { client: 0, server: 0 };
  for (const beat of beats) {
    if (!beat.message) continue;
    const lane = beat.by!;
    const sender = ends.sender.get(beat);
    if (!sender) {
      onWire[lane] = beat.index;
      continue;
    }
    if (Math.max(onWire[lane], latestTaken[lane]) < sender.index) level.add(sender).add(beat);
    latestTaken[lane] = Math.max(latestTaken[lane], sender.index);
  }
  return level;
}

// Each lane is walked from its top. The wire is a third lane: what is put on it keeps the order of the trace.
function placeAll(
  beats: readonly Beat[],
  ends: Ends,
  level: ReadonlySet<Beat>,
  sizes: Sizes,
  lines: (beat: Beat) => number,
): ReadonlyMap<Beat, Row> {
  const lanes = { client: laneOf(beats, 'client'), server: laneOf(beats, 'server') };
  const next = { client: 0, server: 0 };
  const free = { client: top, server: top, wire: top };
  const onWire = beats.filter((beat) => beat.message && !ends.sender.has(beat));
  let nextOnWire = 0;
  const rowOf = new Map<Beat, Row>();

  const put = (beat: Beat, y: number, height: number, middle: number): void => {
    rowOf.set(beat, { beat, lane: beat.by!, y, height, middle });
    free[beat.by!] = y + height;
    next[beat.by!]++;
  };
  // Places the next stop of a lane, unless something else must come first.
  const advance = (lane: Role): boolean => {
    const beat = lanes[lane][next[lane]];
    if (!beat) return false;
    const sender = ends.sender.get(beat);
    if (!beat.message || (sender && !level.has(beat))) {
      const arrow = sender && rowOf.get(sender);
      if (sender && !arrow) return false;
      const y = Math.max(free[lane], arrow ? arrow.middle : 0);
      put(beat, y, sizes.row, y + sizes.row / 2);
      return true;
    }
    // The end of a level message is placed with its beginning.
    if (sender || onWire[nextOnWire] !== beat) return false;
    const receiver = level.has(beat) ? ends.receiver.get(beat) : undefined;
    const other = peerOf(lane);
    if (receiver && lanes[other][next[other]] !== receiver) return false;
    const y = Math.max(free[lane], free.wire, receiver ? free[other] : 0);
    const height = sizes.arrow + lines(beat) * sizes.line;
    for (const end of receiver ? [beat, receiver] : [beat]) put(end, y, height, y + height - sizes.arrow / 2);
    free.wire = y + height;
    nextOnWire++;
    return true;
  };
  while (roles.map(advance).some((moved) => moved));
  if (rowOf.size < beats.length) throw new SpokenError(() => ui('file.no_order'));
  return rowOf;
}

const laneOf = (beats: readonly Beat[], lane: Role): Beat[] => beats.filter((beat) => beat.by === lane);

function layArrows(beats: readonly Beat[], ends: Ends, rowOf: ReadonlyMap<Beat, Row>): Arrow[] {
  const arrows: Arrow[] = [];
  const waiting: Record<Role, number[]> = { client: [], server: [] };
  for (const beat of beats) {
    if (!beat.message || ends.sender.has(beat)) continue;
    const sent = beat.message.direction === 'sent' ? beat : null;
    const received = sent ? (ends.receiver.get(sent) ?? null) : beat;
    const y = rowOf.get(beat)!.middle;
    const taken = rowOf.get(received ?? beat)!.middle;
    const from = sent ? beat.by! : peerOf(beat.by!);
    let track = 0;
    if (taken > y) {
      const until = waiting[peerOf(from)];
      track = until.findIndex((end) => end < y);
      if (track < 0) track = until.length;
      until[track] = taken;
    }
    arrows.push({ sent, received, from, y, taken, track });
  }
  return arrows;
}

// Bars take the free track that is nearest to the lifeline.
function layBars(
  model: TraceModel,
  rowOf: ReadonlyMap<Beat, Row>,
  sizes: Sizes,
  bottom: number,
): { bars: Bar[]; tracks: number } {
  const bars: Bar[] = [];
  let tracks = 0;
  const heightAt = (id: number): number => rowOf.get(model.beatOf(id))!.y + sizes.row / 2;
  for (const role of roles) {
    const ends: number[] = [];
    for (const value of model.values(role)) {
      const tone = toneOf(value, model.tls12);
      if (!tone) continue;
      const end = model.discardOf(value.id);
      const barTop = heightAt(value.id) - 7;
      const barBottom = Math.max(end ? heightAt(end.id) - 2 : bottom, barTop + 6);
      let track = ends.findIndex((y) => y + 12 < barTop);
      if (track < 0) track = ends.length;
      ends[track] = barBottom;
      tracks = Math.max(tracks, track + 1);
      bars.push({
        value,
        tone,
        track,
        top: barTop,
        bottom: barBottom,
        bornAt: value.id,
        diesAt: end?.id ?? null,
      });
    }
  }
  return { bars, tracks };
}
