// What is written on the ladder beside the names of the stops, and in whose colour.
import { ui } from '../language/ui.js';
import type { Beat } from '../trace/beats.js';
import type { TraceModel } from '../trace/model.js';
import type { Epoch } from '../trace/types.js';
import { toneOf, type Tone } from './secrets.js';

/** captionsOf gives the first message under new keys the line that says so. */
export function captionsOf(model: TraceModel, wide: boolean): Map<Beat, string> {
  const captions = new Map<Beat, string>();
  const seen = new Set<Epoch>();
  for (const beat of model.beats) {
    const message = beat.message;
    if (!message || message.direction !== 'sent' || message.epoch === 'clear' || seen.has(message.epoch)) continue;
    seen.add(message.epoch);
    const keys = ui(`ladder.keys.${message.epoch}`);
    captions.set(beat, wide ? ui('ladder.from_here', { keys }) : keys);
  }
  return captions;
}

/** barTone gives the colour of the bar of a secret that comes to be at this stop; null when there is none. */
export function barTone(beat: Beat, tls12: boolean): Tone | null {
  if (beat.message) return null;
  for (const event of beat.events) {
    const tone = event.kind === 'value' ? toneOf(event, tls12) : null;
    if (tone) return tone;
  }
  return null;
}

/** hyphenated marks where long words may break: not every browser knows that of every language. */
export const hyphenated = (text: string): string =>
  ui('ladder.breaks')
    .split(' ')
    .reduce((done, word) => done.replaceAll(word.replaceAll('-', ''), word.replaceAll('-', '\u00ad')), text);
