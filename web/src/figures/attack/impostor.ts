// What came of a run in which somebody else played the server's side. Its trace says so.
import type { FatalEvent, Outcome, Trace } from '../../trace/types.js';

export interface Deceit {
  /** The client took her for the server: its connection stands. */
  readonly believed: boolean;
  /** What she read of what the client sent, as hex. */
  readonly received: string;
  readonly fatal: FatalEvent | null;
}

export function deceitOf({ events, outcome }: Pick<Trace, 'events' | 'outcome'>): Deceit {
  const last = events.findLast((e) => e.kind === 'connection' && e.by === 'client')?.id ?? -1;
  const believed = events.some((e) => e.kind === 'established' && e.by === 'client' && e.id > last);
  const fatal = events.find((e): e is FatalEvent => e.kind === 'fatal' && e.raised && e.id > last) ?? null;
  return { believed, received: (outcome.server as Outcome).received ?? '', fatal };
}
