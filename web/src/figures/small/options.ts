// The command line of a figure with small numbers: what it asks the core, and what the check of a lesson asks before.
import type { Figure } from '../../lesson/types.js';

/** The options of the command that are not left to the core, without their dashes. */
export type Options = Readonly<Record<string, string>>;

/** optionsIn gives those that the parameters of a figure name. */
export function optionsIn({ kind, mode, step, locked, ...given }: Figure): Options {
  void [kind, mode, step, locked];
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name.replaceAll('_', '-'), String(value)]));
}

/** wordsOf is the command line, without `small` and its format. */
export function wordsOf(command: 'dhe' | 'ecdhe', options: Options, mode: unknown): string[] {
  const { 'off-curve': sent, ...rest } = options;
  const off = mode === 'off';
  return [
    command,
    // An attacker has no key of its own.
    ...Object.entries(rest)
      .filter(([name]) => !off || !/client|reuse/.test(name))
      .map(([name, value]) => (value === 'true' ? `--${name}` : `--${name}=${value}`)),
    off ? `--off-curve=${sent ?? 'auto'}` : '--eavesdrop',
  ];
}
