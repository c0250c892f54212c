// The trace of an eavesdropper (docs/trace-format.md), put in order for a picture: what was stolen, what was heard, the road
// of computed values, the records that opened, and where the road ends. Nothing here adds a fact.
import type { ContentType, Epoch, Field, Input, Party, Role } from '../../trace/types.js';

interface Base {
  readonly id: number;
}
export interface Value extends Base {
  readonly kind: 'value';
  readonly name: string;
  readonly from?: Role;
  readonly bytes?: string;
  readonly length?: number;
  readonly operation: string;
  readonly inputs: readonly Input[];
  readonly known_to: readonly Party[];
  readonly section: string;
}
export interface Message extends Base {
  readonly kind: 'message';
  readonly from: Role;
  readonly name: string;
  readonly epoch: Epoch;
  readonly bytes: string;
  readonly content_type: ContentType;
  readonly fields: readonly Field[];
  readonly records: readonly number[];
}
export interface Opened extends Base {
  readonly kind: 'record';
  readonly from: Role;
  readonly number: number;
  readonly content_type: ContentType;
  readonly epoch?: Epoch;
  readonly bytes: string;
  readonly key?: number;
  readonly iv?: number;
  readonly mac_key?: number;
}
export interface Read extends Base {
  readonly kind: 'read';
  readonly from: Role;
  readonly connection: number;
  readonly epoch: Epoch;
  readonly bytes: string;
  readonly records: readonly number[];
}
export interface DeadEnd extends Base {
  readonly kind: 'dead_end';
  readonly of: Role;
  readonly connection: number;
  readonly value: string;
  readonly missing: readonly string[];
  readonly why: string;
  readonly section: string;
}
export interface Memory extends Base {
  readonly kind: 'memory';
  readonly owner: Role;
  readonly name: string;
  readonly bytes: string;
  readonly holds: readonly string[];
}
interface Check extends Base {
  readonly kind: 'check';
  readonly what: string;
  readonly passed: boolean;
}
interface Begun extends Base {
  readonly kind: 'connection';
  readonly number: number;
}
export type AttackEvent = Value | Message | Opened | Read | DeadEnd | Memory | Check | Begun;

export type Reach = 'all' | 'part' | 'none';
export interface Reading {
  readonly reads: Reach;
  readonly bytes: string;
}
export interface Outcome {
  readonly client: Reading;
  readonly server: Reading;
  readonly early?: Reading;
  readonly dead_ends: readonly number[];
}
export interface AttackTrace {
  readonly scenario: Readonly<Record<string, string>>;
  readonly events: readonly AttackEvent[];
  readonly outcome: { readonly eavesdropper: { readonly connections: readonly Outcome[] } };
}

/** A piece of the road: a value for both directions, or what belongs to one of them. */
export type Piece =
  | { readonly kind: 'both'; readonly value: Value }
  | { readonly kind: 'fork'; readonly client: Lane; readonly server: Lane };
export interface Lane {
  readonly values: readonly Value[];
  /** What its keys opened. */
  readonly records: readonly Opened[];
}

export interface Connection {
  readonly number: number;
  readonly outcome: Outcome;
  readonly heard: readonly Value[];
  readonly road: readonly Piece[];
  readonly ends: readonly DeadEnd[];
  readonly reads: readonly Read[];
  readonly records: Readonly<Record<Role, readonly Opened[]>>;
}

/** stateOf says whether a record was in the clear, was opened, or stayed closed. */
export const stateOf = ({ key, epoch }: Opened): 'clear' | 'opened' | 'closed' =>
  key !== undefined ? 'opened' : epoch === 'clear' ? 'clear' : 'closed';

// What everybody can compute, or what only helps on the way: a card of its own would hide the road.
const small = /^(?:zero_|empty_hash$|derived_secret$|transcript_hash$|binder|random$|ticket_nonce$|ticket$)/;
const sideOf = (name: string): Role | null => (/^(client|server)_/.exec(name)?.[1] as Role | undefined) ?? null;
const given = (value: Value): boolean => /^(?:steal|receive|constant)$/.test(value.operation);

export class Attempt {
  readonly trace: AttackTrace;
  readonly stolen: readonly Value[];
  readonly memories: readonly Memory[];
  readonly connections: readonly Connection[];

  constructor(trace: AttackTrace) {
    this.trace = trace;
    const { events } = trace;
    this.stolen = events.filter((e): e is Value => e.kind === 'value' && e.operation === 'steal');
    this.memories = events.filter((e) => e.kind === 'memory');
    const begins = events.filter((e) => e.kind === 'connection');
    this.connections = trace.outcome.eavesdropper.connections.map((outcome, i) =>
      this.connection(i + 1, outcome, begins[i]?.id ?? 0, begins[i + 1]?.id ?? Infinity),
    );
  }

  /** value gives the value with this id. */
  value(id: number): Value | undefined {
    const event = this.trace.events[id];
    return event?.kind === 'value' ? event : undefined;
  }

  message(id: number): Message | undefined {
    const event = this.trace.events[id];
    return event?.kind === 'message' ? event : undefined;
  }

  /** messagesIn gives the messages that records carried. */
  messagesIn(records: readonly Opened[]): readonly Message[] {
    const ids = new Set(records.map(({ id }) => id));
    return this.trace.events.filter(
      (e): e is Message => e.kind === 'message' && e.records.some((record) => ids.has(record)),
    );
  }

  // Without a PSK the early secret is made of zeros: everybody has it.
  private isSmall(value: Value): boolean {
    return (
      given(value) ||
      small.test(value.name) ||
      (value.name === 'early_secret' &&
        value.inputs.some(({ name, value: id }) => name === 'IKM' && this.value(id ?? -1)?.operation === 'constant'))
    );
  }

  private connection(number: number, outcome: Outcome, begin: number, end: number): Connection {
    const events = this.trace.events.slice(begin, end);
    const values = events.filter((e): e is Value => e.kind === 'value' && e.operation !== 'steal');
    const records = events.filter((e) => e.kind === 'record');
    const ends = events.filter((e) => e.kind === 'dead_end');
    const of = (role: Role): readonly Opened[] => records.filter(({ from }) => from === role);
    return {
      number,
      outcome,
      heard: values.filter(({ operation }) => operation === 'receive'),
      road: this.road(values, records, ends.length > 0),
      ends,
      reads: events.filter((e) => e.kind === 'read'),
      records: { client: of('client'), server: of('server') },
    };
  }

  private road(values: readonly Value[], records: readonly Opened[], ends: boolean): readonly Piece[] {
    const own = values.filter((value) => !this.isSmall(value));
    const used = this.leading(records, values);
    const forks = new Map<number, Record<Role, Value[]>>();
    // Which value for both directions one of a single direction came from; -1: from none, it was stolen.
    const origin = new Map<number, number>();
    const place = (value: Value, side: Role): void => {
      const parents = value.inputs.flatMap(({ value: id }) => this.value(id ?? -1) ?? []);
      const lane = parents.find(({ id }) => origin.has(id));
      const parent = parents.find((one) => !this.isSmall(one) && !sideOf(one.name));
      const at = lane ? origin.get(lane.id)! : (parent?.id ?? -1);
      origin.set(value.id, at);
      if (!forks.has(at)) forks.set(at, { client: [], server: [] });
      forks.get(at)![side].push(value);
    };
    for (const value of [...this.stolen, ...own]) {
      const side = sideOf(value.name);
      if (side && (!given(value) || records.some(({ key }) => key === value.id))) place(value, side);
    }
    const lane = (values: readonly Value[]): Lane => {
      const ids = new Set(values.map(({ id }) => id));
      return { values, records: records.filter(({ key }) => key !== undefined && ids.has(key)) };
    };
    const fork = (at: number): readonly Piece[] => {
      const found = forks.get(at);
      return found ? [{ kind: 'fork', client: lane(found.client), server: lane(found.server) }] : [];
    };
    return [
      ...fork(-1),
      ...own
        .filter((value) => !sideOf(value.name) && (ends || used.has(value.id)))
        .flatMap((value): readonly Piece[] => [{ kind: 'both', value }, ...fork(value.id)]),
    ];
  }

  // Ids of the values that led to an opened record, or on to a later connection.
  private leading(records: readonly Opened[], own: readonly Value[]): ReadonlySet<number> {
    const found = new Set<number>();
    const last = own.at(-1)?.id ?? -1;
    const later = this.trace.events.filter((e): e is Value => e.kind === 'value' && e.id > last);
    const visit = (id: number | undefined): void => {
      const value = id === undefined || found.has(id) ? undefined : this.value(id);
      if (!value) return;
      found.add(value.id);
      for (const input of value.inputs) visit(input.value);
    };
    for (const { key, iv, mac_key } of records) [key, iv, mac_key].forEach(visit);
    for (const value of later) for (const input of value.inputs) visit(input.value);
    return found;
  }
}

/** textOf shows bytes as they would be read: what is no letter is a dot, as in the trace itself. */
export const textOf = (hex: string): string =>
  (hex.match(/../g) ?? [])
    .map((pair) => parseInt(pair, 16))
    .map((code) => (code === 10 ? '\n' : code === 13 ? '' : code >= 32 && code < 127 ? String.fromCharCode(code) : '.'))
    .join('')
    .trimEnd();
