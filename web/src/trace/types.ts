// The trace as docs/trace-format.md describes it. The page reads these shapes and computes none of them.

export type Role = 'client' | 'server';
export type Party = Role | 'wire';
/** `protected` stands in no trace: it is what somebody without the keys sees of the three epochs of TLS 1.3. */
export type Epoch = 'clear' | 'early' | 'handshake' | 'application' | 'session' | 'protected';
/** How TLS 1.2 builds a protected record. */
export type RecordForm = 'tls12_gcm' | 'tls12_chacha20_poly1305' | 'tls12_cbc' | 'tls12_cbc_encrypt_then_mac';
export type Direction = 'sent' | 'received';
export type ContentType = 'handshake' | 'alert' | 'change_cipher_spec' | 'application_data' | 'invalid' | 'unknown';

/** Stands in no trace either: what role/veil.ts lays over an event that the chosen role cannot know. */
export interface Veil {
  /** Who knows it; empty: somebody on the wire. */
  readonly only: readonly Role[];
  /** Id of the event from which on the chosen role knows it too; null: never. */
  readonly until: number | null;
  /** Of a message: how long it looks, when that shows. */
  readonly size?: number | null;
}

interface EventBase {
  readonly id: number;
  readonly step: number;
  readonly by: Role;
  readonly veiled?: Veil;
}

export interface StateEvent extends EventBase {
  readonly kind: 'state';
  readonly from: string;
  readonly to: string;
}

/** An input of an operation: a name and exactly one of the other members. */
export interface Input {
  readonly name: string;
  readonly value?: number;
  readonly bytes?: string;
  readonly text?: string;
  readonly number?: number;
  readonly messages?: readonly number[];
}

export interface ValueEvent extends EventBase {
  readonly kind: 'value';
  readonly name: string;
  /** Absent, as length is, when the value is withheld. */
  readonly bytes?: string;
  readonly length?: number;
  readonly operation: string;
  readonly inputs: readonly Input[];
  readonly known_to: readonly Party[];
  readonly section: string;
}

export interface Field {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
  readonly value?: string | number;
  readonly code?: number;
  readonly fields?: readonly Field[];
}

export interface MessageEvent extends EventBase {
  readonly kind: 'message';
  readonly direction: Direction;
  readonly content_type: ContentType;
  readonly name: string;
  readonly bytes: string;
  readonly fields: readonly Field[];
  readonly epoch: Epoch;
  readonly records?: readonly number[];
}

export interface RecordEvent extends EventBase {
  readonly kind: 'record';
  readonly direction: Direction;
  readonly number: number;
  readonly content_type: ContentType;
  readonly epoch: Epoch;
  readonly bytes: string;
  readonly messages?: readonly number[];
  readonly form?: RecordForm;
  readonly key?: number;
  readonly iv?: number;
  readonly mac_key?: number;
  readonly sequence_number?: number;
  readonly nonce?: string;
  readonly additional_data?: string;
  readonly plaintext?: string;
}

export interface CheckEvent extends EventBase {
  readonly kind: 'check';
  readonly what: string;
  readonly passed: boolean;
  readonly alert: string;
  readonly section: string;
}

export interface DiscardEvent extends EventBase {
  readonly kind: 'discard';
  readonly value: number;
  readonly name: string;
}

export interface FatalEvent extends EventBase {
  readonly kind: 'fatal';
  readonly alert: string;
  readonly reason: string;
  readonly section: string;
  readonly raised: boolean;
  readonly field?: string;
  readonly offset?: number;
  readonly why?: string;
}

export interface EstablishedEvent extends EventBase {
  readonly kind: 'established';
  readonly version: string;
  readonly cipher_suite: string;
  /** null in a key exchange that has none. */
  readonly group: string | null;
  readonly signature_scheme: string | null;
  readonly server_name: string | null;
  readonly application_protocol: string | null;
}

/** Where a connection of a run begins, when there are several. */
export interface ConnectionEvent extends EventBase {
  readonly kind: 'connection';
  readonly number: number;
}

/** What somebody on the wire did to a record that `by` had sent. */
export interface InterventionEvent extends EventBase {
  readonly kind: 'intervention';
  readonly action: 'flip' | 'replace' | 'drop' | 'repeat' | 'swap' | 'inject' | 'strip' | 'replay';
  readonly record: number;
  readonly effective: boolean;
  readonly before: string;
  readonly after: string;
}

export type TraceEvent =
  | StateEvent
  | ValueEvent
  | MessageEvent
  | RecordEvent
  | CheckEvent
  | DiscardEvent
  | FatalEvent
  | EstablishedEvent
  | ConnectionEvent
  | InterventionEvent;

export interface Outcome {
  readonly state: string;
  readonly alert: string | null;
  readonly alert_from: Role | null;
  readonly reason: string | null;
  readonly version?: string;
  readonly cipher_suite?: string;
  readonly group?: string | null;
  readonly signature_scheme?: string | null;
  readonly server_name?: string | null;
  readonly application_protocol?: string | null;
  readonly received?: string;
}

export interface Trace {
  readonly format: 'handshake-playground-trace';
  readonly version: 1;
  readonly scenario: Readonly<Record<string, string>>;
  readonly events: readonly TraceEvent[];
  readonly outcome: Readonly<Partial<Record<Role, Outcome>>>;
}

/** peerOf gives the other end. */
export const peerOf = (role: Role): Role => (role === 'client' ? 'server' : 'client');
