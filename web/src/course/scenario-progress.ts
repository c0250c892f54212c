// A handshake as a course: every step counts the same, and the last one completes it.
import type { HandshakePlayground } from '../app/handshake-playground.js';
import { same, type Settings } from '../scenario/settings.js';
import type { Progress, Saved, Standing } from './progress.js';
import { readRanges, writeRanges } from './ranges.js';

export class ScenarioProgress implements Progress {
  private readonly seen = new Set<number>();
  private at = 0;
  private last = 0;
  private done = false;
  private course: Settings | null = null;
  private tell = (): void => undefined;

  constructor(private readonly element: HandshakePlayground) {
    element.addEventListener('ready', () => {
      this.course = element.settings;
      this.last = element.last;
    });
    element.addEventListener('step', (event) => {
      if (!this.counts()) return;
      this.at = (event as CustomEvent<{ step: number }>).detail.step;
      this.seen.add(this.at);
      this.tell();
    });
    element.addEventListener('finished', () => {
      if (!this.counts()) return;
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
    const at = Number(location === '' ? NaN : location);
    if (Number.isInteger(at) && at >= 0) {
      this.at = at;
      this.element.setAttribute('step', String(at));
    }
    for (const step of readRanges(parts.get('seen'))) this.seen.add(step);
    this.done = parts.get('done') === 1;
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
