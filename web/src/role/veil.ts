// A run as one of its parties sees it: the same events, ids and beats, and over what that party cannot know a veil.
import { partOf } from '../trace/beat-kinds.js';
import type { Beat } from '../trace/beats.js';
import { TraceModel } from '../trace/model.js';
import type { Epoch, Input, MessageEvent, RecordEvent, Role, TraceEvent, ValueEvent, Veil } from '../trace/types.js';
import { knowledgeOf } from './knowledge.js';
import { nameless, withheldInput } from './names.js';
import type { Viewer } from './viewer.js';

// Whether there are such values depends on what is under protection.
const ofATicket = /^(ticket|ticket_.*|resumption_psk|exporter_(secret|context.*)|exported_keying_material)$/;
/** Inputs that the standard fixes or a hello shows; they stay when a value is veiled. */
const plain = /^(hash|group|Label|label|Length|length|offset)$/;
/** Beats that tell what goes on inside a side. */
const inside = /^(checks|check_failed|fatal|fatal_received|established|state)$/;

/** veil gives the run as a viewer sees it at a moment. Without a role it is the run itself. */
export function veil(model: TraceModel, viewer: Viewer, now = Infinity): TraceModel {
  if (viewer === 'both') return model;
  const { content, inner } = knowledgeOf(model, viewer);
  const at = (from: number, id: number): boolean => from < Infinity && from <= Math.max(now, id);
  const seenBy = (e: TraceEvent): TraceEvent => {
    const from = content[e.id]!;
    const open = at(from, e.id);
    if (e.kind === 'record') return open && at(inner[e.id]!, e.id) ? e : veiledRecord(e, viewer, open, inner[e.id]!);
    if (open) return e.kind === 'value' ? withoutInputs(e, (id) => at(content[id]!, id), viewer) : e;
    const until = from === Infinity ? null : from;
    if (e.kind === 'value') return veiledValue(e, { only: knowers(e, viewer), until }, model, viewer);
    if (e.kind === 'message') return veiledMessage(e, until, model, viewer);
    return veiledRest(e);
  };
  const events = model.events.map(seenBy);
  const beats = model.beats.map((beat) => veiledBeat(beat, events));
  const { trace } = model;
  const outcome = viewer === 'eavesdropper' ? {} : { [viewer]: trace.outcome[viewer] };
  return new TraceModel({ ...trace, events, outcome } as typeof trace, '', { whole: model, beats, viewer });
}

function knowers(e: ValueEvent, viewer: Viewer): readonly Role[] {
  const roles = e.known_to.filter((party): party is Role => party !== 'wire' && party !== viewer);
  return roles.includes(e.by) && !e.known_to.includes('wire') ? roles : [e.by];
}

// Whether a client shows a certificate is under protection in TLS 1.3.
function showsTheClient(e: ValueEvent): boolean {
  if (e.name === 'signature_content') return e.inputs.some((i) => i.text?.includes('client CertificateVerify'));
  return e.by === 'client' && /^(signature|certificate_private_key)$/.test(e.name);
}

const base = ({ id, step, by }: TraceEvent): { id: number; step: number; by: Role } => ({ id, step, by });

function veiledValue(e: ValueEvent, veil: Veil, model: TraceModel, viewer: Viewer): ValueEvent {
  const hidden =
    veil.until === null && (ofATicket.test(e.name) || (viewer === 'eavesdropper' && !model.tls12 && showsTheClient(e)));
  if (hidden)
    return {
      ...base(e),
      kind: 'value',
      name: nameless,
      operation: '',
      inputs: [],
      known_to: [e.by],
      section: '',
      veiled: veil,
    };
  // How many zeros stood before a secret is a part of the secret.
  const { length } = e.operation === 'strip_leading_zeros' ? ({} as ValueEvent) : e;
  const { name, operation, known_to, section } = e;
  return {
    ...base(e),
    kind: 'value',
    name,
    operation,
    inputs: stripped(e.inputs),
    known_to,
    section,
    veiled: veil,
    ...(length === undefined ? {} : { length }),
  };
}

const stripped = (inputs: readonly Input[]): Input[] =>
  inputs.map((i) =>
    i.value !== undefined || i.messages || plain.test(i.name) ? i : { name: i.name, text: withheldInput },
  );

// A value may be seen on the wire without what it was made of.
function withoutInputs(e: ValueEvent, open: (id: number) => boolean, viewer: Viewer): ValueEvent {
  if (e.by === viewer || e.operation === 'constant') return e;
  const whole = e.inputs.every((i) => (i.value === undefined || open(i.value)) && (i.messages ?? []).every(open));
  return whole && e.operation !== 'choose' ? e : { ...e, inputs: stripped(e.inputs) };
}

const under = (epoch: Epoch): Epoch => (epoch === 'clear' || epoch === 'session' ? epoch : 'protected');

function veiledMessage(e: MessageEvent, until: number | null, model: TraceModel, viewer: Viewer): MessageEvent {
  const spy = viewer === 'eavesdropper';
  const sizeOf = (bytes: string): number => bytes.length / 2;
  const size = spy
    ? model.records(e).reduce((sum, record) => sum + sizeOf(record.bytes), 0)
    : until === null
      ? null
      : sizeOf(e.bytes);
  const content_type = e.epoch === 'session' || e.epoch === 'clear' ? e.content_type : 'application_data';
  return {
    ...base(e),
    kind: 'message',
    direction: e.direction,
    content_type,
    // What is still on its way has its name in the script of the run.
    name: until === null ? (spy ? 'protected' : 'unseen') : e.name,
    bytes: '',
    fields: [],
    epoch: until === null ? under(e.epoch) : e.epoch,
    veiled: { only: spy ? ['client', 'server'] : [e.by], until, size },
    ...(e.records ? { records: e.records } : {}),
  };
}

/** The types that a header names (RFC 8446, section 5.1). */
const headerTypes: Readonly<Record<string, RecordEvent['content_type']>> = {
  '14': 'change_cipher_spec',
  '15': 'alert',
  '16': 'handshake',
  '17': 'application_data',
};

// The header, the number and, in the CBC forms, the IV are on the wire. The rest takes the keys.
function veiledRecord(e: RecordEvent, viewer: Viewer, open: boolean, until: number): RecordEvent {
  const cbc = e.form?.startsWith('tls12_cbc') ?? false;
  const { sequence_number, additional_data, nonce, messages, form } = e;
  const only: readonly Role[] = viewer === 'eavesdropper' ? ['client', 'server'] : [e.by];
  return {
    ...base(e),
    kind: 'record',
    direction: e.direction,
    number: e.number,
    content_type: open ? (headerTypes[e.bytes.slice(0, 2)] ?? 'unknown') : 'unknown',
    epoch: under(e.epoch),
    bytes: open ? e.bytes : '',
    veiled: { only, until: until === Infinity ? null : until },
    ...(messages ? { messages } : {}),
    ...(form ? { form } : {}),
    ...(open && sequence_number !== undefined ? { sequence_number } : {}),
    ...(open && additional_data !== undefined ? { additional_data } : {}),
    ...(open && cbc && nonce !== undefined ? { nonce } : {}),
  };
}

// What goes on inside the other side: nothing of it shows.
function veiledRest(e: TraceEvent): TraceEvent {
  const veiled: Veil = { only: e.kind === 'intervention' ? [] : [e.by], until: null };
  switch (e.kind) {
    case 'state':
      return { ...base(e), kind: 'state', from: '', to: '', veiled };
    case 'check':
      return { ...base(e), kind: 'check', what: '', passed: true, alert: '', section: '', veiled };
    case 'fatal':
      return { ...base(e), kind: 'fatal', alert: '', reason: '', section: '', raised: false, veiled };
    case 'intervention':
      return {
        ...base(e),
        kind: 'intervention',
        action: 'drop',
        record: 0,
        effective: false,
        before: '',
        after: '',
        veiled,
      };
    default:
      return {
        ...base(e),
        kind: 'established',
        version: '',
        cipher_suite: '',
        group: null,
        signature_scheme: null,
        server_name: null,
        application_protocol: null,
        veiled,
      };
  }
}

function veiledBeat(beat: Beat, events: readonly TraceEvent[]): Beat {
  const own = beat.events.map((e) => events[e.id]!);
  const message = own.find((e): e is MessageEvent => e.kind === 'message') ?? null;
  return { ...beat, events: own, message, kind: message ? beat.kind : veiledKind(beat.kind, own) };
}

// The kind chooses the words, and words of what is not seen are none.
function veiledKind(kind: string, events: readonly TraceEvent[]): string {
  const values = events.filter((e) => e.kind === 'value' && partOf(e).joins === 'own') as ValueEvent[];
  if (values.length > 0 && values.every((v) => v.name === nameless)) return 'inside';
  if (events.some((e) => e.kind === 'intervention' && e.veiled)) return 'on_the_way';
  return inside.test(kind) && events.some((e) => e.veiled) ? 'inside' : kind;
}
