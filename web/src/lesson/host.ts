// The lesson of an element: which one is open, where in it one is, and what becomes known of that. What plays it is a chunk
// of its own, fetched with the first lesson.
import type { HandshakePlaygroundEvents } from '../../element.js';
import type { Core } from '../core/core.js';
import type { Settings } from '../scenario/settings.js';
import type { Course, Stand } from './course.js';
import { keep, keptOf } from './kept.js';
import type { Lesson, Progress } from './types.js';

/** What the lesson needs of the element that it is in. */
export interface Page {
  stand(stand: Stand): void;
  /** The lesson has moved: draw it, and put it into the address. */
  moved(how: 'push' | 'replace'): void;
  tell<K extends 'screen' | 'answered' | 'completed'>(event: K, detail: HandshakePlaygroundEvents[K]): void;
  /** Whether progress is kept: on the page itself, never in somebody else's. */
  keeps(): boolean;
}

const fresh: Progress = { screen: 1, answers: [] };

export class LessonHost {
  course: Course | null = null;
  progress: Progress = fresh;
  /** What was asked for: an id, an address or an object. */
  source: unknown = null;
  private wished: unknown = null;
  private told = false;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get lesson(): Lesson | null {
    return this.course?.lesson ?? null;
  }

  /** open makes ready what was asked for, and gives what puts it on screen. Until then all stays as it is. */
  async open(
    source: unknown,
    core: Core,
    complete: (settings: Settings) => Settings,
    screen?: number,
  ): Promise<() => void> {
    const { openCourse } = await import('./open.js');
    const course = await openCourse(source, core, complete);
    return () => {
      const kept = this.wished ?? (this.page.keeps() ? keptOf(course.lesson.id) : null) ?? fresh;
      const progress = course.fitting(kept);
      this.wished = null;
      this.source = source;
      this.course = course;
      this.progress = course.fitting({ ...progress, screen: screen ?? progress.screen });
      this.told = this.complete;
      this.show('replace');
    };
  }

  close(): void {
    this.course = null;
    this.source = null;
    this.progress = fresh;
  }

  /** resume goes on from a progress; one that comes before its lesson waits for it. */
  resume(progress: unknown): void {
    if (!this.course) {
      this.wished = progress;
      return;
    }
    this.progress = this.course.fitting(progress);
    this.told = this.complete;
    this.show('replace');
  }

  /** go shows a screen, from 1. */
  go(screen: number): void {
    if (!this.course) return;
    this.progress = this.course.fitting({ ...this.progress, screen });
    this.show('push');
    this.tellComplete();
  }

  answer(chosen: readonly number[]): void {
    const { course, part, progress } = this;
    if (!course || !part?.asked || progress.answers[part.asked.number]) return;
    const answers = progress.answers.with(part.asked.number, chosen);
    this.progress = course.fitting({ ...progress, answers });
    this.keep();
    this.return();
    const right = course.score(this.progress.answers).right > course.score(progress.answers).right;
    this.page.tell('answered', { screen: progress.screen, right });
    this.tellComplete();
  }

  /** again begins the lesson anew. */
  again(): void {
    if (!this.course) return;
    this.progress = this.course.fitting(fresh);
    this.told = false;
    this.show('push');
  }

  get part(): Course['parts'][number] | null {
    return this.course?.parts[this.progress.screen - 1] ?? null;
  }

  /** Where the screen stands: before what answers its question, and at it when that is answered. */
  get place(): Stand | null {
    const { part } = this;
    if (!part) return null;
    const { stand, asked } = part;
    return asked && this.progress.answers[asked.number] ? { ...stand, step: asked.shows } : stand;
  }

  /** Whether the screen asks what no one has answered yet: then what is still to come is not shown. */
  get guess(): boolean {
    const asked = this.part?.asked;
    return Boolean(asked && !this.progress.answers[asked.number]);
  }

  /** return goes back to where the screen stands. */
  return(): void {
    if (this.place) this.page.stand(this.place);
  }

  private show(how: 'push' | 'replace'): void {
    this.keep();
    this.return();
    this.page.moved(how);
    this.page.tell('screen', { screen: this.progress.screen, last: this.course!.last });
  }

  private get complete(): boolean {
    const { course, progress } = this;
    if (!course || progress.screen !== course.last) return false;
    return course.score(progress.answers).answered === course.questions;
  }

  private tellComplete(): void {
    const { course } = this;
    if (!course || this.told || !this.complete) return;
    this.told = true;
    const { right } = course.score(this.progress.answers);
    const { questions } = course;
    this.page.tell('completed', { score: questions === 0 ? 1 : right / questions, right, questions });
  }

  // On the page itself one goes on where one was. In somebody else's page that page keeps it, or nobody does.
  private keep(): void {
    if (this.page.keeps() && typeof this.source === 'string')
      keep(this.course!.lesson.id, this.progress, this.complete);
  }
}
