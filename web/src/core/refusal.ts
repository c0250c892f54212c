// What the core answers to settings that it does not take.
import { SpokenError } from '../language/spoken-error.js';
import { refusal } from '../prose/refusals.js';

/** A Refusal says which settings the core does not take: its own line, in the language of the page. */
export class Refusal extends SpokenError {
  /** The setting that the line names, if it names one. */
  readonly setting: string | null;
  constructor(line: string) {
    const said = line.replace(/^handshake \w+: /, '').replace(/ \(see handshake \w+ --help\)$/, '');
    super(() => refusal(said));
    this.setting = /^--([a-z-]+)/.exec(said)?.[1] ?? null;
  }
}
