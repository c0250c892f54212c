// The calm lines of the page: each says one thing, once, and goes when it is no longer so.
import type { Say } from './words.js';

/** A button at the end of a line. */
interface Deed {
  readonly name: Say;
  readonly act: () => void;
}

export class Notes {
  private readonly lines = new Map<string, { readonly say: Say; readonly deed: Deed | undefined }>();

  constructor(private readonly place: HTMLElement) {}

  /** put shows a line about a subject, in place of an earlier one; null takes it away. */
  put(subject: string, say: Say | null, deed?: Deed): void {
    if (say) this.lines.set(subject, { say, deed });
    else this.lines.delete(subject);
    this.draw();
  }

  /** draw writes the lines anew, in the language that is spoken now. What is the same stays, and is not read out again. */
  draw(): void {
    const lines = [...this.lines.values()].map(({ say, deed }) => ({ text: say(), name: deed?.name() ?? '', deed }));
    const shown = [...this.place.children].map((line) => line.textContent);
    if (lines.length === shown.length && lines.every(({ text, name }, i) => text + name === shown[i])) return;
    this.place.replaceChildren(
      ...lines.map(({ text, name, deed }) => {
        const line = document.createElement('p');
        line.append(text);
        if (!deed) return line;
        const button = Object.assign(document.createElement('button'), { textContent: name, type: 'button' });
        button.addEventListener('click', deed.act);
        line.append(button);
        return line;
      }),
    );
  }
}
