// The calm lines of the page: each says one thing, once, and goes when it is no longer so.
import type { Say } from './words.js';

export class Notes {
  private readonly lines = new Map<string, Say>();

  constructor(private readonly place: HTMLElement) {}

  /** put shows a line about a subject, in place of an earlier one; null takes it away. */
  put(subject: string, say: Say | null): void {
    if (say) this.lines.set(subject, say);
    else this.lines.delete(subject);
    this.draw();
  }

  /** draw writes the lines anew, in the language that is spoken now. What is the same stays, and is not read out again. */
  draw(): void {
    const texts = [...this.lines.values()].map((say) => say());
    const shown = [...this.place.children].map((line) => line.textContent);
    if (texts.length === shown.length && texts.every((text, i) => text === shown[i])) return;
    this.place.replaceChildren(
      ...texts.map((text) => Object.assign(document.createElement('p'), { textContent: text })),
    );
  }
}
