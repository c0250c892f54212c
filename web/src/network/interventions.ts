// What somebody on the wire does, in the words of the core's setting `network`.
import type { Settings } from '../scenario/settings.js';
import { listOf } from '../scenario/settings.js';
import type { TraceModel } from '../trace/model.js';
import type { CheckEvent, InterventionEvent, RecordEvent, Role } from '../trace/types.js';

/** WireRecord is a record that a side sent, with the connection that it was sent in. */
export interface WireRecord {
  readonly event: RecordEvent;
  readonly connection: number;
}

/** wireRecords lists what was sent up to a moment, in the order of the trace. */
export function wireRecords(model: TraceModel, now: number): WireRecord[] {
  const out: WireRecord[] = [];
  let connection = 1;
  for (const event of model.events) {
    if (event.id > now) break;
    if (event.kind === 'connection') connection = event.number;
    if (event.kind === 'record' && event.direction === 'sent') out.push({ event, connection });
  }
  return out;
}

/** placeOf names a record as an intervention does: `client:0`, `server:2/3`. */
export const placeOf = ({ event, connection }: WireRecord): string =>
  `${event.by}:${connection === 1 ? '' : `${connection}/`}${event.number}`;

/** add puts an intervention behind those that are set. */
export const add = (settings: Settings, intervention: string): Settings => ({
  ...settings,
  network: [...listOf(settings['network']), intervention].join(','),
});

/** removeAt takes one out. */
export const removeAt = (settings: Settings, at: number): Settings => ({
  ...settings,
  network: listOf(settings['network'])
    .filter((_, i) => i !== at)
    .join(','),
});

/** What came of it: who noticed, by which check, with which alert; or that nobody did, and how it ended. */
export interface Consequence {
  readonly kind: 'caught' | 'stuck' | 'unnoticed' | 'nothing';
  readonly by: Role | null;
  readonly alert: string | null;
  readonly check: CheckEvent | null;
  /** Event to look at. */
  readonly at: number | null;
}

/** consequence reads a trace for what came of its interventions; null: there were none. */
export function consequence(model: TraceModel): Consequence | null {
  const done = model.events.filter((e): e is InterventionEvent => e.kind === 'intervention');
  if (done.length === 0) return null;
  const nothing = { by: null, alert: null, check: null, at: null };
  if (!done.some((e) => e.effective)) return { kind: 'nothing', ...nothing };
  const fatal = model.events.find((e) => e.kind === 'fatal' && e.raised);
  if (fatal?.kind === 'fatal') {
    const check = model.events.findLast(
      (e): e is CheckEvent => e.kind === 'check' && !e.passed && e.by === fatal.by && e.id <= fatal.id,
    );
    return { kind: 'caught', by: fatal.by, alert: fatal.alert, check: check ?? null, at: fatal.id };
  }
  const told = model.events.find((e) => e.kind === 'fatal');
  if (told?.kind === 'fatal') return { kind: 'caught', by: told.by, alert: told.alert, check: null, at: told.id };
  const ends = (['client', 'server'] as const).map((role) => model.trace.outcome[role]?.state);
  const over = ends.every((state) => state === undefined || state === 'CLOSED');
  return { kind: over ? 'unnoticed' : 'stuck', ...nothing };
}
