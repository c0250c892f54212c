// The core: the C++ program compiled to WebAssembly. It takes the arguments of the `handshake` command and gives its output.
import create, { type Core as CoreModule } from '#core';
import wasmUrl from '#core-wasm?url';
import type { Settings } from '../scenario/settings.js';
import type { Tables } from '../states/machine.js';
import { readTrace, type TraceModel } from '../trace/model.js';

export interface Choices {
  readonly groups: readonly string[];
  readonly suites: readonly string[];
  readonly signature_schemes: readonly string[];
  /** The names that a setting may have, those for both sides too. */
  readonly names: ReadonlySet<string>;
  /** What every setting is when nothing is said. */
  readonly defaults: Settings;
}

/** A Refusal is the core's own line about arguments that it does not take. */
export class Refusal extends Error {
  /** The setting that the line names, if it names one. */
  readonly setting: string | null;
  constructor(line: string) {
    super(line.replace(/^handshake \w+: /, '').replace(/ \(see handshake \w+ --help\)$/, ''));
    this.setting = /^--([a-z-]+)/.exec(this.message)?.[1] ?? null;
  }
}

export class Core {
  private readonly module: CoreModule;

  private constructor(module: CoreModule) {
    this.module = module;
  }

  /** load fetches and starts the core. It rejects with a message fit to be shown. */
  static async load(): Promise<Core> {
    let wasmBinary: ArrayBuffer;
    try {
      const response = await fetch(wasmUrl);
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      wasmBinary = await response.arrayBuffer();
    } catch (error) {
      throw new Error(`The file core.wasm could not be loaded (${text(error)}).`, { cause: error });
    }
    try {
      return new Core(await create({ wasmBinary }));
    } catch (error) {
      throw new Error(`This browser did not start the WebAssembly core (${text(error)}).`, { cause: error });
    }
  }

  /** choices lists what the core supports. */
  choices(): Choices {
    const list = JSON.parse(this.command(['list', '--format', 'json'])) as Record<
      'groups' | 'suites' | 'signature_schemes' | 'settings',
      readonly { name: string }[]
    > & { defaults: Settings };
    const names = (key: 'groups' | 'suites' | 'signature_schemes' | 'settings'): string[] =>
      list[key].map((entry) => entry.name);
    return {
      groups: names('groups'),
      suites: names('suites'),
      signature_schemes: names('signature_schemes'),
      names: new Set(names('settings')),
      defaults: list.defaults,
    };
  }

  /** tables gives the transition tables of both sides. */
  tables(): Tables {
    return (JSON.parse(this.command(['list', '--format', 'json'])) as { transitions: Tables }).transitions;
  }

  /** run makes one handshake. A failed handshake is a trace too; arguments that are refused throw a Refusal. */
  run(settings: Settings): TraceModel {
    return readTrace(this.command(['run', '--format', 'json', ...argumentsOf(settings)]));
  }

  private command(args: string[]): string {
    const { exit_code, out, err } = this.module.command(args);
    if (exit_code === 2 || out === '')
      throw new Refusal(err.trim() || `The core gave nothing (exit code ${exit_code}).`);
    return out;
  }

  /** keyLog makes the run of a scenario once more, as a key log. */
  keyLog(scenario: Readonly<Record<string, string>>): string {
    const settings = Object.entries(scenario).flatMap(([name, value]) => [`--${name}`, value]);
    const { exit_code, out, err } = this.module.command(['run', '--format', 'keylog', ...settings]);
    if (exit_code === 2) throw new Refusal(err.trim());
    return out;
  }
}

// What is for both sides comes before what is for one.
const argumentsOf = (settings: Settings): string[] =>
  Object.entries(settings).flatMap(([name, value]) => [`--${name}=${value}`]);

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));
