// A clock for the network, from the trace alone. A one-way trip takes half a round trip, and nothing else takes time: a
// side sends as soon as what it has waited for is there. The unit is the half round trip.
import type { TraceModel } from '../trace/model.js';
import type { Epoch, EstablishedEvent, MessageEvent, RecordEvent, Role, ValueEvent } from '../trace/types.js';
import type { Connection } from './connections.js';

export interface Sent {
  readonly message: MessageEvent;
  readonly time: number;
  /** Whether the other side took it: it may be lost, or come when nobody reads any more. */
  readonly arrived: boolean;
}

/** How the secret of a connection came to be: agreed with fresh keys, encrypted to the certificate's key, or known before. */
export type KeyExchange = 'ephemeral' | 'encrypted' | 'kept' | 'none';

export interface Measures {
  readonly sent: readonly Sent[];
  /** When the client may first send data that the server takes; null: never. */
  readonly mayAsk: number | null;
  readonly connected: Readonly<Record<Role, number | null>>;
  /** Bytes of the records that a side sent. */
  readonly bytes: Readonly<Record<Role, number>>;
  readonly messages: number;
  readonly records: number;
  /** Public-key operations by their name in the trace. `verify` is the check of a handshake's signature. */
  readonly operations: ReadonlyMap<string, number>;
  /** Under which keys the server's certificate was sent; null: it sent none. */
  readonly certificate: Epoch | null;
  readonly keyExchange: KeyExchange;
  /** The values that tell which key exchange it was. */
  readonly secrets: readonly string[];
  /** Early data was sent: its keys come from what was known before. */
  readonly early: boolean;
  readonly agreed: EstablishedEvent | null;
  readonly failed: string | null;
}

const publicKey = /^(public_key|encapsulate|shared_secret|power|sign|RSAES-PKCS1-v1_5 (en|de)crypt)$/;
const signatureCheck = /^the signature of \w+ is right/;

/** measure reads one connection. */
export function measure(model: TraceModel, connection: Connection): Measures {
  const { events } = connection;
  const clock = { client: 0, server: 0 };
  const connected: Record<Role, number | null> = { client: null, server: null };
  const sentAt = new Map<number, number>();
  const sent: Sent[] = [];
  const bytes = { client: 0, server: 0 };
  const operations = new Map<string, number>();
  let records = 0;
  const count = (name: string): void => void operations.set(name, (operations.get(name) ?? 0) + 1);

  for (const event of events) {
    const { by } = event;
    if (event.kind === 'message' && event.direction === 'sent') {
      sentAt.set(event.id, clock[by]);
      sent.push({ message: event, time: clock[by], arrived: model.counterpart(event.id) !== undefined });
    } else if (event.kind === 'message') {
      // Nobody who is connected waits for a ticket: the core reads it before the data, and could as well do so later.
      if (event.name === 'new_session_ticket' && connected[by] !== null) continue;
      const origin = model.counterpart(event.id);
      const start = origin && sentAt.get(origin.id);
      if (start !== undefined) clock[by] = Math.max(clock[by], start + 1);
    } else if (event.kind === 'established') connected[by] = clock[by];
    else if (event.kind === 'record' && event.direction === 'sent') {
      bytes[by] += event.bytes.length / 2;
      records++;
    } else if (event.kind === 'value' && publicKey.test(event.operation)) count(event.operation);
    else if (event.kind === 'check' && signatureCheck.test(event.what)) count('verify');
  }

  const asked = sent.find((s) => s.arrived && s.message.by === 'client' && s.message.name === 'application_data');
  const times = [connected.client, asked?.time ?? null].filter((time) => time !== null);
  const certificate = sent.find(({ message }) => message.by === 'server' && message.name === 'certificate');
  const fatal = events.find((event) => event.kind === 'fatal');
  return {
    sent,
    mayAsk: times.length > 0 ? Math.min(...times) : null,
    connected,
    bytes,
    messages: sent.length,
    records,
    operations,
    certificate: certificate?.message.epoch ?? null,
    ...keyExchangeOf(model, connection),
    early: sent.some(({ message }) => message.epoch === 'early'),
    agreed:
      events.find((event): event is EstablishedEvent => event.kind === 'established' && event.by === 'client') ?? null,
    failed: fatal?.kind === 'fatal' ? fatal.alert : null,
  };
}

function keyExchangeOf(
  model: TraceModel,
  { events }: Connection,
): { keyExchange: KeyExchange; secrets: readonly string[] } {
  const values = events.filter((event): event is ValueEvent => event.kind === 'value');
  const names = (some: readonly ValueEvent[]): string[] => [...new Set(some.map(({ name }) => name))];
  const shared = values.filter(({ name }) => name === 'shared_secret');
  if (shared.length > 0) return { keyExchange: 'ephemeral', secrets: names(shared) };
  const encrypted = values.filter(({ operation }) => operation.startsWith('RSAES'));
  if (encrypted.length > 0) return { keyExchange: 'encrypted', secrets: names(encrypted) };
  // What is used here and was born in a connection before, and what a ticket or a setting brought.
  const first = events[0]?.id ?? 0;
  const older = values
    .flatMap(({ inputs }) => inputs.flatMap(({ value }) => (value !== undefined && value < first ? [value] : [])))
    .flatMap((id) => model.value(id) ?? []);
  const brought = values.filter(({ name, operation }) => operation === 'open_ticket' || name === 'external_psk');
  const kept = names(
    [...older, ...brought].filter(({ name }) => /^(resumption_psk|external_psk|master_secret)$/.test(name)),
  );
  return kept.length > 0 ? { keyExchange: 'kept', secrets: kept } : { keyExchange: 'none', secrets: [] };
}

/** drawn gives the messages that the picture shows: all but the alerts with which a good connection closes. */
export const drawn = ({ sent, failed }: Measures): Sent[] =>
  sent.filter(({ message }) => failed !== null || message.name !== 'alert');

/** sizeOf gives the length of a message. */
export const sizeOf = (message: MessageEvent): number => message.bytes.length / 2;

/** bothPlayed tells whether a trace has both sides. The other kind says nothing about when the peer sent. */
export const bothPlayed = (model: TraceModel): boolean =>
  (['client', 'server'] as const).every((role) =>
    model.events.some((event): event is RecordEvent => event.kind === 'record' && event.by === role),
  );

/** halves writes half round trips as round trips: 3 is 1½. */
export const halves = (time: number): string => {
  const whole = Math.floor(time / 2);
  return time % 2 === 0 ? String(whole) : `${whole === 0 ? '' : whole}½`;
};
