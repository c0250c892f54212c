// What each party can know of a run, and from which event on. Three sources, and no other: what a side does itself; what
// crosses the wire to it; and what can be computed when every input is known.
import type { TraceModel } from '../trace/model.js';
import type { Input, MessageEvent, RecordEvent, Role, TraceEvent, ValueEvent } from '../trace/types.js';
import type { Viewer } from './viewer.js';

export interface Knowledge {
  /** For each event the id of the event from which on its content is known; Infinity: never. */
  readonly content: readonly number[];
  /** The same for what is inside a record: plaintext and nonce. */
  readonly inner: readonly number[];
}

const never = Infinity;
/** What is computed from known inputs is known, but for chance and for what a side chooses. */
const notComputed = /^(draw|choose|sign|seal_ticket|RSAES-PKCS1-v1_5 encrypt)$/;
/** From this length on, bytes on the wire that are those of a value are no accident. */
const long = 12;

const known = new WeakMap<TraceModel, Map<Viewer, Knowledge>>();

/** knowledgeOf tells what a viewer can know. A model is read once for each viewer. */
export function knowledgeOf(model: TraceModel, viewer: Viewer): Knowledge {
  const all = known.get(model) ?? new Map<Viewer, Knowledge>();
  known.set(model, all);
  const found = all.get(viewer) ?? derive(model, viewer);
  all.set(viewer, found);
  return found;
}

function derive(model: TraceModel, viewer: Viewer): Knowledge {
  const content = model.events.map((e) => ownFrom(e, viewer));
  const inner = [...content];
  if (viewer === 'eavesdropper') overhear(model, content, inner);
  else if (viewer !== 'both') arrive(model, viewer, content, inner);
  // Inputs are older than what is computed from them, so one pass is enough.
  const wire = seen(model, content);
  const mine = new Map<string, number>();
  for (const e of model.events) {
    if (e.kind !== 'value' || e.by !== viewer || e.bytes === undefined) continue;
    const key = `${e.name} ${e.bytes}`;
    if (!mine.has(key)) mine.set(key, e.id);
  }
  for (const e of model.events) {
    if (e.kind !== 'value' || e.bytes === undefined || content[e.id] !== never) continue;
    content[e.id] = Math.min(
      mine.get(`${e.name} ${e.bytes}`) ?? never,
      wire(e.bytes, e.name),
      computed(e, content, wire),
    );
  }
  return { content, inner };
}

// A side knows what it does; that something happens to its records on the way it does not. That a connection begins, and
// that a secret ends where the standard says so, is no secret.
function ownFrom(e: TraceEvent, viewer: Viewer): number {
  if (viewer === 'both' || e.kind === 'connection' || e.kind === 'discard') return e.id;
  return e.kind !== 'intervention' && e.by === viewer ? e.id : never;
}

function overhear(model: TraceModel, content: number[], inner: number[]): void {
  for (const e of model.events) {
    if (e.kind !== 'record' && e.kind !== 'message' && e.kind !== 'intervention') continue;
    const clear = e.kind === 'intervention' || e.epoch === 'clear';
    if (clear || e.kind === 'record') content[e.id] = e.id;
    if (clear) inner[e.id] = e.id;
  }
}

// To a side crosses what it received as it was sent; and what the other received as this side had sent it.
function arrive(model: TraceModel, viewer: Role, content: number[], inner: number[]): void {
  const own = new Map<string, RecordEvent[]>();
  const key = new Map<number, string>();
  let connection = 1;
  for (const e of model.events) {
    if (e.kind === 'connection') connection = e.number;
    if (e.kind !== 'record') continue;
    key.set(e.id, `${connection} ${e.bytes}`);
    if (e.by === viewer) own.set(key.get(e.id)!, [...(own.get(key.get(e.id)!) ?? []), e]);
  }
  for (const e of model.events) {
    if (e.kind !== 'record' || e.by === viewer) continue;
    const match = own
      .get(key.get(e.id)!)
      ?.find((o) => o.direction !== e.direction && (e.direction === 'sent' ? o.id > e.id : o.id < e.id));
    if (!match) continue;
    content[e.id] = match.id;
    if (e.epoch === 'clear' || match.plaintext === e.plaintext) inner[e.id] = match.id;
  }
  for (const e of model.events) {
    if (e.kind !== 'message' || e.by === viewer) continue;
    const match = model.counterpart(e.id);
    if (match?.bytes === e.bytes) content[e.id] = match.id;
    else if (e.epoch === 'clear') {
      const carried = model.records(e).map((r) => content[r.id]!);
      if (carried.length > 0) content[e.id] = Math.max(...carried);
    }
  }
}

type Seen = (bytes: string, name: string) => number;

// When bytes were first seen on the wire: long ones anywhere, short ones only in the field of their name.
function seen(model: TraceModel, content: readonly number[]): Seen {
  const texts = model.events
    .filter((e): e is MessageEvent | RecordEvent => e.kind === 'message' || e.kind === 'record')
    .map((e) => ({ e, from: content[e.id]! }))
    .filter(({ from }) => from !== never)
    .sort((a, b) => a.from - b.from);
  const has = ({ e }: (typeof texts)[number], bytes: string, name: string): boolean => {
    if (bytes.length >= 2 * long) return includes(e.bytes, bytes);
    return e.kind === 'message' && bytes !== '' && inField(e.fields, e.bytes, name, bytes);
  };
  return (bytes, name) => texts.find((text) => has(text, bytes, name))?.from ?? never;
}

function includes(text: string, bytes: string): boolean {
  for (let at = text.indexOf(bytes); at >= 0; at = text.indexOf(bytes, at + 1)) if (at % 2 === 0) return true;
  return false;
}

const inField = (fields: MessageEvent['fields'], text: string, name: string, bytes: string): boolean =>
  fields.some(
    (f) =>
      (f.name === name && text.slice(2 * f.begin, 2 * f.end).endsWith(bytes)) ||
      inField(f.fields ?? [], text, name, bytes),
  );

function computed(e: ValueEvent, content: readonly number[], wire: Seen): number {
  if (notComputed.test(e.operation)) return never;
  return Math.max(0, ...e.inputs.map((input) => inputFrom(input, e.operation, content, wire)));
}

function inputFrom(input: Input, operation: string, content: readonly number[], wire: Seen): number {
  if (input.value !== undefined) return content[input.value] ?? never;
  if (input.messages) return Math.max(0, ...input.messages.map((id) => content[id] ?? never));
  // What stands in the standard itself, like DOWNGRD, is short and is put together with something else.
  if (!input.bytes || (operation === 'concatenate' && input.bytes.length < 2 * long)) return 0;
  return wire(input.bytes, input.name);
}
