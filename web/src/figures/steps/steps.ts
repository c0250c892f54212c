// The eight steps in which everybody learns the handshake, and which messages of a run belong to each. TLS 1.3 has the same
// steps in fewer messages: what was a message of its own there is a part of another.
import type { EstablishedEvent, Field, MessageEvent, Role } from '../../trace/types.js';
import type { TraceModel } from '../../trace/model.js';

export const stepNames = [
  'client_hello',
  'server_hello',
  'certificate',
  'server_key',
  'client_key',
  'client_finished',
  'server_finished',
  'established',
] as const;
export type StepName = (typeof stepNames)[number];

export interface Sent {
  readonly message: MessageEvent;
  /** Its place among all messages, from 1. */
  readonly order: number;
  /** Only this part of the message belongs to the step: the name of a field, and its length. */
  readonly part?: { readonly name: string; readonly length: number };
}

export interface Told {
  readonly sent: Readonly<Record<StepName, readonly Sent[]>>;
  /** Which message came last before each side had its connection: its place; null: it never had. */
  readonly ready: Readonly<Record<Role, number | null>>;
}

const ofMessage: Readonly<Record<string, StepName>> = {
  client_hello: 'client_hello',
  server_hello: 'server_hello',
  encrypted_extensions: 'server_hello',
  certificate_request: 'certificate',
  certificate: 'certificate',
  certificate_verify: 'server_key',
  server_key_exchange: 'server_key',
  server_hello_done: 'server_key',
  client_key_exchange: 'client_key',
};
// What a client that shows a certificate sends besides belongs to the steps of its own.
const ofClient: Readonly<Record<string, StepName>> = { certificate: 'client_key', certificate_verify: 'client_key' };

function stepOf({ name, by, content_type: type }: MessageEvent, tls12: boolean): StepName | null {
  if (type === 'application_data') return 'established';
  if (by === 'client' && ofClient[name]) return tls12 ? ofClient[name] : 'client_finished';
  return ofMessage[name] ?? (type === 'alert' ? null : `${by}_finished`);
}

const fieldIn = (fields: readonly Field[], name: string): Field | null => {
  for (const field of fields) {
    const found = field.name === name ? field : fieldIn(field.fields ?? [], name);
    if (found) return found;
  }
  return null;
};

/** toldIn reads the first connection of a run, up to a moment. */
export function toldIn(model: TraceModel, now = Infinity): Told {
  const second = model.events.find((e) => e.kind === 'connection' && e.number === 2)?.id ?? Infinity;
  const end = Math.min(second, now + 1);
  const events = model.events.filter((e) => e.id < end);
  const messages = events.filter((e): e is MessageEvent => e.kind === 'message' && e.direction === 'sent');
  const sent = Object.fromEntries(stepNames.map((name) => [name, [] as Sent[]])) as Record<StepName, Sent[]>;
  messages.forEach((message, i) => {
    const step = stepOf(message, model.tls12);
    // Of what the keys are for, the first message is enough; tickets that come later are no part of the handshake.
    const late = step === 'established' ? sent.established.length > 0 : message.epoch === 'application';
    if (step === null || late) return;
    sent[step].push({ message, order: i + 1 });
    const share = model.tls12 ? null : fieldIn(message.fields, 'key_share');
    if (!share || !/^(client|server)_hello$/.test(message.name)) return;
    const part = { name: 'key_share', length: share.end - share.begin };
    sent[message.by === 'client' ? 'client_key' : 'server_key'].unshift({ message, order: i + 1, part });
  });
  const readyOf = (role: Role): number | null => {
    const event = events.find((e): e is EstablishedEvent => e.kind === 'established' && e.by === role);
    return event ? messages.filter(({ id }) => id < event.id).length : null;
  };
  return { sent, ready: { client: readyOf('client'), server: readyOf('server') } };
}
