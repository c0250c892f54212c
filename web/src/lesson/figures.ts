// The figures that a screen can have: which parameters each takes, which runs it shows beside that of the screen, and the
// chunk that draws it. A new figure is one more entry here, in docs/lesson-format.md and in its schema.
import { optionsIn, wordsOf } from '../figures/small/options.js';
import { takenApart } from '../figures/record/taken-apart.js';
import type { TraceModel } from '../trace/model.js';
import type { MessageEvent, Role } from '../trace/types.js';
import { attackLine, smallLine, type Facts } from './computed.js';
import { eventsOf } from './moments.js';
import {
  boolean,
  count,
  fromOne,
  list,
  moment,
  object,
  oneOf,
  scenario,
  words,
  type Rule,
  type Rules,
} from './shape.js';
import type { Figure, Named, Scenario } from './types.js';

export interface FigureKind {
  /** What stands beside `kind`: what must, and what may. */
  readonly must?: Rules;
  readonly may?: Rules;
  /** The runs that it shows besides that of the screen, by the place of each in the parameters. */
  readonly scenarios?: (figure: Figure) => Readonly<Record<string, Scenario>>;
  /** What of the parameters its runs do not have: one line each, by its place. */
  readonly lines?: (
    figure: Figure,
    model: TraceModel,
    models: readonly TraceModel[],
  ) => Readonly<Record<string, string>>;
  /** The command lines that it asks: the core must take them. */
  readonly asks?: (figure: Figure, facts: Facts) => readonly (readonly string[])[];
  /** Fetches what defines the element `figure-KIND` (web/src/figures). */
  readonly load: () => Promise<unknown>;
}

/** What an element of a figure is given; it has no attributes. */
export interface FigureElement extends HTMLElement {
  parameters: Figure;
  /** The run of the screen. */
  model: TraceModel;
  /** The runs of `scenarios`, in their order. */
  models: readonly TraceModel[];
  /** Runs a command of the core; rejects with its one line. */
  ask: Ask;
  /** The step at which the ladder stands. */
  current: number;
  /** Everything is drawn that is there without anybody's doing: then it can be printed. */
  readonly ready: Promise<unknown>;
}
export type Ask = (args: readonly string[]) => Promise<string>;

// One more run, or none, beside that of the screen.
const beside = ({ beside }: Figure): Readonly<Record<string, Scenario>> =>
  beside === undefined ? {} : { beside: beside as Scenario };
const inList = ({ runs }: Figure): Readonly<Record<string, Scenario>> =>
  Object.fromEntries((runs as readonly Scenario[]).map((one, i) => [`runs[${i}]`, one]));
const numbers = (most: number): Rule => list(oneOf(...Array.from({ length: most }, (_, i) => i + 1)), 1, most);
// The small numbers of a key exchange; what is left out, the core chooses.
const keys = { client_key: count, server_key: count, second_client_key: count, reuse: boolean };
const point = list(count, 2, 2);
const smallAsks =
  (command: 'dhe' | 'ecdhe'): FigureKind['asks'] =>
  (figure) => [smallLine(wordsOf(command, optionsIn(figure), figure['mode']))];

const row = oneOf('server', 'check', 'client', 'secret', 'left');

// Both runs have what is laid over each other, as long in one as in the other.
const comparable: FigureKind['lines'] = ({ message, values, by = 'client' }, model, [other]) => {
  const wrong: Record<string, string> = {};
  const compare = (place: string, kind: 'message' | 'value', name: string): void => {
    const [a, b] = [model, other!].map(
      (one) => (eventsOf(one, kind, name, by as Role)[0] as MessageEvent | undefined)?.bytes,
    );
    if (a === undefined || b?.length !== a.length) wrong[place] = `"${name}" is not in both runs, equally long`;
  };
  compare('message', 'message', message as string);
  (values as readonly string[]).forEach((name, i) => compare(`values[${i}]`, 'value', name));
  return wrong;
};

export const figures: Readonly<Record<string, FigureKind>> = {
  steps: {
    may: { beside: scenario, lit: numbers(8), live: boolean },
    scenarios: beside,
    load: () => import('../figures/steps/figure-steps.js'),
  },
  exchanges: {
    must: { runs: list(scenario, 1, 4) },
    may: { rows: list(row, 1, 5), lit: row },
    scenarios: inList,
    load: () => import('../figures/exchanges/figure-exchanges.js'),
  },
  record: {
    must: { of: moment },
    lines: ({ of }, model): Readonly<Record<string, string>> =>
      takenApart(model, Object(of) as Named) ? {} : { of: 'should be a message that an AEAD protects in this run' },
    load: () => import('../figures/record/figure-record.js'),
  },
  'one-bit': {
    must: { beside: scenario, message: words, values: list(words, 1, 8) },
    may: { by: oneOf('client', 'server') },
    scenarios: beside,
    lines: comparable,
    load: () => import('../figures/one-bit/figure-one-bit.js'),
  },
  powers: {
    may: { p: fromOne, g: fromOne, ...keys, mode: oneOf('walk', 'tries'), step: count, locked: boolean },
    asks: smallAsks('dhe'),
    load: () => import('../figures/small/powers.js'),
  },
  curve: {
    may: {
      p: fromOne,
      a: count,
      b: count,
      base: point,
      ...keys,
      off_curve: point,
      mode: oneOf('walk', 'tries', 'off'),
      step: count,
      locked: boolean,
    },
    asks: smallAsks('ecdhe'),
    load: () => import('../figures/small/curve.js'),
  },
  attempts: {
    must: { runs: list(scenario, 1, 12) },
    scenarios: inList,
    lines: (_figure, _model, models) =>
      Object.fromEntries(
        models.flatMap((model, i) =>
          model.events.some((e) => e.kind === 'intervention')
            ? []
            : [[`runs[${i}]`, 'nobody on the wire does anything in its run']],
        ),
      ),
    load: () => import('../figures/attempts/figure-attempts.js'),
  },
  chain: { load: () => import('../figures/chain/figure-chain.js') },
  attack: {
    may: { steal: words, at: oneOf('before', 'after') },
    asks: ({ steal = 'nothing', at = 'before' }, { settings }) => [
      attackLine({ steal: steal as string, at: at as string }, settings),
    ],
    load: () => import('../figures/attack/figure-attack.js'),
  },
  matrix: { load: () => import('../figures/attack/figure-matrix.js') },
};

/** figure is the rule for what a figure looks like. */
export const figure: Rule = (value, place, check) => {
  const { kind } = Object(value) as { kind?: unknown };
  const own = typeof kind === 'string' && Object.hasOwn(figures, kind) ? figures[kind]! : null;
  if (own) object({ kind: oneOf(kind), ...own.must }, own.may)(value, place, check);
  else if (typeof value !== 'object' || value === null) check.say(place, 'should be an object with a "kind"');
  else oneOf(...Object.keys(figures))(kind, `${place}.kind`, check);
};

/** scenariosIn gives the further runs of a figure, in their order, by their place in it. */
export const scenariosIn = (figure: Figure): readonly (readonly [string, Scenario])[] =>
  Object.entries(figures[figure.kind]!.scenarios?.(figure) ?? {});
