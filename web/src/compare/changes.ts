// What differs between two connections: facts that the traces say outright, side by side.
import { sizeOf, type Measures } from './flights.js';
import type { Row } from './align.js';
import type { Connection } from './connections.js';
import type { EstablishedEvent, MessageEvent } from '../trace/types.js';

/** What both sides agree on: its name in the trace, and the key of its words. */
export const terms = {
  version: 'agreed.version',
  cipher_suite: 'agreed.cipher_suite',
  group: 'agreed.group',
  signature_scheme: 'agreed.signature',
  client_signature_scheme: 'compare.client_signature_scheme',
  server_name: 'agreed.server_name',
  application_protocol: 'agreed.protocol',
} as const;
export type Term = keyof typeof terms;

const termOf = (agreed: EstablishedEvent | null, term: Term): string | null =>
  (agreed as Partial<Record<Term, string | null>> | null)?.[term] ?? null;

/** agreedOtherwise gives the terms that differ. */
export const agreedOtherwise = (
  a: Measures,
  b: Measures,
): { term: Term; left: string | null; right: string | null }[] =>
  (Object.keys(terms) as Term[])
    .map((term) => ({ term, left: termOf(a.agreed, term), right: termOf(b.agreed, term) }))
    .filter(({ left, right }) => left !== right);

/** onlyIn gives what the first list has more of than the second, in its order. */
export function onlyIn<T>(some: readonly T[], others: readonly T[], nameOf: (one: T) => string): T[] {
  const left = new Map<string, number>();
  for (const one of others) left.set(nameOf(one), (left.get(nameOf(one)) ?? 0) + 1);
  return some.filter((one) => {
    const count = left.get(nameOf(one)) ?? 0;
    left.set(nameOf(one), count - 1);
    return count <= 0;
  });
}

const senderAndName = ({ by, name }: MessageEvent): string => `${by} ${name}`;

/** messagesOnlyIn gives the messages that the second connection does not have, or not as often. */
export const messagesOnlyIn = (a: Measures, b: Measures): MessageEvent[] =>
  onlyIn(
    a.sent.map(({ message }) => message),
    b.sent.map(({ message }) => message),
    senderAndName,
  );

const valueNames = ({ events }: Connection): string[] => [
  ...new Set(events.flatMap((event) => (event.kind === 'value' ? [event.name] : []))),
];

/** valuesOnlyIn gives the names of values that the second connection does not have at all. */
export const valuesOnlyIn = (a: Connection, b: Connection): string[] =>
  onlyIn(valueNames(a), valueNames(b), (name) => name);

/** grown gives the pairs of messages whose lengths differ most. */
export function grown(rows: readonly Row[], most = 4): { left: MessageEvent; right: MessageEvent }[] {
  const apart = ({ left, right }: { left: MessageEvent; right: MessageEvent }): number =>
    Math.abs(sizeOf(left) - sizeOf(right));
  return rows
    .flatMap(({ left, right }) =>
      left?.kind === 'sent' && right ? [{ left: left.message!, right: right.message! }] : [],
    )
    .filter((pair) => apart(pair) > 0)
    .sort((x, y) => apart(y) - apart(x))
    .slice(0, most);
}

/** Why one client may send its data sooner than another, as far as the traces tell. */
export type Reason = 'early' | 'retry' | 'share' | 'kept';

/** reasonOf says why the first is faster than the second. */
export function reasonOf(fast: Measures, slow: Measures): Reason | null {
  const retried = (m: Measures): boolean => m.sent.some(({ message }) => message.name === 'hello_retry_request');
  if (fast.early) return 'early';
  if (retried(slow) && !retried(fast)) return 'retry';
  if (fast.agreed?.version === 'TLS 1.3' && slow.agreed?.version === 'TLS 1.2' && fast.keyExchange === 'ephemeral')
    return 'share';
  if (fast.keyExchange === 'kept' && slow.keyExchange !== 'kept') return 'kept';
  return null;
}
