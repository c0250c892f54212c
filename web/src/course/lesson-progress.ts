// A lesson as a course: screens and answers are the way, the share of right answers is the score, and the mastery score
// says what passes.
import type { HandshakePlaygroundEvents } from '../../element.js';
import type { HandshakePlayground } from '../app/handshake-playground.js';
import { wasmAllowed } from '../core/allowed.js';
import type { Lesson, Progress as Place } from '../lesson/types.js';
import type { Progress, Saved, Standing } from './progress.js';
import { readRanges, writeRanges } from './ranges.js';

export class LessonProgress implements Progress {
  private readonly seen = new Set<number>();
  private place: Place = { screen: 1, answers: [] };
  /** The best score, 0 to 1. null: the lesson was not finished yet. */
  private best: number | null = null;
  private opened = false;
  private tell = (): void => undefined;

  /** `pass` is the score that passes; without one the lesson has nothing to fail. */
  constructor(
    private readonly element: HandshakePlayground,
    private readonly lesson: Lesson,
    private readonly pass: number | undefined,
  ) {
    const hear = <K extends 'screen' | 'answered' | 'completed'>(
      name: K,
      take: (detail: HandshakePlaygroundEvents[K]) => void,
    ): void =>
      element.addEventListener(name, (event) => {
        // With all controls a learner may open other lessons. They are no part of the course.
        if (element.lesson?.id !== lesson.id) return;
        this.opened = true;
        this.place = element.progress!;
        take((event as CustomEvent<HandshakePlaygroundEvents[K]>).detail);
        this.tell();
      });
    hear('screen', ({ screen }) => this.seen.add(screen));
    hear('answered', () => undefined);
    hear('completed', ({ score }) => (this.best = Math.max(score, this.best ?? 0)));
  }

  restore({ location, parts }: Saved): void {
    this.merge(parts);
    const answers = parts.get('answers');
    // What does not fit, the element leaves out.
    this.element.progress = { screen: this.screenOf(location, answers), answers };
    this.element.lesson = this.lesson;
  }

  merge(parts: Saved['parts']): void {
    const best = parts.get('best');
    if (typeof best === 'number' && best >= 0 && best <= 1) this.best = Math.max(best, this.best ?? 0);
    for (const screen of readRanges(parts.get('seen'))) this.seen.add(screen);
  }

  missing(): boolean {
    return !this.opened && !wasmAllowed();
  }

  away(): boolean {
    return this.opened && this.element.lesson?.id !== this.lesson.id;
  }

  back(): void {
    this.element.lesson = null;
    this.element.progress = this.place;
    this.element.lesson = this.lesson;
  }

  // What names no screen means the first. So does the end of a lesson that was never finished: there is nothing left to do.
  private screenOf(location: string, answers: unknown): number {
    const { length } = this.lesson.screens;
    const screen = /^\d{1,5}$/.test(location) ? Number(location) : 1;
    const answered = Array.isArray(answers) ? answers.filter((answer) => answer !== null).length : 0;
    const end = screen === length && this.best === null && answered === this.questions;
    return screen >= 1 && screen <= length && !end ? screen : 1;
  }

  private get questions(): number {
    return this.lesson.screens.filter(({ question }) => question).length;
  }

  onChange(tell: () => void): void {
    this.tell = tell;
  }

  state(): Standing {
    const { best, pass, lesson, place } = this;
    const { screens } = lesson;
    const seen = [...this.seen].filter((screen) => screen >= 1 && screen <= screens.length);
    const answered = place.answers.filter((answer) => answer !== null).length;
    return {
      location: String(place.screen),
      share: best === null ? (seen.length + answered) / (screens.length + this.questions) : 1,
      finished: best !== null,
      // Systems with a mastery score would call every visit failed that ends half-way with a score.
      score: best,
      passed: best === null || pass === undefined ? null : best >= pass,
      parts: [
        ...(best === null ? [] : [['best', best] as const]),
        ['answers', place.answers],
        ['seen', writeRanges(seen)],
      ],
    };
  }
}
