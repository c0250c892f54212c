// Tells a course system how far the learner is. Whatever the system does, the page goes on.
import type { Before, Dialect, Values } from './dialects.js';
import type { Api } from './find-api.js';
import type { Saved, Standing } from './progress.js';
import { readSuspendData, writeSuspendData } from './suspend-data.js';

/** A commit may be a request that the page waits for: not more often than this, in milliseconds. */
const pause = 3000;

interface Answer {
  readonly text: string;
  readonly error: number;
  readonly reason: string;
}

export class Reporter {
  private running = false;
  private ended = false;
  private started = 0;
  private finished = false;
  /** Whether the last values were all taken. */
  private well = true;
  private before: Before = { done: false, score: null, status: [] };
  private readonly told = new Map<string, string>();
  private committed = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private changed = false;

  /** `trouble` hears the reason when something was not taken ('' where the system gives none), and null when all is well again. */
  constructor(
    private readonly api: Api,
    private readonly dialect: Dialect,
    private readonly trouble: (reason: string | null) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** begin announces the page and gives what an earlier visit left. */
  begin(): Saved {
    const { calls, location, data, begun } = this.dialect;
    const nothing: Saved = { location: '', parts: new Map() };
    const answer = this.call(calls.begin, '');
    this.running = answer.error === 0 || answer.error === begun;
    if (!this.running) {
      this.trouble(answer.reason);
      return nothing;
    }
    this.before = this.dialect.before((element) => this.get(element));
    const saved = { location: this.get(location), parts: readSuspendData(this.get(data)) };
    this.started = this.now();
    return saved;
  }

  /** save hands over a standing. What was not taken is handed over again the next time. */
  save(standing: Standing): void {
    if (!this.running || this.ended) return;
    const { data, room } = this.dialect;
    const first = !this.told.has(data);
    this.set([...this.dialect.values(standing, this.before), [data, writeSuspendData(standing.parts, room)]]);
    if (!this.changed) return;
    // That the course is done is said at once, and so is that it has begun.
    if (first || (standing.finished && !this.finished)) this.commit();
    else this.timer ??= setTimeout(() => this.commit(), Math.max(0, this.committed + pause - this.now()));
    this.finished = standing.finished;
  }

  /** hold keeps what there is, now: the page may never be seen again. */
  hold(): void {
    if (!this.running || this.ended) return;
    this.set(this.dialect.time(this.seconds));
    this.commit();
  }

  /** end takes leave, once. */
  end(): void {
    if (!this.running || this.ended) return;
    this.hold();
    this.ended = true;
    this.call(this.dialect.calls.end, '');
  }

  private get seconds(): number {
    return (this.now() - this.started) / 1000;
  }

  private get(element: string): string {
    const { text, error, reason } = this.call(this.dialect.calls.get, element);
    if (error === 0) return text;
    if (error !== this.dialect.empty) this.trouble(reason);
    return '';
  }

  private set(values: Values): void {
    this.well = true;
    for (const [element, value] of values) {
      if (this.told.get(element) === value) continue;
      const { error, reason } = this.call(this.dialect.calls.set, element, value);
      const unknown = error === this.dialect.missing && this.dialect.optional.includes(element);
      if (error === 0 || unknown) {
        this.told.set(element, value);
        this.changed = true;
      } else {
        this.well = false;
        this.trouble(reason);
      }
    }
  }

  private commit(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.changed || this.ended) return;
    this.committed = this.now();
    const { error, reason } = this.call(this.dialect.calls.commit, '');
    if (error !== 0) return this.trouble(reason);
    this.changed = false;
    if (this.well) this.trouble(null);
  }

  // What a function of the system says, and whether it took the call. A refusal without a number is -1.
  private call(name: string, ...texts: string[]): Answer {
    const { calls } = this.dialect;
    try {
      const text = String(this.api[name]!(...texts));
      const code = Number(this.api[calls.error]!());
      const refused = text === 'false' && name !== calls.get;
      const error = code || (refused ? -1 : 0);
      if (error === 0) return { text, error, reason: '' };
      const why = code ? String(this.api[calls.errorText]!(String(code)) ?? '').trim() : '';
      return { text, error, reason: code ? `${why} (${code})`.trim() : '' };
    } catch (problem) {
      // An error of another window is no Error of this one.
      const { message } = Object(problem) as { message?: unknown };
      return { text: '', error: -1, reason: String(message ?? problem) };
    }
  }
}
