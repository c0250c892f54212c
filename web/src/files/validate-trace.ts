// Reads a trace that comes from outside. Everything that the views rely on is checked, in the spirit of
// docs/trace.schema.json; what they do not know they leave alone. The first thing that is wrong is the message.
import type { Trace } from '../trace/types.js';
import { jsonMistakeAt, placeOf } from './json-place.js';

/** A TraceProblem says in a sentence or two why a file is not a trace that can be shown. */
export class TraceProblem extends Error {}

/** A Rule says what a value should be, or gives null when it is. */
type Rule = (value: unknown) => string | null;
type Members = Readonly<Record<string, Rule>>;
type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isHex = (value: unknown): value is string => typeof value === 'string' && /^(?:[0-9a-f]{2})*$/.test(value);

const rule =
  (wanted: string, holds: (value: unknown) => boolean): Rule =>
  (value) =>
    holds(value) ? null : wanted;
const oneOf = (...names: readonly string[]): Rule =>
  rule(
    names.length === 1 ? names[0]! : `one of ${names.join(', ')}`,
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

const text = rule('a text', (value) => typeof value === 'string');
const words = rule('a text that is not empty', (value) => typeof value === 'string' && value !== '');
const count = rule('a whole number from 0 on', isCount);
const boolean = rule('true or false', (value) => typeof value === 'boolean');
const hex = rule('bytes in lower-case hexadecimal digits', isHex);
// Names are keys of the page's prose. What every object has by itself (`constructor`) is none.
const name = rule('a name', (value) => typeof value === 'string' && /^\w+$/.test(value) && !(value in {}));
const operation = rule('the name of an operation', (value) => words(value) === null && !((value as string) in {}));
const side = oneOf('client', 'server');
const direction = oneOf('sent', 'received');
const epoch = oneOf('clear', 'early', 'handshake', 'application', 'session');
const form = oneOf('tls12_gcm', 'tls12_chacha20_poly1305', 'tls12_cbc', 'tls12_cbc_encrypt_then_mac');
const parties = rule(
  'a list of client, server and wire',
  (value) =>
    Array.isArray(value) &&
    value.every((party) => party === 'client' || party === 'server' || party === 'wire') &&
    new Set(value).size === value.length,
);

const most = 60;
function shown(value: unknown): string {
  const all = JSON.stringify(value) ?? 'nothing';
  return all.length > most ? `${all.slice(0, most)}…` : all;
}

function check(where: string, object: Json, members: Members): void {
  for (const [member, holds] of Object.entries(members)) {
    const value = Object.hasOwn(object, member) ? object[member] : undefined;
    const wanted = holds(value);
    if (wanted === null) continue;
    if (value === undefined) throw new TraceProblem(`${where} lacks the member “${member}”.`);
    throw new TraceProblem(`${where}: “${member}” should be ${wanted} and is ${shown(value)}.`);
  }
}

function together(where: string, object: Json, ...members: readonly string[]): void {
  const there = members.filter((member) => object[member] !== undefined);
  const lacking = members.find((member) => object[member] === undefined);
  if (there.length > 0 && lacking !== undefined)
    throw new TraceProblem(`${where} has “${there[0]}” and lacks the member “${lacking}”.`);
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

/** An EventReader checks events one after the other: what they refer to must have gone before. */
class EventReader {
  /** The kind of each event that was read, and the name of each value. */
  private readonly kinds: string[] = [];
  private readonly names: string[] = [];

  private reference(kind: string): Rule {
    return rule(`the id of an earlier ${kind} event`, (value) => isCount(value) && this.kinds[value] === kind);
  }

  private references(kind: string): Rule {
    const one = this.reference(kind);
    return rule(`a list of ids of earlier ${kind} events`, (value) => Array.isArray(value) && !value.some(one));
  }

  private readonly value = this.reference('value');
  private readonly kindsOfEvents: Readonly<Record<string, (where: string, event: Json) => void>> = {
    state: (where, event) => check(where, event, { from: name, to: name }),
    value: (where, event) => this.readValue(where, event),
    message: (where, event) => this.readMessage(where, event),
    record: (where, event) =>
      check(where, event, {
        direction,
        number: count,
        content_type: name,
        epoch,
        bytes: rule('the bytes of a record, at least its header', (v) => isHex(v) && v.length >= 10),
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
      check(where, event, { name: rule(`“${born}”, the name of that value`, (value) => value === born) });
    },
    fatal: (where, event) => {
      check(where, event, { alert: name, reason: words, section: words, raised: boolean });
      check(where, event, { field: optional(text), offset: optional(count), why: optional(words) });
      together(where, event, 'field', 'offset', 'why');
    },
    connection: (where, event) =>
      check(where, event, { number: rule('a number from 1 on', (value) => isCount(value) && value > 0) }),
    established: (where, event) => check(where, event, { ...established, ...maybeEstablished }),
    intervention: (where, event) =>
      check(where, event, { action: words, record: count, effective: boolean, before: hex, after: hex }),
  };

  read(event: unknown, id: number): void {
    if (!isObject(event)) throw new TraceProblem(`Event ${id} should be an object and is ${shown(event)}.`);
    const { kind } = event;
    if (kind === undefined) throw new TraceProblem(`Event ${id} lacks the member “kind”.`);
    if (typeof kind !== 'string' || !Object.hasOwn(this.kindsOfEvents, kind))
      throw new TraceProblem(`Event ${id} is of a kind that this page does not know: ${shown(kind)}.`);
    const where = `Event ${id} (${kind})`;
    check(where, event, { id: rule(`${id}, its place in the list`, (v) => v === id), step: count, by: side });
    this.kindsOfEvents[kind]!(where, event);
    this.kinds.push(kind);
    this.names.push(typeof event['name'] === 'string' ? event['name'] : '');
  }

  private readValue(where: string, event: Json): void {
    check(where, event, { name, bytes: optional(hex), length: optional(count), operation });
    check(where, event, {
      inputs: rule('a list', Array.isArray),
      known_to: parties,
      section: words,
    });
    together(where, event, 'bytes', 'length');
    const bytes = event['bytes'] as string | undefined;
    if (bytes !== undefined && bytes.length / 2 !== event['length'])
      throw new TraceProblem(`${where}: “length” is ${shown(event['length'])}, “bytes” has ${bytes.length / 2}.`);
    const kinds: Members = {
      value: this.value,
      bytes: hex,
      text,
      number: count,
      messages: this.references('message'),
    };
    (event['inputs'] as readonly unknown[]).forEach((input, i) => {
      const here = `${where}, input ${i + 1}`;
      if (!isObject(input)) throw new TraceProblem(`${here} should be an object and is ${shown(input)}.`);
      check(here, input, { name });
      const has = Object.keys(kinds).filter((kind) => Object.hasOwn(input, kind));
      if (has.length !== 1)
        throw new TraceProblem(`${here} should have one of ${Object.keys(kinds).join(', ')} and has ${has.length}.`);
      check(here, input, { [has[0]!]: kinds[has[0]!]! });
    });
  }

  private readMessage(where: string, event: Json): void {
    check(where, event, { direction, content_type: name, name, epoch, bytes: hex });
    if (event['direction'] === 'received') check(where, event, { records: this.references('record') });
    readFields(where, event, 'fields', 0, (event['bytes'] as string).length / 2, 0);
  }
}

const deepest = 60;

// Every field lies inside the one that it belongs to.
function readFields(where: string, owner: Json, member: string, from: number, to: number, depth: number): void {
  check(where, owner, { [member]: rule('a list', Array.isArray) });
  if (depth > deepest) throw new TraceProblem(`${where} has fields inside fields, more than ${deepest} deep.`);
  for (const field of owner[member] as readonly unknown[]) {
    if (!isObject(field)) throw new TraceProblem(`${where} has a field that is ${shown(field)}.`);
    check(`${where}, a field`, field, { name: words });
    const here = `${where}, field “${field['name'] as string}”`;
    const inside = rule(`an offset from ${from} to ${to}`, (v) => isCount(v) && v >= from && v <= to);
    check(here, field, { begin: inside, end: inside, value: optional(text), code: optional(count) });
    const { begin, end } = field as { begin: number; end: number };
    if (begin > end) throw new TraceProblem(`${here} begins at ${begin} and ends before it, at ${end}.`);
    if (field['fields'] !== undefined) readFields(here, field, 'fields', begin, end, depth + 1);
  }
}

function readOutcome(outcome: Json): void {
  const sides = Object.keys(outcome);
  if (sides.length === 0) throw new TraceProblem('The outcome has no side.');
  for (const key of sides) {
    if (side(key) !== null) throw new TraceProblem(`The outcome has a side that there is not: ${shown(key)}.`);
    const where = `The outcome of the ${key}`;
    const its = outcome[key];
    if (!isObject(its)) throw new TraceProblem(`${where} should be an object and is ${shown(its)}.`);
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
    if (content.trim() === '') throw new TraceProblem('This file is empty.');
    if (at === null) throw new TraceProblem('This file is not JSON.');
    const { line, column } = placeOf(content, at);
    const why = at === content.length ? 'it ends too early, at' : 'see';
    throw new TraceProblem(`This file is not JSON: ${why} line ${line}, column ${column}.`);
  }
}

/** parseTrace takes the text of a file and gives the trace in it. Anything else throws a TraceProblem. */
export function parseTrace(content: string): Trace {
  const trace = parse(content);
  if (!isObject(trace) || trace['format'] !== 'handshake-playground-trace')
    throw new TraceProblem('This JSON is not a handshake trace: its “format” is not “handshake-playground-trace”.');
  if (trace['version'] !== 1)
    throw new TraceProblem(
      trace['version'] === undefined
        ? 'The trace lacks the member “version”.'
        : `This trace has version ${shown(trace['version'])}. This page reads version 1.`,
    );
  const object = rule('an object', isObject);
  check('The trace', trace, { scenario: object, events: rule('a list', Array.isArray), outcome: object });
  const scenario = trace['scenario'] as Json;
  check('The scenario', scenario, Object.fromEntries(Object.keys(scenario).map((key) => [key, text])));
  const reader = new EventReader();
  (trace['events'] as readonly unknown[]).forEach((event, id) => reader.read(event, id));
  readOutcome(trace['outcome'] as Json);
  return trace as unknown as Trace;
}
