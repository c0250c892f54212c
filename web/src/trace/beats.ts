// Cuts a trace into beats: the stops of the cursor. Every event belongs to exactly one beat, in the order of the trace.
import { partOf, type BeatPart } from './beat-kinds.js';
import type { MessageEvent, Role, TraceEvent, ValueEvent } from './types.js';

export interface Beat {
  /** Its place; 0 is the moment before anything has happened and holds no event. */
  readonly index: number;
  /** A key of prose/en/beats.json. */
  readonly kind: string;
  readonly by: Role | null;
  /** Names the beat across runs: who, what, and the how-manieth of its kind. */
  readonly key: string;
  readonly events: readonly TraceEvent[];
  /** Id of the last event that has happened at this beat, -1 at the start. */
  readonly now: number;
  readonly message: MessageEvent | null;
}

interface Draft {
  kind: string;
  by: Role;
  step: number;
  events: TraceEvent[];
}

/** beatsOf cuts events into beats. */
export function beatsOf(events: readonly TraceEvent[]): Beat[] {
  const aside = fewChecks(events);
  const drafts: Draft[] = [];
  let waiting: TraceEvent[] = [];
  let current: Draft | undefined;

  const begin = (kind: string, event: TraceEvent): Draft => {
    const draft: Draft = { kind, by: event.by, step: event.step, events: [] };
    drafts.push(draft);
    return draft;
  };
  const sameMove = (draft: Draft | undefined, event: TraceEvent): draft is Draft =>
    draft !== undefined && draft.by === event.by && draft.step === event.step;
  const flush = (): void => {
    const first = waiting[0];
    if (!first) return;
    current = sameMove(current, first) ? current : begin('values', first);
    current.events.push(...waiting);
    waiting = [];
  };

  for (const event of events) {
    const part = aside.has(event.id) ? (waiting.length > 0 ? aNext : aLast) : partOf(event);
    if (waiting[0] && (waiting[0].by !== event.by || waiting[0].step !== event.step)) flush();
    if (part.joins === 'next' || (part.joins === 'last' && waiting.length > 0)) {
      waiting.push(event);
      continue;
    }
    if (part.joins === 'last') {
      if (!sameMove(current, event)) current = begin(event.kind === 'state' ? 'state' : 'values', event);
      current.events.push(event);
      continue;
    }
    const continues = sameMove(current, event) && current.kind === part.kind && !startsAnother(current, event);
    if (!continues) current = begin(part.kind, event);
    current!.events.push(...waiting, event);
    waiting = [];
  }
  flush();
  return number(drafts, events);
}

const aNext: BeatPart = { kind: 'checks', joins: 'next' };
const aLast: BeatPart = { kind: 'checks', joins: 'last' };
const enoughForABeat = 4;

// Checks that passed, and of which only a few stand together, belong to what they were made about.
function fewChecks(events: readonly TraceEvent[]): Set<number> {
  const few = new Set<number>();
  let run: number[] = [];
  for (const event of events) {
    if (event.kind === 'check' && event.passed) {
      run.push(event.id);
      continue;
    }
    if (run.length < enoughForABeat) run.forEach((id) => few.add(id));
    run = [];
  }
  if (run.length < enoughForABeat) run.forEach((id) => few.add(id));
  return few;
}

// A second key pair, and every message, is a beat of its own.
function startsAnother(draft: Draft, event: TraceEvent): boolean {
  if (event.kind === 'message') return true;
  return (
    event.kind === 'value' &&
    event.name === 'private_key' &&
    draft.events.some((e) => e.kind === 'value' && e.name === 'private_key')
  );
}

function number(drafts: readonly Draft[], events: readonly TraceEvent[]): Beat[] {
  const beats: Beat[] = [{ index: 0, kind: 'start', by: null, key: 'start', events: [], now: -1, message: null }];
  const seen = new Map<string, number>();
  for (const draft of drafts) {
    const kind = refine(draft, events);
    const message = draft.events.find((e): e is MessageEvent => e.kind === 'message') ?? null;
    const name = `${draft.by}/${kind}${message ? `/${message.name}` : ''}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    beats.push({
      index: beats.length,
      kind,
      by: draft.by,
      key: `${name}/${count}`,
      events: draft.events,
      now: draft.events.at(-1)!.id,
      message,
    });
  }
  return beats;
}

// The key or the label that a verify_data was computed with tells whose Finished it is for.
function keyName(values: readonly ValueEvent[], events: readonly TraceEvent[]): string | undefined {
  const inputs = values.find((v) => v.name === 'verify_data')?.inputs;
  const label = inputs?.find((i) => i.name === 'label')?.text;
  if (label !== undefined) return label.replace(' finished', '_finished_key');
  const id = inputs?.find((i) => i.name === 'key')?.value;
  const key = id === undefined ? undefined : events[id];
  return key?.kind === 'value' ? key.name : undefined;
}

// Some kinds read differently depending on what is in them.
function refine(draft: Draft, events: readonly TraceEvent[]): string {
  const values = draft.events.filter((e): e is ValueEvent => e.kind === 'value');
  switch (draft.kind) {
    case 'values':
      return draft.events.some((e) => e.kind === 'check' && e.what === 'refused early data keeps to its limit')
        ? 'skipped'
        : draft.kind;
    case 'finished':
      return keyName(values, events) === `${draft.by}_finished_key` ? 'finished' : 'finished_peer';
    case 'application_keys':
      return values.some((v) => v.name.includes('traffic_secret')) ? draft.kind : 'write_keys';
    case 'pre_master_secret':
      if (values.some((v) => v.operation === 'RSAES-PKCS1-v1_5 decrypt')) return 'pre_master_secret_opened';
      return values.some((v) => v.operation === 'concatenate') ? draft.kind : 'pre_master_secret_shared';
    case 'signature':
      return values.some((v) => v.operation === 'sign') ? 'signature' : 'signature_content';
    case 'ticket':
      return values.some((v) => v.operation === 'draw') ? 'ticket' : 'resumption_psk';
    case 'checks':
      return draft.events.some((e) => e.kind === 'check' && !e.passed) ? 'check_failed' : 'checks';
    default:
      return draft.kind;
  }
}
