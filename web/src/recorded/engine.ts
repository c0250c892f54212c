// The core where it may not run: what it said to the examples when the page was built (web/recordings.ts).
import type { CommandResult } from '#core';
import type { Engine } from '../core/engine.js';
import { recorded } from '../core/supply.js';
import { SpokenError } from '../language/spoken-error.js';
import { ui } from '../language/ui.js';
import { presetOf, presets, type Preset } from '../scenario/presets.js';
import { expand, same, type Settings } from '../scenario/settings.js';
import './recorded-notice.js';

/** Recorded says which settings were recorded. */
export interface Recorded {
  has(settings: Settings): boolean;
  /** The recorded settings that are nearest to some: those of the same example, else of the one that is most alike. */
  nearest(settings: Settings): Settings;
}

/** startRecorded gives an engine that plays what was recorded and refuses the rest. */
export async function startRecorded(): Promise<Engine> {
  const list = await recorded.text('list');
  const { defaults } = JSON.parse(list) as { defaults: Settings };
  const exampleOf = (settings: Settings): string | undefined => {
    const id = presetOf(settings)?.id;
    return id !== undefined && recorded.has(id) ? id : undefined;
  };
  const nearest = (settings: Settings): Settings => {
    const wanted: Settings = { ...defaults, ...settings };
    // Versions decide, then the number of settings that are the same.
    const likeness = (preset: Preset): number => {
      const own: Settings = { ...defaults, ...expand(preset.settings) };
      const alike = Object.keys(wanted).filter((name) => own[name] === wanted[name]);
      return alike.reduce((sum, name) => sum + (name.endsWith('tls') ? 100 : 1), 0);
    };
    const candidates = presets.filter(({ id }) => recorded.has(id));
    const found =
      candidates.find(({ id }) => id === exampleOf(settings)) ??
      candidates.reduce((best, one) => (likeness(one) > likeness(best) ? one : best));
    return { seed: defaults['seed'] ?? '', ...expand(found.settings) };
  };
  const has = (settings: Settings): boolean => same(settings, nearest(settings));

  async function command(args: readonly string[]): Promise<CommandResult> {
    if (args[0] !== 'list' && args[0] !== 'run') throw new SpokenError(() => ui('recorded.ask'));
    const out = args[0] === 'list' ? list : await run(settingsOf(args));
    return { exit_code: 0, out, bytes: new Uint8Array(), err: '', output_file: '' };
  }
  function run(settings: Settings): Promise<string> {
    const id = exampleOf(settings);
    if (id === undefined || !has(settings)) throw new SpokenError(() => ui('recorded.none'));
    return recorded.text(id);
  }
  return {
    inWorker: false,
    recorded: { has, nearest },
    call: async (name, ...args) => {
      if (name !== 'command') throw new SpokenError(() => ui('recorded.no_sides'));
      return (await command(args[0] as string[])) as never;
    },
    stop: () => undefined,
  };
}

// Core.run says settings as --name=value.
const settingsOf = (args: readonly string[]): Settings =>
  Object.fromEntries(
    args.map((arg) => /^--([^=]+)=(.*)$/s.exec(arg)).flatMap((match) => (match ? [[match[1]!, match[2]!]] : [])),
  );
