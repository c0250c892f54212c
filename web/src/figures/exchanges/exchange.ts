// The key exchange of a run, taken out of its trace: who draws, computes, signs, sends and checks what, and what is left.
import type { CheckEvent, EstablishedEvent, MessageEvent, Role, ValueEvent } from '../../trace/types.js';
import type { TraceModel } from '../../trace/model.js';

export const rowNames = ['server', 'check', 'client', 'secret', 'left'] as const;
export type RowName = (typeof rowNames)[number];

export type Verb = 'draws' | 'computes' | 'signs' | 'encrypts' | 'decrypts' | 'sends' | 'checks' | 'discards' | 'keeps';

export interface Deed {
  readonly by: Role;
  readonly verb: Verb;
  /** The name of a value, or of a message. */
  readonly name: string;
  readonly bytes?: string;
  readonly length?: number;
  readonly operation?: string;
  /** Of checks: how many, and whether all passed. */
  readonly checks?: { readonly count: number; readonly passed: boolean };
}

export interface Exchange {
  /** RSA, DHE, ECDHE; in TLS 1.3 the group says it all. */
  readonly kind: string | null;
  readonly group: string | null;
  readonly version: string;
  readonly rows: Readonly<Record<RowName, readonly Deed[]>>;
}

const verbs: Readonly<Record<string, Verb>> = {
  draw: 'draws',
  sign: 'signs',
  'RSAES-PKCS1-v1_5 encrypt': 'encrypts',
  'RSAES-PKCS1-v1_5 decrypt': 'decrypts',
};
const made = (value: ValueEvent): Deed => ({
  by: value.by,
  verb: verbs[value.operation] ?? 'computes',
  name: value.name,
  ...(value.bytes === undefined ? {} : { bytes: value.bytes, length: value.bytes.length / 2 }),
  ...(value.operation === 'draw' ? {} : { operation: value.operation }),
});

const ofServer = ['private_key', 'public_key', 'signature'];
const ofClient = ['private_key', 'public_key', 'pre_master_random', 'encrypted_pre_master_secret'];
const fleeting = ['private_key', 'shared_secret', 'pre_master_random', 'pre_master_secret'];

/** exchangeOf reads the first connection of a run. */
export function exchangeOf(model: TraceModel): Exchange {
  const end = model.events.find((e) => e.kind === 'connection' && e.number === 2)?.id ?? Infinity;
  const events = model.events.filter((e) => e.id < end);
  const established = events.find((e): e is EstablishedEvent => e.kind === 'established');
  const values = events.filter((e): e is ValueEvent => e.kind === 'value');
  const messages = events.filter((e): e is MessageEvent => e.kind === 'message');
  const has = (name: string): boolean => values.some((value) => value.name === name);
  const secret = has('shared_secret') ? 'shared_secret' : 'pre_master_secret';
  const madeBy = (by: Role, names: readonly string[]): Deed[] =>
    values.filter((value) => value.by === by && value.operation !== 'receive' && names.includes(value.name)).map(made);
  const sends = (by: Role, names: readonly string[]): Deed[] =>
    messages
      .filter((one) => one.by === by && one.direction === 'sent' && names.includes(one.name))
      .map(({ name, bytes }) => ({ by, verb: 'sends', name, length: bytes.length / 2 }));
  const checks = messages
    .filter(({ by, direction, name }) => by === 'client' && direction === 'received' && proofs.includes(name))
    .map((message): Deed => ({ by: 'client', verb: 'checks', name: message.name, checks: checksOf(model, message) }));
  const discards = events.flatMap((e): Deed[] =>
    e.kind === 'discard' && fleeting.includes(e.name) ? [{ by: e.by, verb: 'discards', name: e.name }] : [],
  );
  const kept = values.find(({ name }) => name === 'certificate_private_key');
  const carrier = model.tls12 ? 'key_exchange' : 'hello';
  return {
    kind: /^TLS_(RSA|DHE|ECDHE)_/.exec(established?.cipher_suite ?? '')?.[1] ?? null,
    group: established?.group ?? null,
    version: established?.version ?? '',
    rows: {
      server: [
        ...madeBy('server', ofServer),
        ...sends('server', [`server_${carrier}`, 'certificate', 'certificate_verify']),
      ],
      check: checks,
      client: [...madeBy('client', ofClient), ...sends('client', [`client_${carrier}`])],
      secret: (['client', 'server'] as const).flatMap((by) => madeBy(by, [secret])),
      left: [...discards, ...(kept ? [{ by: kept.by, verb: 'keeps', name: kept.name } as const] : [])],
    },
  };
}

// What proves something, and what the client checks before it goes on.
const proofs = ['certificate', 'server_key_exchange', 'certificate_verify'];

function checksOf(model: TraceModel, message: MessageEvent): { readonly count: number; readonly passed: boolean } {
  const rest = model.events.slice(message.id + 1).filter(({ by }) => by === message.by);
  const next = rest.findIndex(({ kind }) => kind === 'message' || kind === 'record');
  const all = rest.slice(0, next < 0 ? rest.length : next).filter((e): e is CheckEvent => e.kind === 'check');
  return { count: all.length, passed: all.every(({ passed }) => passed) };
}
