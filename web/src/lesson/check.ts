// Says what is wrong with a lesson, in one line for each thing, with its place in the file. Nothing here runs or fetches:
// a lesson and the traces of its runs go in, lines come out.
import { presets } from '../scenario/presets.js';
import type { Settings } from '../scenario/settings.js';
import type { TraceModel } from '../trace/model.js';
import { viewers, type Viewer } from '../role/viewer.js';
import { asksOf, condition, namesIn, scenariosOf as scenariosInCondition, verdictOf } from './conditions.js';
import type { Facts } from './computed.js';
import { figure, figures, scenariosIn } from './figures.js';
import { kindOf, stepOf } from './moments.js';
import {
  inLanguages,
  list,
  matches,
  moment,
  fromOne,
  object,
  oneOf,
  scenario,
  shown,
  words,
  type Check,
  type Rule,
} from './shape.js';
import { formatName, type Lesson, type Moment, type Question, type Scenario, type Screen } from './types.js';
import { asksIn, filled, piecesOf } from './words.js';

export const views = ['step', 'bytes', 'keys', 'schedule', 'network', 'checks', 'states', 'compare', 'attack'] as const;

const sentence: Rule = (value, place, check) => {
  words(value, place, check);
  if (typeof value === 'string') piecesOf(value, (line) => check.say(place, line));
};
const text = inLanguages(sentence);
// What stands in lists too, where no run is at hand.
const plain = inLanguages((value, place, check) => {
  sentence(value, place, check);
  if (typeof value === 'string' && piecesOf(value).some(({ kind }) => kind !== 'plain'))
    check.say(place, 'should be plain text, without **, ` and {');
});
const paragraphs = inLanguages(list(sentence, 1, 12));
const question = object(
  {
    ask: text,
    options: list(object({ text, condition }), 2, 6),
    shows: moment,
  },
  { choose: oneOf('one', 'all'), because: paragraphs },
);
const screen = object(
  { title: plain, text: paragraphs, step: moment },
  { scenario, view: oneOf(...views), role: oneOf(...viewers), figure, question },
);
const lesson = object(
  {
    format: oneOf(formatName),
    version: oneOf(1),
    id: matches(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a name of small letters, digits and -'),
    title: plain,
    about: plain,
    scenario,
    screens: list(screen, 1, 40),
  },
  { minutes: fromOne },
);

/** shapeLines says what is wrong with a lesson by itself; when nothing is, it is a Lesson. */
export function shapeLines(value: unknown): string[] {
  const lines: string[] = [];
  const { title } = Object(value) as { title?: unknown };
  const languages = Object.keys(Object(title) as object);
  const check: Check = { languages, say: (place, line) => void lines.push(`${place}: ${line}`) };
  lesson(value, '', check);
  return lines;
}

/** settingsOf gives the settings of a scenario. */
export const settingsOf = (scenario: Scenario): Settings =>
  typeof scenario === 'string' ? presets.find(({ id }) => id === scenario)!.settings : scenario;

/** keyOf names a scenario: all screens with the same have one run. */
export const keyOf = (scenario: Scenario): string => JSON.stringify(scenario);

/** scenariosOf gives the scenarios of a lesson, each once, by its key; and where it is first named. */
export function scenariosOf({ scenario, screens }: Lesson): Map<string, { scenario: Scenario; place: string }> {
  const found = new Map([[keyOf(scenario), { scenario, place: 'scenario' }]]);
  const add = (scenario: Scenario, place: string): unknown =>
    found.has(keyOf(scenario)) || found.set(keyOf(scenario), { scenario, place });
  screens.forEach((one, i) => {
    if (one.scenario !== undefined) add(one.scenario, `screens[${i}].scenario`);
    if (one.figure) for (const [at, scenario] of scenariosIn(one.figure)) add(scenario, `screens[${i}].figure.${at}`);
    one.question?.options.forEach(({ condition }, j) => {
      for (const scenario of scenariosInCondition(condition))
        add(scenario, `screens[${i}].question.options[${j}].condition`);
    });
  });
  return found;
}

/** What the core says of each screen besides its run. */
export type FactsOf = (screen: Pick<Screen, 'scenario'>) => Facts;

/** asksOfLesson gives the command lines whose answers a lesson needs, with the place of each. */
export function asksOfLesson({ screens }: Lesson, factsOf: FactsOf): readonly (readonly [string, readonly string[]])[] {
  const found: (readonly [string, readonly string[]])[] = [];
  screens.forEach((screen, i) => {
    const facts = factsOf(screen);
    const { text, question } = screen;
    eachText(
      { text, question: { ...question, options: question?.options.map(({ text }) => text) } },
      `screens[${i}]`,
      (one, place) => found.push(...asksIn(one, facts).map((args) => [place, args] as const)),
    );
    const asked = screen.figure ? figures[screen.figure.kind]!.asks?.(screen.figure, facts) : [];
    found.push(...(asked ?? []).map((args) => [`screens[${i}].figure`, args] as const));
    question?.options.forEach(({ condition }, j) =>
      found.push(
        ...asksOf(condition, facts).map((args) => [`screens[${i}].question.options[${j}].condition`, args] as const),
      ),
    );
  });
  return found;
}

/** runLines says where a lesson does not fit its runs. `runs` has the trace of each scenario, by its key. */
export function runLines(lesson: Lesson, runs: ReadonlyMap<string, TraceModel>, factsOf: FactsOf): string[] {
  const lines: string[] = [];
  const say = (place: string, line: string): void => void lines.push(`${place}: ${line}`);
  lesson.screens.forEach((one, i) => {
    const wanted = one.scenario ?? lesson.scenario;
    const name = `the run of ${typeof wanted === 'string' ? `"${wanted}"` : shown(wanted)}`;
    const model = runs.get(keyOf(wanted))!;
    new ScreenCheck(one, `screens[${i}]`, name, model, factsOf(one), say).check();
    if (!one.figure) return;
    const models = scenariosIn(one.figure).map(([, scenario]) => runs.get(keyOf(scenario))!);
    const wrong = figures[one.figure.kind]!.lines?.(one.figure, model, models) ?? {};
    for (const [at, line] of Object.entries(wrong)) say(`screens[${i}].figure.${at}`, line);
  });
  return lines;
}

// Every string of a text, with its place.
function eachText(thing: unknown, place: string, then: (text: string, place: string) => void): void {
  if (typeof thing === 'string') return then(thing, place);
  if (Array.isArray(thing)) return thing.forEach((one, i) => eachText(one, `${place}[${i}]`, then));
  for (const [key, one] of Object.entries(thing ?? {})) eachText(one, place === '' ? key : `${place}.${key}`, then);
}

class ScreenCheck {
  constructor(
    private readonly screen: Screen,
    private readonly place: string,
    private readonly run: string,
    private readonly model: TraceModel,
    private readonly facts: Facts,
    private readonly say: (place: string, line: string) => void,
  ) {}

  check(): void {
    const { text, question, role = 'both' } = this.screen;
    this.fill({ text }, this.place, role);
    const step = this.step(this.screen.step, `${this.place}.step`);
    if (question) this.question(question, `${this.place}.question`, step, role);
  }

  private fill(thing: object, place: string, viewer: Viewer): void {
    eachText(thing, place, (text, at) => {
      for (const piece of piecesOf(text)) {
        if (piece.kind !== 'value') continue;
        try {
          filled(piece.text, this.run, this.model, viewer, this.facts);
        } catch (problem) {
          this.say(at, (problem as Error).message);
        }
      }
    });
  }

  private step(moment: Moment, place: string): number | null {
    const step = stepOf(this.model, moment);
    if (step !== null || typeof moment === 'string') return step;
    const kind = kindOf(moment);
    const verb = {
      message: 'has no message',
      value: 'has no value',
      discarded: 'discards no',
      check: 'makes no check',
    };
    const whose = moment.by ? ` by the ${moment.by}` : '';
    const which = moment.connection ? ` in connection ${moment.connection}` : '';
    this.say(`${place}.${kind}`, `${this.run} ${verb[kind]} "${moment[kind]!}"${whose}${which}`);
    return null;
  }

  private question(question: Question, place: string, step: number | null, viewer: Viewer): void {
    const { ask, options, because, shows, choose = 'one' } = question;
    this.fill({ ask, ...(because ? { because } : {}) }, place, viewer);
    const end = this.step(shows, `${place}.shows`);
    if (step !== null && end !== null && end <= step)
      this.say(
        `${place}.shows`,
        "should come after the screen's step: a prediction is made before the answer can be seen",
      );
    let right = 0;
    options.forEach(({ text, condition }, i) => {
      this.fill({ text }, `${place}.options[${i}]`, viewer);
      namesIn(condition, `${place}.options[${i}].condition`, this.run, this.model, this.facts, this.say);
      if (verdictOf(this.model, condition, this.facts).holds) right++;
    });
    if (right === 0) this.say(`${place}.options`, `no condition holds in ${this.run}: there is no right option`);
    if (right === options.length)
      this.say(`${place}.options`, `every condition holds in ${this.run}: there is no wrong option`);
    else if (choose === 'one' && right > 1)
      this.say(`${place}.options`, `${right} conditions hold in ${this.run}: write "choose": "all"`);
  }
}
