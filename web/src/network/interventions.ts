// What somebody on the wire does, in the words of the core's setting `network`.
import type { Settings } from '../scenario/settings.js';
import { listOf } from '../scenario/settings.js';
import type { TraceModel } from '../trace/model.js';
import type { CheckEvent, FatalEvent, InterventionEvent, MessageEvent, RecordEvent, Role } from '../trace/types.js';

/** WireRecord is a record that a side sent, with the connection that it was sent in. */
export interface WireRecord {
  readonly event: RecordEvent;
  readonly connection: number;
  /** Somebody who kept it sends it once more; so many bytes. */
  readonly replayed?: number;
}

/** wireRecords lists what was sent up to a moment, in the order of the trace. */
export function wireRecords(model: TraceModel, now: number): WireRecord[] {
  const out: WireRecord[] = [];
  let connection = 1;
  for (const event of model.events) {
    if (event.id > now) break;
    if (event.kind === 'connection') connection = event.number;
    if (event.kind === 'record' && event.direction === 'sent') out.push({ event, connection });
    if (event.kind === 'intervention' && event.action === 'replay') {
      const kept = out.findLast((one) => one.event.by === event.by && one.event.number === event.record);
      if (kept) out.push({ event: kept.event, connection, replayed: event.after.length / 2 });
    }
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
  /** `anyway`: the connection ended as it would have without. `believed`: a side took a forged alert for its peer's. */
  readonly kind: 'caught' | 'believed' | 'anyway' | 'stuck' | 'unnoticed' | 'nothing';
  /** Who ended the connection, or who waits when only one side does. */
  readonly by: Role | null;
  readonly fatal: FatalEvent | null;
  readonly check: CheckEvent | null;
  /** Why nobody noticed. */
  readonly why: 'uncovered' | 'early' | 'late';
  /** When a connection was replayed: how many bytes of early data were taken once more. */
  readonly again: number | null;
}

const failedCheck = (model: TraceModel, fatal: FatalEvent): CheckEvent | null =>
  model.events.findLast(
    (e): e is CheckEvent => e.kind === 'check' && !e.passed && e.by === fatal.by && e.id <= fatal.id,
  ) ?? null;

/** endOf gives what ended a connection too early: what a side raised, else what it was told. */
export const endOf = (model: TraceModel): FatalEvent | null =>
  model.events.find((e): e is FatalEvent => e.kind === 'fatal' && e.raised) ??
  model.events.find((e): e is FatalEvent => e.kind === 'fatal') ??
  null;

/** consequence reads a trace for what came of its interventions; null: there were none. `plain` is the run without them. */
export function consequence(model: TraceModel, plain: TraceModel | null): Consequence | null {
  const done = model.events.filter((e): e is InterventionEvent => e.kind === 'intervention');
  if (done.length === 0) return null;
  const fatal = endOf(model);
  const again = againIn(model, done, fatal);
  const nothing = { by: null, fatal: null, check: null, why: 'uncovered', again } as const;
  if (!done.some((e) => e.effective)) return { kind: 'nothing', ...nothing };
  if (fatal) {
    const usual = plain && endOf(plain);
    const same = usual && usual.by === fatal.by && usual.alert === fatal.alert && usual.reason === fatal.reason;
    const kind = same ? 'anyway' : fatal.raised ? 'caught' : 'believed';
    return { ...nothing, kind, by: fatal.by, fatal, check: failedCheck(model, fatal) };
  }
  const waiting = (['client', 'server'] as const).filter((role) => {
    const state = model.trace.outcome[role]?.state;
    return state !== undefined && state !== 'CLOSED';
  });
  if (waiting.length > 0) return { ...nothing, kind: 'stuck', by: waiting.length === 1 ? waiting[0]! : null };
  const epochs = new Set(done.filter((e) => e.effective).map((e) => epochOf(model, e)));
  const why = epochs.has('clear') ? 'uncovered' : epochs.has('early') ? 'early' : 'late';
  return { ...nothing, kind: 'unnoticed', why };
}

// Early data that arrived among replayed records; null: nothing was replayed, or all was over before.
function againIn(model: TraceModel, done: readonly InterventionEvent[], fatal: FatalEvent | null): number | null {
  const replay = done.find(({ action }) => action === 'replay');
  if (!replay || (fatal && fatal.id < replay.id)) return null;
  const taken = model.events.filter(
    (e) => e.id > replay.id && e.kind === 'message' && e.direction === 'received' && e.epoch === 'early',
  ) as MessageEvent[];
  return taken
    .filter(({ name }) => name === 'application_data')
    .reduce((bytes, message) => bytes + message.bytes.length / 2, 0);
}

// The record that was touched stands before the intervention, and was sent by the same side.
function epochOf(model: TraceModel, { id, by, record }: InterventionEvent): string {
  const touched = model.events.findLast(
    (e) => e.kind === 'record' && e.id < id && e.by === by && e.direction === 'sent' && e.number === record,
  );
  return touched?.kind === 'record' ? touched.epoch : 'clear';
}

/** absentOnes gives what is set for records that never came: `drop:client:40`. */
export function absentOnes(model: TraceModel, set: readonly string[]): string[] {
  let connection = 1;
  const met = new Set<string>();
  for (const e of model.events) {
    if (e.kind === 'connection') connection = e.number;
    if (e.kind === 'intervention') met.add(`${e.action} ${e.by} ${connection} ${e.record}`);
  }
  return set.filter((one) => {
    const [action, by, place = ''] = one.split(':');
    const [first, second] = place.split('/');
    return !met.has(`${action} ${by} ${second === undefined ? 1 : first} ${second ?? first}`);
  });
}
