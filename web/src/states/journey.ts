// The states that a side goes through in a trace.
import type { TraceModel } from '../trace/model.js';
import { perModel } from '../trace/per-model.js';
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
  const begun = waysOf[role](model);
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

const waysOf = {
  client: perModel((model) => ways(model, 'client')),
  server: perModel((model) => ways(model, 'server')),
};

// The states of a side, connection by connection.
function ways(model: TraceModel, role: Role): readonly (readonly Stop[])[] {
  const connections: Stop[][] = [];
  const starts = new Map<number, number>();
  for (const event of model.events) {
    if (event.by !== role) continue;
    if (event.kind === 'connection') {
      connections.push([]);
      if (!starts.has(event.number)) starts.set(event.number, event.id);
    }
    if (event.kind !== 'state') continue;
    if (connections.length === 0) connections.push([]);
    const stops = connections.at(-1)!;
    if (stops.length === 0) stops.push({ state: event.from, event: starts.get(connections.length) ?? -1 });
    stops.push({ state: event.to, event: event.id });
  }
  return connections.filter((stops) => stops.length > 0);
}
