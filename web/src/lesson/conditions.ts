// The conditions that a lesson can put to a run: what each looks like, which names it may use, and when it holds. A new
// kind of condition is one more entry of `kinds`.
import { wordsNow } from '../language/language.js';
import { roundTripsOf } from '../ladder/round-trips.js';
import { knowledgeOf } from '../role/knowledge.js';
import type { TraceModel } from '../trace/model.js';
import type { Settings } from '../scenario/settings.js';
import type { EstablishedEvent, Role, TraceEvent, ValueEvent } from '../trace/types.js';
import { attackLine, lackOf, memberOf, smallLine, type Facts } from './computed.js';
import { eventsOf, stepOf, traceName } from './moments.js';
import {
  anything,
  boolean,
  count,
  fromOne,
  list,
  moment,
  object,
  oneOf,
  record,
  scenario,
  shown,
  words,
  type Rule,
} from './shape.js';
import type { Moment, Scenario } from './types.js';

export type Condition = Readonly<Record<string, unknown>>;

/** A Verdict says whether a condition holds in a run, and by which event that shows; null: by none alone. */
export interface Verdict {
  readonly holds: boolean;
  readonly at: number | null;
}

interface Kind {
  /** What stands under the name of the condition, and which other members it must have, or may. */
  readonly of: Rule;
  readonly must?: Readonly<Record<string, Rule>>;
  readonly with?: Readonly<Record<string, Rule>>;
  /** Whether the core knows a name; what it is the name of. */
  readonly known?: (name: string) => boolean;
  readonly missing?: (run: string, name: string) => string;
  /** The command lines whose answers it needs. */
  readonly asks?: (condition: Condition, facts: Facts) => readonly (readonly string[])[];
  /** What those answers do not have. */
  readonly lacks?: (condition: Condition, facts: Facts) => string | null;
  readonly holds: (model: TraceModel, condition: Condition, facts: Facts) => Verdict;
}

const found = (event: { readonly id: number } | undefined): Verdict => ({
  holds: event !== undefined,
  at: event?.id ?? null,
});
const inTable = (table: object, name: string): boolean => Object.hasOwn(table, name);
const knownValue = (name: string): boolean =>
  inTable(wordsNow().values, name.replace(/(_traffic_secret_)([1-9]\d*)$/, '$1N'));
const by = oneOf('client', 'server');
const when = { by, before: moment };

// The first of these events, and only if it comes before the moment that the condition names.
function first(model: TraceModel, events: readonly TraceEvent[], before: unknown): Verdict {
  const event = events[0];
  if (before === undefined || !event) return found(event);
  const step = stepOf(model, before as Moment);
  return found(step !== null && model.beatOf(event.id).index < step ? event : undefined);
}

function valueHolds(model: TraceModel, condition: Condition): Verdict {
  const { value, by, before, length, known_to: viewer } = condition as unknown as ValueCondition;
  const events = eventsOf(model, 'value', value, by).filter(
    (e) => length === undefined || (e as ValueEvent).length === length,
  );
  if (viewer === undefined) return first(model, events, before);
  const { content } = knowledgeOf(model, viewer);
  const moments = events.map((e) => content[e.id]!).filter((id) => id !== Infinity);
  const known = moments.sort((a, b) => a - b).map((id) => model.events[id]!);
  return first(model, known, before);
}
interface ValueCondition {
  readonly value: string;
  readonly by?: Role;
  readonly before?: unknown;
  readonly length?: number;
  readonly known_to?: Role | 'eavesdropper';
}

const kinds: Readonly<Record<string, Kind>> = {
  sent: {
    of: words,
    with: when,
    known: (name) => inTable(wordsNow().messages, traceName(name)),
    missing: (run, name) => `${run} sends no "${name}", and no message has this name`,
    holds: (model, { sent, by, before }) => {
      const events = eventsOf(model, 'message', sent as string, by as Role | undefined);
      return first(
        model,
        events.filter((e) => e.kind === 'message' && e.direction === 'sent'),
        before,
      );
    },
  },
  protected: {
    of: words,
    with: { by },
    known: (name) => inTable(wordsNow().messages, traceName(name)),
    missing: (run, name) => `${run} sends no "${name}", and no message has this name`,
    holds: (model, { protected: name, by }) => {
      const event = eventsOf(model, 'message', name as string, by as Role | undefined).find(
        (e) => e.kind === 'message' && e.direction === 'sent',
      );
      return { holds: event?.kind === 'message' && event.epoch !== 'clear', at: event?.id ?? null };
    },
  },
  value: {
    of: words,
    with: { ...when, length: count, known_to: oneOf('client', 'server', 'eavesdropper') },
    known: knownValue,
    missing: (run, name) => `${run} has no value "${name}", and no value has this name`,
    holds: valueHolds,
  },
  same: {
    of: words,
    known: knownValue,
    missing: (run, name) => `${run} has no value "${name}", and no value has this name`,
    holds: (model, { same }) => {
      const [a, b] = (['client', 'server'] as const).map((by) => eventsOf(model, 'value', same as string, by)[0]);
      const equal = a !== undefined && b !== undefined && (a as ValueEvent).bytes === (b as ValueEvent).bytes;
      return { holds: equal, at: a && b ? Math.max(a.id, b.id) : null };
    },
  },
  discarded: {
    of: words,
    with: when,
    known: knownValue,
    missing: (run, name) => `${run} discards no "${name}", and no value has this name`,
    holds: (model, { discarded, by, before }) =>
      first(model, eventsOf(model, 'discarded', discarded as string, by as Role | undefined), before),
  },
  check: {
    of: words,
    with: { by, passed: boolean },
    known: (name) => inTable(wordsNow().checks, name),
    missing: (run, name) => `${run} makes no check "${name}", and no check has this name`,
    holds: (model, { check, by, passed = true }) => {
      const events = eventsOf(model, 'check', check as string, by as Role | undefined);
      return found(events.find((e) => e.kind === 'check' && e.passed === passed));
    },
  },
  alert: {
    of: words,
    known: (name) => inTable(wordsNow().alerts, name),
    missing: (run, name) => `${run} ends in no alert "${name}", and no alert has this name`,
    holds: (model, { alert }) => found(model.events.find((e) => e.kind === 'fatal' && e.alert === alert)),
  },
  failed: {
    of: boolean,
    holds: (model, { failed }) => {
      const fatal = model.events.find((e) => e.kind === 'fatal');
      return { holds: (fatal !== undefined) === failed, at: fatal?.id ?? null };
    },
  },
  negotiated: {
    of: object(
      {},
      {
        version: words,
        cipher_suite: words,
        group: words,
        signature_scheme: words,
        server_name: words,
        application_protocol: words,
      },
    ),
    holds: (model, { negotiated }) => {
      const wanted = Object.entries(negotiated as Readonly<Record<string, string>>);
      const event = model.events.findLast((e): e is EstablishedEvent => e.kind === 'established');
      const agreed = event as Readonly<Record<string, unknown>> | undefined;
      return { holds: wanted.every(([name, value]) => agreed?.[name] === value), at: event?.id ?? null };
    },
  },
  round_trips: {
    of: count,
    holds: (model, { round_trips: wanted }) => {
      const trips = tripsOf(model);
      return { holds: trips.length === wanted, at: trips.at(-1)?.received.now ?? null };
    },
  },
  attack: {
    of: record(/^[a-z][a-z-]*$/, words),
    must: { reads: oneOf('client', 'server', 'early_data') },
    with: { connection: fromOne },
    asks: ({ attack }, facts) => [attackLine(attack as Settings, facts.settings)],
    lacks: (condition, facts) =>
      lackOf(facts, attackLine(condition['attack'] as Settings, facts.settings), readPath(condition)),
    holds: (_model, condition, facts) => {
      const answer = facts.answers(attackLine(condition['attack'] as Settings, facts.settings));
      return { holds: memberOf(answer, readPath(condition)) === 'all', at: null };
    },
  },
  small: {
    of: list(words, 1, 20),
    must: { member: words, is: anything },
    asks: ({ small }) => [smallLine(small as readonly string[])],
    lacks: ({ small, member }, facts) => lackOf(facts, smallLine(small as readonly string[]), member as string),
    holds: (_model, { small, member, is }, facts) => {
      const value = memberOf(facts.answers(smallLine(small as readonly string[])), member as string);
      return { holds: JSON.stringify(value) === JSON.stringify(is), at: null };
    },
  },
  alike: {
    of: words,
    must: { with: scenario },
    with: { by },
    known: knownValue,
    missing: (run, name) => `${run} has no value "${name}", and no value has this name`,
    holds: (model, { alike, with: other, by }, facts) => {
      const [here, there] = [model, facts.elsewhere(other as Scenario).model].map(
        (one) => eventsOf(one, 'value', alike as string, by as Role | undefined)[0] as ValueEvent | undefined,
      );
      return { holds: here?.bytes !== undefined && here.bytes === there?.bytes, at: here?.id ?? null };
    },
  },
  in: {
    of: scenario,
    must: { holds: (value, place, check) => condition(value, place, check) },
    asks: ({ in: other, holds }, facts) => asksOf(holds as Condition, facts.elsewhere(other as Scenario).facts),
    holds: (_model, { in: other, holds }, facts) => {
      const there = facts.elsewhere(other as Scenario);
      return { holds: verdictOf(there.model, holds as Condition, there.facts).holds, at: null };
    },
  },
  not: {
    of: (value, place, check) => condition(value, place, check),
    asks: ({ not }, facts) => asksOf(not as Condition, facts),
    holds: (model, { not }, facts) => {
      const { holds, at } = verdictOf(model, not as Condition, facts);
      return { holds: !holds, at };
    },
  },
  all: {
    of: list((value, place, check) => condition(value, place, check), 2, 6),
    asks: ({ all }, facts) => (all as readonly Condition[]).flatMap((one) => asksOf(one, facts)),
    holds: (model, { all }, facts) => {
      const verdicts = (all as readonly Condition[]).map((one) => verdictOf(model, one, facts));
      return { holds: verdicts.every(({ holds }) => holds), at: Math.max(-1, ...verdicts.map(({ at }) => at ?? -1)) };
    },
  },
};

// Where the answer of `handshake attack` says how much the eavesdropper reads: all, part or none.
const readPath = ({ reads, connection = 1 }: Condition): string =>
  `outcome.eavesdropper.connections.${(connection as number) - 1}.${reads === 'early_data' ? 'early' : (reads as string)}.reads`;

// All connections together: what a lesson asks is how often bytes crossed the net.
function tripsOf(model: TraceModel): ReturnType<typeof roundTripsOf> {
  const senders = model.beats.flatMap((beat) => {
    const sent = beat.message?.direction === 'received' ? model.counterpart(beat.message.id) : undefined;
    return sent ? [[beat, model.beatOf(sent.id)] as const] : [];
  });
  return roundTripsOf(model.beats, new Map(senders));
}

const kindOf = (value: object): string | undefined => Object.keys(kinds).find((name) => Object.hasOwn(value, name));

/** condition is the rule for what a condition looks like. */
export const condition: Rule = (value, place, check) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return check.say(place, 'should be an object');
  const name = kindOf(value);
  if (name === undefined) return check.say(place, `should have one of ${Object.keys(kinds).join(', ')}`);
  const kind = kinds[name]!;
  object({ [name]: kind.of, ...kind.must }, kind.with)(value, place, check);
};

/** namesIn says of each name in a condition that nothing has, and of each moment that the run lacks, or an answer. */
export function namesIn(
  condition: Condition,
  place: string,
  run: string,
  model: TraceModel,
  facts: Facts,
  say: (place: string, line: string) => void,
): void {
  const name = kindOf(condition)!;
  const { known, missing, lacks } = kinds[name]!;
  const lack = lacks?.(condition, facts);
  if (lack) say(place, lack);
  const value = condition[name];
  if (known && !known(value as string)) say(`${place}.${name}`, missing!(run, value as string));
  const { before } = condition;
  if (before !== undefined && stepOf(model, before as Moment) === null)
    say(`${place}.before`, `${run} has no such moment`);
  if (name === 'in') {
    const there = facts.elsewhere(value as Scenario);
    const other = `the run of ${shown(value)}`;
    namesIn(condition['holds'] as Condition, `${place}.holds`, other, there.model, there.facts, say);
  }
  if (name === 'not') namesIn(value as Condition, `${place}.not`, run, model, facts, say);
  if (name === 'all')
    (value as readonly Condition[]).forEach((one, i) => namesIn(one, `${place}.all[${i}]`, run, model, facts, say));
}

/** scenariosOf gives the other runs that a condition looks at. */
export const scenariosOf = (condition: Condition): readonly Scenario[] => {
  const { in: other = condition['with'], holds, not, all } = condition;
  const inside = [holds, not, ...((all as readonly unknown[] | undefined) ?? [])].filter((one) => one !== undefined);
  return [
    ...(other === undefined ? [] : [other as Scenario]),
    ...inside.flatMap((one) => scenariosOf(one as Condition)),
  ];
};

/** asksOf gives the command lines whose answers a condition needs. */
export const asksOf = (condition: Condition, facts: Facts): readonly (readonly string[])[] =>
  kinds[kindOf(condition)!]!.asks?.(condition, facts) ?? [];

/** verdictOf judges a run, and what else the core says, by a condition. */
export function verdictOf(model: TraceModel, condition: Condition, facts: Facts): Verdict {
  const { holds, at } = kinds[kindOf(condition)!]!.holds(model, condition, facts);
  return { holds, at: at === -1 ? null : at };
}
