// Finds a moment in a run by its meaning.
import type { TraceModel } from '../trace/model.js';
import type { Role, TraceEvent } from '../trace/types.js';
import type { Moment, Named } from './types.js';

/** traceName gives the name in the trace: ServerKeyExchange is server_key_exchange there. */
export const traceName = (message: string): string => message.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();

export const kinds = ['message', 'value', 'discarded', 'check'] as const;

const finds: Readonly<Record<(typeof kinds)[number], (event: TraceEvent, name: string) => boolean>> = {
  message: (e, name) => e.kind === 'message' && e.name === traceName(name),
  value: (e, name) => e.kind === 'value' && e.name === name,
  discarded: (e, name) => e.kind === 'discard' && e.name === name,
  check: (e, name) => e.kind === 'check' && e.what === name,
};

/** eventsOf gives the events of one kind and name, of one side or of both, in their order. */
export function eventsOf(model: TraceModel, kind: (typeof kinds)[number], name: string, by?: Role): TraceEvent[] {
  return model.events.filter((e) => finds[kind](e, name) && (by === undefined || e.by === by));
}

/** kindOf gives what a moment is named by. */
export const kindOf = (moment: Named): (typeof kinds)[number] => kinds.find((kind) => moment[kind] !== undefined)!;

/** eventAt gives the first event that a moment names; undefined: the run has none. */
export function eventAt(model: TraceModel, moment: Named): TraceEvent | undefined {
  const kind = kindOf(moment);
  const begin = model.events.find((e) => e.kind === 'connection' && e.number === moment.connection);
  if (!begin && (moment.connection ?? 1) !== 1) return undefined;
  return eventsOf(model, kind, moment[kind]!, moment.by).find((e) => e.id >= (begin?.id ?? 0));
}

/** stepOf gives the step of a moment; null: the run has no such moment. */
export function stepOf(model: TraceModel, moment: Moment): number | null {
  if (moment === 'first') return 0;
  if (moment === 'end') return model.beats.length - 1;
  const event = eventAt(model, moment);
  return event ? model.beatOf(event.id).index : null;
}
