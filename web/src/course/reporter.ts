// Tells a course system how far the learner is. Whatever the system does, the page goes on.
import { better, type Before, type Dialect, type Values } from './dialects.js';
import type { Api } from './find-api.js';
import type { Progress, Saved } from './progress.js';
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
  /** What is to be saved; null: nothing has been shown yet. */
  private progress: Progress | null = null;
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

  /** save hands over how far somebody is. What was not taken is handed over again the next time. */
  save(progress: Progress): void {
    if (!this.running || this.ended) return;
    this.progress = progress;
    const first = !this.told.has(this.dialect.data);
    this.set(this.values(progress));
    if (!this.changed) return;
    const standing = progress.state();
    // That the course is done is said at once, and so is that it has begun.
    if (first || (standing.finished && !this.finished)) this.commit();
    else this.timer ??= setTimeout(() => this.commit(), Math.max(0, this.committed + pause - this.now()));
    this.finished = standing.finished;
  }

  /** hold keeps what there is, now: the page may never be seen again. */
  hold(): void {
    if (!this.running || this.ended) return;
    const values = this.progress ? this.values(this.progress) : [];
    this.set([...values, ...this.dialect.time(this.seconds)]);
    this.commit();
  }

  /** look takes what another window of the same course has saved meanwhile. Here nothing becomes less by it. */
  look(progress: Progress): void {
    if (!this.running || this.ended) return;
    const { location, data } = this.dialect;
    const kept = this.get(data, true);
    // What the other window wrote over ours is to be written again.
    if (kept !== this.told.get(data)) this.told.clear();
    else if (this.get(location, true) !== this.told.get(location)) this.told.delete(location);
    progress.merge(readSuspendData(kept));
    this.before = better(
      this.before,
      this.dialect.before((element) => this.get(element, true)),
    );
  }

  private values(progress: Progress): Values {
    this.look(progress);
    const { data, room } = this.dialect;
    const standing = progress.state();
    return [...this.dialect.values(standing, this.before), [data, writeSuspendData(standing.parts, room)]];
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

  private get(element: string, quiet = false): string {
    const { text, error, reason } = this.call(this.dialect.calls.get, element);
    if (error === 0) return text;
    if (error !== this.dialect.empty && !quiet) this.trouble(reason);
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
      const said = this.ask(name, ...texts);
      const code = Number(this.ask(calls.error)) || 0;
      // The standard has the text; some systems say it with another type.
      const taken = name === calls.get ? this.has(name) : said === 'true' || said === true || said === 1;
      const error = code || (taken ? 0 : -1);
      const text = String(said ?? '');
      if (code === 0) return { text, error, reason: '' };
      const why = String(this.ask(calls.errorText, String(code)) ?? '').trim();
      return { text, error, reason: `${why} (${code})`.trim() };
    } catch (problem) {
      // An error of another window is no Error of this one.
      const { message } = Object(problem) as { message?: unknown };
      return { text: '', error: -1, reason: String(message ?? problem) };
    }
  }

  private has(name: string): boolean {
    return typeof this.api[name] === 'function';
  }

  // Of a function that the system lacks, nothing is heard.
  private ask(name: string, ...texts: string[]): unknown {
    return this.has(name) ? this.api[name]!(...texts) : undefined;
  }
}
