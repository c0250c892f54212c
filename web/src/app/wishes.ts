// What is asked of the core, one wish after the other. The core answers later; only the answer to the newest wish counts.
import { Refusal } from '../core/refusal.js';
import { SpokenError } from '../language/spoken-error.js';
import { ui } from '../language/ui.js';
import { without, type Settings } from '../scenario/settings.js';

/** How many settings are given up before the usual ones are taken. */
const patience = 40;

/** An answer that came too late: something newer was asked for meanwhile. */
export const late = Symbol('late');

/** Granted: what came of settings, which may be fewer than were asked for. */
export interface Granted<T> {
  readonly result: T;
  readonly settings: Settings;
}

/** A Notice is said above the page: a sentence, or an error in the language that is spoken when it is read. */
export type Notice = string | Error;
export const noticeText = (notice: Notice): string => (typeof notice === 'string' ? notice : `${notice.message}.`);

export class Wishes {
  private turn = 0;
  private readonly onBusy: (busy: boolean) => void;

  constructor(onBusy: (busy: boolean) => void) {
    this.onBusy = onBusy;
  }

  /** make asks for something; what came too late goes to `drop`. */
  async make<T>(what: Promise<T>, drop?: (result: T) => void): Promise<T | Error | typeof late> {
    const turn = this.begin();
    const result = await what.catch(troubleOf);
    if (this.end(turn)) return result;
    if (!(result instanceof Error)) drop?.(result);
    return late;
  }

  /** settle leaves out what the core refuses, one setting after the other, and says so; in the end it takes the usual ones. */
  async settle<T>(
    settings: Settings,
    usual: Settings,
    attempt: (settings: Settings) => Promise<T>,
    problems: Notice[],
    drop?: (result: T) => void,
  ): Promise<Granted<T> | Error | typeof late> {
    const turn = this.begin();
    let rest = settings;
    for (let i = 0; ; i++) {
      const result = await attempt(rest).catch(troubleOf);
      const granted = !(result instanceof Error);
      if (turn !== this.turn) {
        if (granted) drop?.(result);
        return late;
      }
      if (granted || rest === usual) {
        this.end(turn);
        return granted ? { result, settings: rest } : result;
      }
      problems.push(result);
      const name = result instanceof Refusal ? result.setting : null;
      const can = i < patience && name !== null && name !== 'seed' && rest[name] !== undefined;
      rest = can ? without(rest, name) : usual;
    }
  }

  /** forget drops what was asked. */
  forget(): void {
    this.end(++this.turn);
  }

  private begin(): number {
    this.onBusy(true);
    return ++this.turn;
  }

  private end(turn: number): boolean {
    if (turn !== this.turn) return false;
    this.onBusy(false);
    return true;
  }
}

function troubleOf(error: unknown): Error {
  if (error instanceof SpokenError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new SpokenError(() => ui('app.could_not', { why }));
}
