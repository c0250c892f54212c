// A trace with the look-ups that the views need. Nothing here adds a fact: it only finds what the trace says elsewhere.
import { SpokenError } from '../language/spoken-error.js';
import { ui } from '../language/ui.js';
import type { Viewer } from '../role/viewer.js';
import { beatsOf, type Beat } from './beats.js';
import {
  peerOf,
  type DiscardEvent,
  type MessageEvent,
  type RecordEvent,
  type Role,
  type StateEvent,
  type Trace,
  type TraceEvent,
  type ValueEvent,
} from './types.js';

export class TraceModel {
  readonly trace: Trace;
  /** The trace as it was given, byte for byte. */
  readonly text: string;
  readonly beats: readonly Beat[];
  /** Whether this run became one of TLS 1.2: its states say so. */
  readonly tls12: boolean;
  /** Whose eyes these are. */
  readonly viewer: Viewer;
  private readonly discards = new Map<number, DiscardEvent>();
  private readonly counterparts: Map<number, number> = new Map();
  private readonly beatOfEvent: number[] = [];
  // Views ask at every step: what they ask for is found once.
  private readonly valuesBy: Record<Role, ValueEvent[]> = { client: [], server: [] };
  private readonly statesBy: Record<Role, StateEvent[]> = { client: [], server: [] };
  private readonly messages: MessageEvent[] = [];
  private readonly recordsOf = new Map<number, RecordEvent[]>();
  private readonly users = new Map<number, ValueEvent[]>();
  private readonly sealed = new Map<number, number>();

  /** `seen`: the run as one of its parties sees it. What belongs together it takes from the whole run. */
  constructor(
    trace: Trace,
    text: string,
    seen?: { readonly whole: TraceModel; readonly beats: readonly Beat[]; readonly viewer: Viewer },
  ) {
    this.trace = trace;
    this.text = text;
    this.viewer = seen?.viewer ?? 'both';
    this.beats = seen?.beats ?? beatsOf(trace.events);
    this.tls12 = seen?.whole.tls12 ?? trace.events.some((e) => e.kind === 'state' && e.to.startsWith('TLS12_'));
    for (const beat of this.beats) for (const event of beat.events) this.beatOfEvent[event.id] = beat.index;
    for (const event of trace.events) this.index(event);
    if (seen) this.counterparts = seen.whole.counterparts;
    else this.pairMessages();
  }

  /** inside tells whether the viewer sees what goes on inside a side: its checks, its states. */
  inside(role: Role): boolean {
    return this.viewer === 'both' || this.viewer === role;
  }

  private index(event: TraceEvent): void {
    if (event.kind === 'discard') this.discards.set(event.value, event);
    else if (event.kind === 'state') this.statesBy[event.by].push(event);
    else if (event.kind === 'message') this.messages.push(event);
    else if (event.kind === 'record') {
      for (const id of new Set(event.messages)) push(this.recordsOf, id, event);
      for (const id of new Set([event.key, event.iv]))
        if (id !== undefined) this.sealed.set(id, (this.sealed.get(id) ?? 0) + 1);
    } else if (event.kind === 'value') {
      this.valuesBy[event.by].push(event);
      for (const id of new Set(event.inputs.map((input) => input.value)))
        if (id !== undefined) push(this.users, id, event);
    }
  }

  get events(): readonly TraceEvent[] {
    return this.trace.events;
  }

  /** beatAt gives the beat at an index, the nearest one when the index lies outside. */
  beatAt(index: number): Beat {
    return this.beats[Math.max(0, Math.min(this.beats.length - 1, index))]!;
  }

  /** beatOf gives the beat that an event belongs to. */
  beatOf(eventId: number): Beat {
    return this.beats[this.beatOfEvent[eventId] ?? 0]!;
  }

  /** value gives the value event with this id. */
  value(id: number): ValueEvent | undefined {
    const event = this.trace.events[id];
    return event?.kind === 'value' ? event : undefined;
  }

  /** message gives the message event with this id. */
  message(id: number): MessageEvent | undefined {
    const event = this.trace.events[id];
    return event?.kind === 'message' ? event : undefined;
  }

  /** values gives every value of one side up to a moment, in order of birth. */
  values(by: Role, now = Infinity): readonly ValueEvent[] {
    const all = this.valuesBy[by];
    return now === Infinity ? all : all.slice(0, countUpTo(all, now));
  }

  /** plays tells whether a side is in the trace at all: a connection with somebody else's program has one. */
  plays(role: Role): boolean {
    return this.statesBy[role].length > 0;
  }

  /** usersOf gives the values that have a value among their inputs. */
  usersOf(valueId: number): readonly ValueEvent[] {
    return this.users.get(valueId) ?? [];
  }

  /** sealedWith gives the number of records that were protected with a value. */
  sealedWith(valueId: number): number {
    return this.sealed.get(valueId) ?? 0;
  }

  /** discardOf gives the event that wiped a value, if the trace has one. */
  discardOf(valueId: number): DiscardEvent | undefined {
    return this.discards.get(valueId);
  }

  /** records gives the records that carried a message. */
  records(message: MessageEvent): RecordEvent[] {
    const carried =
      message.direction === 'sent'
        ? (this.recordsOf.get(message.id) ?? [])
        : [...new Set(message.records)].sort((a, b) => a - b).map((id) => this.trace.events[id]);
    return carried.filter((e): e is RecordEvent => e?.kind === 'record' && e.by === message.by);
  }

  /** counterpart gives the same message at the other end: what was received for what was sent, and the other way round. */
  counterpart(messageId: number): MessageEvent | undefined {
    const other = this.counterparts.get(messageId);
    return other === undefined ? undefined : this.message(other);
  }

  /** lastMessage gives the latest message built or taken up to a moment. */
  lastMessage(now: number): MessageEvent | undefined {
    return this.messages[countUpTo(this.messages, now) - 1];
  }

  /** stateAt gives the state that a side is in at a moment. */
  stateAt(by: Role, now: number): string {
    const states = this.statesBy[by];
    return states[countUpTo(states, now) - 1]?.to ?? states[0]?.from ?? '';
  }

  private pairMessages(): void {
    const origins = this.recordOrigins();
    for (const event of this.trace.events) {
      if (event.kind !== 'message' || event.direction !== 'received') continue;
      const candidates = (event.records ?? []).flatMap((id) => origins.get(id)?.messages ?? []);
      const free = candidates.filter((id) => !this.counterparts.has(id));
      const match = free.find((id) => this.message(id)?.name === event.name) ?? free[0];
      if (match === undefined) continue;
      this.counterparts.set(match, event.id);
      this.counterparts.set(event.id, match);
    }
  }

  // recordOrigins gives the sent record behind each received one. With somebody on the wire numbers do not tell: records
  // come later, twice or not at all. Bytes do; what came of changed ones, the intervention says.
  private recordOrigins(): Map<number, RecordEvent> {
    const origins = new Map<number, RecordEvent>();
    const sent = new Map<string, RecordEvent>();
    const onTheWire = new Map<string, RecordEvent[]>();
    let connection = 1;
    for (const e of this.trace.events) {
      const way = (from: string, rest: string | number): string => `${connection} ${from} ${rest}`;
      if (e.kind === 'connection') connection = e.number;
      else if (e.kind === 'record' && e.direction === 'sent') {
        sent.set(way(e.by, e.number), e);
        const key = way(e.by, e.bytes);
        onTheWire.set(key, [...(onTheWire.get(key) ?? []), e]);
      } else if (e.kind === 'intervention') {
        const record = sent.get(way(e.by, e.record));
        if (record && e.effective) onTheWire.set(way(e.by, e.after), [record]);
      } else if (e.kind === 'record') {
        const record = onTheWire.get(way(peerOf(e.by), e.bytes))?.shift();
        if (record) origins.set(e.id, record);
      }
    }
    return origins;
  }
}

function push<T>(lists: Map<number, T[]>, key: number, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** countUpTo tells how many of a list of events, in their order, have happened at a moment. */
export function countUpTo(events: readonly { readonly id: number }[], now: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle]!.id <= now) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** readTrace takes the JSON text of a trace; what is wrong with a text that is none is the error's message. */
export function readTrace(text: string): TraceModel {
  let trace: unknown;
  try {
    trace = JSON.parse(text);
  } catch {
    throw new SpokenError(() => ui('file.not_json'));
  }
  const head = trace as Partial<Trace> | null;
  if (head?.format !== 'handshake-playground-trace') throw new SpokenError(() => ui('file.not_trace'));
  if (head.version !== 1) throw new SpokenError(() => ui('file.version', { version: String(head?.version) }));
  if (!Array.isArray(head.events))
    throw new SpokenError(() => ui('file.lacks', { where: ui('file.the_trace'), member: 'events' }));
  return new TraceModel(trace as Trace, text);
}
