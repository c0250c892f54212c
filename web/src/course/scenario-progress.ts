// A handshake as a course: every step counts the same, and the last one completes it.
import type { HandshakePlayground } from '../app/handshake-playground.js';
import { wasmAllowed } from '../core/allowed.js';
import { presets } from '../scenario/presets.js';
import { same, without, type Settings } from '../scenario/settings.js';
import type { Progress, Saved, Standing } from './progress.js';
import { readRanges, writeRanges } from './ranges.js';

export class ScenarioProgress implements Progress {
  private readonly seen = new Set<number>();
  private at = 0;
  private last = 0;
  private done = false;
  private course: Settings | null = null;
  /** What was kept names no step where one can go on: until the course stands at its beginning, nothing counts. */
  private astray = false;
  private tell = (): void => undefined;

  /** The step that the course begins at. */
  private readonly start: number;

  constructor(private readonly element: HandshakePlayground) {
    this.start = Number(element.getAttribute('step') ?? 0);
    element.addEventListener('ready', () => {
      if (this.missing()) return;
      this.course = element.settings;
      this.last = element.last;
      if (this.at > this.last || (this.at === this.last && !this.done)) this.beginAnew();
    });
    element.addEventListener('step', (event) => {
      if (!this.counts()) return;
      const { step } = (event as CustomEvent<{ step: number }>).detail;
      if (this.astray && step !== this.at) return;
      this.astray = false;
      this.at = step;
      this.seen.add(this.at);
      this.tell();
    });
    element.addEventListener('finished', () => {
      if (!this.counts() || this.astray) return;
      this.done = true;
      this.tell();
    });
  }

  // With all controls a learner may look at other runs, and at files. They are no part of the course.
  private counts(): boolean {
    const { settings, file } = this.element;
    return !file && settings !== null && this.course !== null && same(settings, this.course);
  }

  restore({ location, parts }: Saved): void {
    this.merge(parts);
    if (!/^\d{1,5}$/.test(location)) return;
    this.at = Number(location);
    this.element.setAttribute('step', location);
  }

  merge(parts: Saved['parts']): void {
    for (const step of readRanges(parts.get('seen'))) this.seen.add(step);
    if (parts.get('done') === 1) this.done = true;
  }

  missing(): boolean {
    const { settings, scenario } = this.element;
    if (wasmAllowed() || settings === null) return false;
    const example = presets.find(({ id }) => id === scenario) ?? (scenario === '' ? presets[0] : undefined);
    const wanted = example?.settings ?? Object.fromEntries(new URLSearchParams(scenario));
    return !same(wanted, without(settings, 'seed'));
  }

  away(): boolean {
    return this.course !== null && !this.counts();
  }

  back(): void {
    this.element.lesson = null;
    this.goTo(this.at);
  }

  // The last step completes the course only when somebody goes there.
  private beginAnew(): void {
    this.astray = true;
    this.at = this.start < this.last ? this.start : 0;
    this.goTo(this.at);
  }

  // The element follows an attribute when it changes.
  private goTo(step: number): void {
    this.element.removeAttribute('step');
    this.element.setAttribute('step', String(step));
  }

  onChange(tell: () => void): void {
    this.tell = tell;
  }

  state(): Standing {
    const seen = [...this.seen].filter((step) => step <= this.last);
    const share = this.course ? seen.length / (this.last + 1) : 0;
    return {
      location: String(this.at),
      share,
      finished: this.done,
      score: share,
      passed: null,
      parts: [...(this.done ? [['done', 1] as const] : []), ['seen', writeRanges(seen)]],
    };
  }
}
