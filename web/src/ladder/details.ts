// The few lines that open at the current stop of the ladder.
import { ui } from '../language/ui.js';
import { phrase, valueName } from '../prose/prose.js';
import { onlyText } from '../role/veil-mark.js';
import type { Beat } from '../trace/beats.js';
import { shortHex } from '../values/hex.js';

export interface DetailLine {
  readonly name: string;
  readonly bytes?: string;
  /** In place of bytes: who knows them. */
  readonly veiled?: string;
}

const most = 6;

/** detailLines says in a few words what is in a beat. */
export function detailLines(beat: Beat): DetailLine[] {
  const lines = beat.events.flatMap((event): DetailLine[] => {
    if (event.veiled)
      return event.kind === 'value' ? [{ name: valueName(event.name), veiled: onlyText(event.veiled.only) }] : [];
    switch (event.kind) {
      case 'value':
        return [
          {
            name: valueName(event.name),
            bytes: event.bytes === undefined ? ui('value.withheld') : shortHex(event.bytes),
          },
        ];
      case 'check':
        return [{ name: `${event.passed ? '✓' : '✗'} ${phrase(event.what)}` }];
      case 'discard':
        return [{ name: `✗ ${valueName(event.name)}` }];
      case 'state':
        return [{ name: `→ ${event.to}` }];
      case 'fatal':
        return [{ name: event.alert }, { name: phrase(event.reason) }];
      case 'established':
        return [
          { name: event.version },
          { name: event.cipher_suite },
          ...(event.group === null ? [] : [{ name: event.group }]),
        ];
      case 'intervention':
        return [{ name: ui('ladder.intervention', { action: event.action, record: event.record }) }];
      default:
        return [];
    }
  });
  return lines.length <= most
    ? lines
    : [...lines.slice(0, most - 1), { name: ui('ladder.more', { count: lines.length - most + 1 }) }];
}
