// A lesson that was checked, with its runs: what each screen shows, and which options are right. The right answers are
// those whose condition holds in the run; nobody wrote them down.
import type { Settings } from '../scenario/settings.js';
import type { TraceModel } from '../trace/model.js';
import type { Viewer } from '../role/viewer.js';
import { asksOfLesson, keyOf, runLines, scenariosOf, settingsOf, shapeLines, type FactsOf } from './check.js';
import type { Facts } from './computed.js';
import { verdictOf, type Verdict } from './conditions.js';
import { scenariosIn, type Ask } from './figures.js';
import { stepOf } from './moments.js';
import type { Lesson, Progress, Screen } from './types.js';

/** What a lesson puts on screen: a run at a step, with a view and a role. */
export interface Stand {
  readonly model: TraceModel;
  readonly settings: Settings;
  readonly step: number;
  readonly tab: string;
  readonly viewer: Viewer;
}

/** A lesson that cannot be played; one line for each thing that is wrong. */
export class LessonProblem extends Error {
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines[0]);
    this.lines = lines;
  }
}

/** What a lesson is played with: the core, or what was recorded of it. */
export interface Source {
  run(settings: Settings): Promise<TraceModel>;
  ask(args: readonly string[]): Promise<string>;
  /** There is no core: what a figure asks, it cannot have, and says so itself. */
  readonly recorded?: unknown;
}

export interface Part {
  readonly screen: Screen;
  readonly stand: Stand;
  readonly facts: Facts;
  /** The further runs of its figure. */
  readonly models: readonly TraceModel[];
  /** Of a question: its number, from 0, what came of each condition, and the step that shows it. */
  readonly asked: { readonly number: number; readonly verdicts: readonly Verdict[]; readonly shows: number } | null;
}

const tabOf: Readonly<Record<string, string>> = { bytes: 'message' };

export class Course {
  readonly lesson: Lesson;
  readonly parts: readonly Part[];
  readonly questions: number;
  /** For figures: an answer is asked for once. */
  readonly ask: Ask;

  private constructor(lesson: Lesson, runs: ReadonlyMap<string, TraceModel>, factsOf: FactsOf, ask: Ask) {
    this.lesson = lesson;
    this.ask = ask;
    let number = 0;
    this.parts = lesson.screens.map((screen) => {
      const { question, view = 'step', role: viewer = 'both' } = screen;
      const scenario = screen.scenario ?? lesson.scenario;
      const model = runs.get(keyOf(scenario))!;
      const step = stepOf(model, screen.step)!;
      const facts = factsOf(screen);
      const stand = { model, settings: facts.settings, step, tab: tabOf[view] ?? view, viewer };
      const models = screen.figure ? scenariosIn(screen.figure).map(([, other]) => runs.get(keyOf(other))!) : [];
      const asked = question && {
        number: number++,
        verdicts: question.options.map(({ condition }) => verdictOf(model, condition, facts)),
        shows: stepOf(model, question.shows)!,
      };
      return { screen, stand, facts, models, asked: asked ?? null };
    });
    this.questions = number;
  }

  /** open checks a lesson and runs what it needs. It rejects with a LessonProblem. `complete` adds the usual seed. */
  static async open(
    given: unknown,
    core: Source,
    complete = (settings: Settings): Settings => settings,
  ): Promise<Course> {
    const wrong = shapeLines(given);
    if (wrong.length > 0) throw new LessonProblem(wrong);
    const lesson = given as Lesson;
    const runs = new Map<string, TraceModel>();
    for (const [key, { scenario, place }] of scenariosOf(lesson))
      try {
        runs.set(key, await core.run(complete(settingsOf(scenario))));
      } catch (error) {
        wrong.push(`${place}: ${(error as Error).message}`);
      }
    const ask = once((args) => core.ask(args));
    const answers = new Map<string, unknown>();
    const factsOf: FactsOf = ({ scenario = lesson.scenario }) => ({
      settings: complete(settingsOf(scenario)),
      answers: (args) => answers.get(args.join(' ')),
      elsewhere: (scenario) => ({ model: runs.get(keyOf(scenario))!, facts: factsOf({ scenario }) }),
    });
    for (const [place, args] of asksOfLesson(lesson, factsOf))
      try {
        answers.set(args.join(' '), JSON.parse(await ask(args)) as unknown);
      } catch (error) {
        if (!core.recorded || !place.endsWith('.figure')) wrong.push(`${place}: ${(error as Error).message}`);
      }
    if (wrong.length === 0) wrong.push(...runLines(lesson, runs, factsOf));
    if (wrong.length > 0) throw new LessonProblem(wrong);
    return new Course(lesson, runs, factsOf, ask);
  }

  get last(): number {
    return this.parts.length;
  }

  /** rightIn tells whether the chosen options of a part are the right ones. */
  static right({ asked }: Part, chosen: readonly number[]): boolean {
    return asked !== null && asked.verdicts.every(({ holds }, i) => holds === chosen.includes(i));
  }

  /** score counts the questions that were answered, and those that were answered right. */
  score(answers: Progress['answers']): { readonly answered: number; readonly right: number } {
    const done = this.parts.filter(({ asked }) => asked && answers[asked.number]);
    const right = done.filter((part) => Course.right(part, answers[part.asked!.number]!)).length;
    return { answered: done.length, right };
  }

  /** fitting keeps of a progress from elsewhere what fits this lesson. */
  fitting(given: unknown): Progress {
    const { screen, answers } = Object(given) as { screen?: unknown; answers?: unknown };
    const list: readonly unknown[] = Array.isArray(answers) ? answers : [];
    return {
      screen: Number.isInteger(screen) ? Math.max(1, Math.min(this.last, screen as number)) : 1,
      answers: this.parts
        .filter(({ asked }) => asked)
        .map(({ asked }) => {
          const chosen: unknown = list[asked!.number];
          const fits = (n: unknown): boolean => Number.isInteger(n) && asked!.verdicts[n as number] !== undefined;
          return Array.isArray(chosen) && chosen.length > 0 && chosen.every(fits) ? (chosen as number[]) : null;
        }),
    };
  }
}

function once(ask: Ask): Ask {
  const answers = new Map<string, Promise<string>>();
  return (args) => {
    const line = args.join(' ');
    const answer = answers.get(line) ?? ask(args);
    answers.set(line, answer);
    return answer;
  };
}
