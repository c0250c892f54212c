// Reads a trace that comes from outside. Everything that the views rely on is checked, in the spirit of
// docs/trace.schema.json; what they do not know they leave alone. The first thing that is wrong is the message.
import { ui } from '../language/ui.js';
import { roleName } from '../prose/prose.js';
import type { Trace } from '../trace/types.js';
import { jsonMistakeAt, placeOf } from './json-place.js';

/** A TraceProblem says in a sentence or two why a file is not a trace that can be shown. */
export class TraceProblem extends Error {}

/** A Rule says what a value should be, in the language of the page, or gives null when it is. */
export type Rule = (value: unknown) => string | null;
type Members = Readonly<Record<string, Rule>>;
export type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isHex = (value: unknown): value is string => typeof value === 'string' && /^(?:[0-9a-f]{2})*$/.test(value);

const rule =
  (wanted: () => string, holds: (value: unknown) => boolean): Rule =>
  (value) =>
    holds(value) ? null : wanted();
const oneOf = (...names: readonly string[]): Rule =>
  rule(
    () => ui('file.is.one_of', { names: names.join(', ') }),
    (value) => typeof value === 'string' && names.includes(value),
  );
const optional =
  (inner: Rule): Rule =>
  (value) =>
    value === undefined ? null : inner(value);
const orNull =
  (inner: Rule): Rule =>
  (value) =>
    value === null ? null : inner(value);

const text = rule(
  () => ui('file.is.text'),
  (value) => typeof value === 'string',
);
const words = rule(
  () => ui('file.is.words'),
  (value) => typeof value === 'string' && value !== '',
);
const count = rule(() => ui('file.is.count'), isCount);
const boolean = rule(
  () => ui('file.is.boolean'),
  (value) => typeof value === 'boolean',
);
const hex = rule(() => ui('file.is.hex'), isHex);
// Names are keys of the page's prose. What every object has by itself (`constructor`) is none.
const name = rule(
  () => ui('file.is.name'),
  (value) => typeof value === 'string' && /^\w+$/.test(value) && !(value in {}),
);
const operation = rule(
  () => ui('file.is.operation'),
  (value) => words(value) === null && !((value as string) in {}),
);
const list = rule(() => ui('file.is.list'), Array.isArray);
const object = rule(() => ui('file.is.object'), isObject);
const side = oneOf('client', 'server');
const direction = oneOf('sent', 'received');
const epoch = oneOf('clear', 'early', 'handshake', 'application', 'session');
const form = oneOf('tls12_gcm', 'tls12_chacha20_poly1305', 'tls12_cbc', 'tls12_cbc_encrypt_then_mac');
const parties = rule(
  () => ui('file.is.parties'),
  (value) =>
    Array.isArray(value) &&
    value.every((party) => party === 'client' || party === 'server' || party === 'wire') &&
    new Set(value).size === value.length,
);

/** Where in the trace, in words. They are put together when something is wrong there, and only then. */
export type Where = () => string;

const most = 60;
function shown(value: unknown): string {
  const all = JSON.stringify(value) ?? ui('file.nothing');
  return all.length > most ? `${all.slice(0, most)}…` : all;
}

export function check(where: Where, object: Json, members: Members): void {
  for (const [member, holds] of Object.entries(members)) {
    const value = Object.hasOwn(object, member) ? object[member] : undefined;
    const wanted = holds(value);
    if (wanted === null) continue;
    if (value === undefined) throw new TraceProblem(ui('file.lacks', { where: where(), member }));
    throw new TraceProblem(ui('file.should', { where: where(), member, wanted, value: shown(value) }));
  }
}

function notObject(where: Where, value: unknown): TraceProblem {
  return new TraceProblem(ui('file.should_be_object', { where: where(), value: shown(value) }));
}

function together(where: Where, object: Json, ...members: readonly string[]): void {
  const there = members.filter((member) => object[member] !== undefined);
  const lacking = members.find((member) => object[member] === undefined);
  if (there.length > 0 && lacking !== undefined)
    throw new TraceProblem(ui('file.has_and_lacks', { where: where(), there: there[0]!, lacking }));
}

const established: Members = {
  version: words,
  cipher_suite: words,
  group: orNull(words),
  signature_scheme: orNull(words),
  server_name: orNull(words),
  application_protocol: orNull(words),
};
const maybeEstablished: Members = {
  client_signature_scheme: optional(words),
  psk: optional(words),
  resumed: optional(words),
  early_data: optional(words),
};

/** Rules that other traces have too. */
export const rules = { count, epoch, hex, list, name, object, oneOf, optional, side, words };

/** An EventReader checks events one after the other: what they refer to must have gone before. */
export class EventReader {
  /** Whose events these are. */
  protected readonly by: Rule = side;
  /** The kind of each event that was read, and the name of each value. */
  private readonly kinds: string[] = [];
  private readonly names: string[] = [];

  private reference(kind: string): Rule {
    return rule(
      () => ui('file.is.reference', { kind }),
      (value) => isCount(value) && this.kinds[value] === kind,
    );
  }

  protected references(kind: string): Rule {
    const one = this.reference(kind);
    return rule(
      () => ui('file.is.references', { kind }),
      (value) => Array.isArray(value) && !value.some(one),
    );
  }

  protected readonly value = this.reference('value');
  protected readonly kindsOfEvents: Readonly<Record<string, (where: Where, event: Json) => void>> = {
    state: (where, event) => check(where, event, { from: name, to: name }),
    value: (where, event) => this.readValue(where, event),
    message: (where, event) => this.readMessage(where, event),
    record: (where, event) =>
      check(where, event, {
        direction,
        number: count,
        content_type: name,
        epoch,
        bytes: rule(
          () => ui('file.is.record'),
          (v) => isHex(v) && v.length >= 10,
        ),
        messages: optional(this.references('message')),
        form: optional(form),
        key: optional(this.value),
        iv: optional(this.value),
        mac_key: optional(this.value),
        sequence_number: optional(count),
        nonce: optional(hex),
        additional_data: optional(hex),
        plaintext: optional(hex),
      }),
    check: (where, event) => check(where, event, { what: words, passed: boolean, alert: name, section: words }),
    discard: (where, event) => {
      check(where, event, { value: this.value, name });
      const born = this.names[event['value'] as number]!;
      check(where, event, {
        name: rule(
          () => ui('file.is.name_of', { name: born }),
          (value) => value === born,
        ),
      });
    },
    fatal: (where, event) => {
      check(where, event, { alert: name, reason: words, section: words, raised: boolean });
      check(where, event, { field: optional(text), offset: optional(count), why: optional(words) });
      together(where, event, 'field', 'offset', 'why');
    },
    connection: (where, event) =>
      check(where, event, {
        number: rule(
          () => ui('file.is.from_1'),
          (value) => isCount(value) && value > 0,
        ),
      }),
    established: (where, event) => check(where, event, { ...established, ...maybeEstablished }),
    intervention: (where, event) =>
      check(where, event, { action: words, record: count, effective: boolean, before: hex, after: hex }),
  };

  read(event: unknown, id: number): void {
    const number: Where = () => ui('file.event', { id });
    if (!isObject(event)) throw notObject(number, event);
    const { kind } = event;
    if (kind === undefined) throw new TraceProblem(ui('file.lacks', { where: number(), member: 'kind' }));
    if (typeof kind !== 'string' || !Object.hasOwn(this.kindsOfEvents, kind))
      throw new TraceProblem(ui('file.kind_unknown', { where: number(), kind: shown(kind) }));
    const where: Where = () => ui('file.event_of', { id, kind });
    check(where, event, {
      id: rule(
        () => ui('file.is.place', { id }),
        (v) => v === id,
      ),
      step: count,
      by: this.by,
    });
    this.kindsOfEvents[kind]!(where, event);
    this.kinds.push(kind);
    this.names.push(typeof event['name'] === 'string' ? event['name'] : '');
  }

  private readValue(where: Where, event: Json): void {
    check(where, event, { name, bytes: optional(hex), length: optional(count), operation });
    check(where, event, {
      inputs: list,
      known_to: parties,
      section: words,
    });
    together(where, event, 'bytes', 'length');
    const bytes = event['bytes'] as string | undefined;
    if (bytes !== undefined && bytes.length / 2 !== event['length'])
      throw new TraceProblem(
        ui('file.lengths', { where: where(), length: shown(event['length']), bytes: bytes.length / 2 }),
      );
    const kinds: Members = {
      value: this.value,
      bytes: hex,
      text,
      number: count,
      messages: this.references('message'),
    };
    (event['inputs'] as readonly unknown[]).forEach((input, i) => {
      const here: Where = () => ui('file.input', { where: where(), number: i + 1 });
      if (!isObject(input)) throw notObject(here, input);
      check(here, input, { name });
      const has = Object.keys(kinds).filter((kind) => Object.hasOwn(input, kind));
      if (has.length !== 1)
        throw new TraceProblem(
          ui('file.one_of_has', { where: here(), names: Object.keys(kinds).join(', '), count: has.length }),
        );
      check(here, input, { [has[0]!]: kinds[has[0]!]! });
    });
  }

  private readMessage(where: Where, event: Json): void {
    check(where, event, { direction, content_type: name, name, epoch, bytes: hex });
    if (event['direction'] === 'received') check(where, event, { records: this.references('record') });
    readFields(where, event, 'fields', 0, (event['bytes'] as string).length / 2, 0);
  }
}

const deepest = 60;

// Every field lies inside the one that it belongs to.
function readFields(where: Where, owner: Json, member: string, from: number, to: number, depth: number): void {
  check(where, owner, { [member]: list });
  if (depth > deepest) throw new TraceProblem(ui('file.too_deep', { where: where(), most: deepest }));
  for (const field of owner[member] as readonly unknown[]) {
    if (!isObject(field)) throw new TraceProblem(ui('file.no_field', { where: where(), value: shown(field) }));
    check(() => ui('file.a_field', { where: where() }), field, { name: words });
    const here: Where = () => ui('file.field', { where: where(), name: field['name'] as string });
    const inside = rule(
      () => ui('file.is.offset', { from, to }),
      (v) => isCount(v) && v >= from && v <= to,
    );
    check(here, field, { begin: inside, end: inside, value: optional(text), code: optional(count) });
    const { begin, end } = field as { begin: number; end: number };
    if (begin > end) throw new TraceProblem(ui('file.ends_before', { where: here(), begin, end }));
    if (field['fields'] !== undefined) readFields(here, field, 'fields', begin, end, depth + 1);
  }
}

function readOutcome(outcome: Json): void {
  const sides = Object.keys(outcome);
  if (sides.length === 0) throw new TraceProblem(ui('file.no_side'));
  for (const key of sides) {
    if (key !== 'client' && key !== 'server') throw new TraceProblem(ui('file.side_unknown', { side: shown(key) }));
    const where: Where = () => ui('file.outcome_of', { role: roleName[key] });
    const its = outcome[key];
    if (!isObject(its)) throw notObject(where, its);
    check(where, its, { state: name, alert: orNull(name), received: hex, ...maybeEstablished });
    if (its['alert'] !== null) check(where, its, { alert_from: side, reason: words });
    if (Object.keys(established).some((member) => its[member] !== undefined)) check(where, its, established);
  }
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content) as unknown;
  } catch {
    const at = jsonMistakeAt(content);
    if (content.trim() === '') throw new TraceProblem(ui('file.empty'));
    if (at === null) throw new TraceProblem(ui('file.not_json'));
    throw new TraceProblem(ui(at === content.length ? 'file.not_json_end' : 'file.not_json_at', placeOf(content, at)));
  }
}

/** headOf takes the text of a file and gives the trace in it, whose scenario is one; what happens in it was not read yet.
 * Anything else throws a TraceProblem. */
export function headOf(content: string): Json & { readonly scenario: Readonly<Record<string, string>> } {
  const trace = parse(content);
  if (!isObject(trace) || trace['format'] !== 'handshake-playground-trace')
    throw new TraceProblem(ui('file.not_trace'));
  if (trace['version'] !== 1)
    throw new TraceProblem(
      trace['version'] === undefined
        ? ui('file.lacks', { where: ui('file.the_trace'), member: 'version' })
        : ui('file.version', { version: shown(trace['version']) }),
    );
  check(() => ui('file.the_trace'), trace, { scenario: object, events: list, outcome: object });
  const scenario = trace['scenario'] as Json;
  check(() => ui('file.the_scenario'), scenario, Object.fromEntries(Object.keys(scenario).map((key) => [key, text])));
  return trace as ReturnType<typeof headOf>;
}

/** parseTrace takes the text of a file and gives the trace of a run in it. Anything else throws a TraceProblem. */
export function parseTrace(content: string): Trace {
  const trace = headOf(content);
  const reader = new EventReader();
  (trace['events'] as readonly unknown[]).forEach((event, id) => reader.read(event, id));
  readOutcome(trace['outcome'] as Json);
  return trace as unknown as Trace;
}
