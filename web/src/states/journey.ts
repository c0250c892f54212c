// The states that a side goes through in a trace.
import type { TraceModel } from '../trace/model.js';
import type { Role } from '../trace/types.js';

export interface Stop {
  readonly state: string;
  /** Id of the event that led here; -1 for the state in which everything begins. */
  readonly event: number;
}

export interface Journey {
  readonly stops: readonly Stop[];
  /** Place of the state that the side is in, among the stops. */
  readonly here: number;
}

/** journeyOf gives the states of a side in the connection that is in progress at a moment; none: it has no states. */
export function journeyOf(model: TraceModel, role: Role, now: number): Journey | null {
  const connections: Stop[][] = [];
  for (const event of model.events) {
    if (event.by !== role) continue;
    if (event.kind === 'connection') connections.push([]);
    if (event.kind !== 'state') continue;
    if (connections.length === 0) connections.push([]);
    const stops = connections.at(-1)!;
    if (stops.length === 0) stops.push({ state: event.from, event: startOf(model, role, connections.length) });
    stops.push({ state: event.to, event: event.id });
  }
  const begun = connections.filter((stops) => stops.length > 0);
  const stops = begun.findLast(([first]) => first!.event <= now) ?? begun[0];
  if (!stops) return null;
  return {
    stops,
    here: Math.max(
      0,
      stops.findLastIndex((stop) => stop.event <= now),
    ),
  };
}

const startOf = (model: TraceModel, role: Role, number: number): number =>
  model.events.find((e) => e.kind === 'connection' && e.by === role && e.number === number)?.id ?? -1;
