// The same value at both ends. Each side computes for itself, so the trace has it twice; whether the two are equal is
// something the trace shows, not something the page assumes.
import type { TraceModel } from './model.js';
import { perModel } from './per-model.js';
import type { Role, ValueEvent } from './types.js';

export interface ValuePair {
  readonly key: string;
  readonly name: string;
  /** The group of a key pair, when the value has one. */
  readonly group: string | undefined;
  readonly client: ValueEvent | undefined;
  readonly server: ValueEvent | undefined;
}

const groupInput = (value: ValueEvent): string | undefined => value.inputs.find((i) => i.name === 'group')?.text;

/** pairsOf lines up the values of both sides by name, group, and order of birth. */
export const pairsOf = perModel((model: TraceModel): readonly ValuePair[] => {
  const pairs = new Map<
    string,
    { key: string; name: string; group: string | undefined; client?: ValueEvent; server?: ValueEvent }
  >();
  // What a client drew for the hello of TLS 1.3 has no counterpart when the server chose TLS 1.2.
  const answer = model.events.find((e) => e.kind === 'message' && e.by === 'client' && e.direction === 'received');
  const unused = (value: ValueEvent): boolean =>
    model.tls12 && value.by === 'client' && value.id < (answer?.id ?? 0) && /^(private|public)_key$/.test(value.name);
  for (const role of ['client', 'server'] as const) {
    const seen = new Map<string, number>();
    for (const value of model.values(role)) {
      const group = groupInput(value) ?? groupOfUser(model, value);
      const base = `${value.name}/${group ?? ''}${unused(value) ? '/unused' : ''}`;
      const n = seen.get(base) ?? 0;
      seen.set(base, n + 1);
      const key = `${base}/${n}`;
      const pair = pairs.get(key) ?? { key, name: value.name, group };
      pair[role] = value;
      pairs.set(key, pair);
    }
  }
  return [...pairs.values()].map((p) => ({
    key: p.key,
    name: p.name,
    group: p.group,
    client: p.client,
    server: p.server,
  }));
});

// A private key may carry no group itself; the public key computed from it does.
function groupOfUser(model: TraceModel, value: ValueEvent): string | undefined {
  if (value.name !== 'private_key' && value.name !== 'peer_public_key') return undefined;
  const [user] = model.usersOf(value.id);
  return user && groupInput(user);
}

/** equalAt tells whether both sides hold the same bytes at a moment. */
export function equalAt(pair: ValuePair, now: number): boolean {
  const { client, server } = pair;
  return client?.bytes !== undefined && client.bytes === server?.bytes && client.id <= now && server.id <= now;
}

/** of gives one side's value of a pair. */
export const of = (pair: ValuePair, role: Role): ValueEvent | undefined =>
  role === 'client' ? pair.client : pair.server;
