// The core: the C++ program compiled to WebAssembly. It takes the arguments of the `handshake` command and gives its output.
import { SpokenError } from '../language/spoken-error.js';
import { ui } from '../language/ui.js';
import { argumentsOf, type Settings } from '../scenario/settings.js';
import type { Tables } from '../states/machine.js';
import { readTrace, type TraceModel } from '../trace/model.js';
import type { Role } from '../trace/types.js';
import { startRecorded, type Recorded } from '../recorded/engine.js';
import { wasmAllowed } from './allowed.js';
import type { CommandResult } from '#core';
import { Endpoint } from './endpoint.js';
import { startEngine, type Engine } from './engine.js';
import { Refusal } from './refusal.js';
import { coreBytes, moreBytes } from './supply.js';

export { Refusal };

export interface Choices {
  readonly groups: readonly string[];
  readonly suites: readonly string[];
  readonly signature_schemes: readonly string[];
  /** The names that a setting may have, those for both sides too. */
  readonly names: ReadonlySet<string>;
  /** What every setting is when nothing is said. */
  readonly defaults: Settings;
}

// The exit code of a command that needs core.more.wasm (wasm/core.d.ts).
const lacksMore = 3;

let common: Promise<Core> | null = null;
let users = 0;

export class Core {
  private readonly engine: Engine;
  private more: Promise<void> | null = null;

  private constructor(engine: Engine) {
    this.engine = engine;
  }

  /** load fetches and starts the core; where that is forbidden, what was recorded of it. It rejects with a message fit to be shown. */
  static async load(): Promise<Core> {
    try {
      if (!wasmAllowed()) return new Core(await recordedEngine());
      return new Core(await startEngine(fetchCore()));
    } catch (error) {
      if (error instanceof NotThere) throw error;
      throw new SpokenError(() => ui('core.not_started', { why: text(error) }), { cause: error });
    }
  }

  /** share gives the core that all elements of a page have in common; each gives it back with `release`. */
  static share(): Promise<Core> {
    users++;
    common ??= Core.load().catch((error: unknown) => {
      common = null;
      throw error;
    });
    return common;
  }

  /** release gives it back. The core ends a moment after its last user: an element may only be on its way elsewhere. */
  static release(): void {
    users--;
    setTimeout(() => {
      if (users > 0 || !common) return;
      const last = common;
      common = null;
      void last.then(
        (core) => core.engine.stop(),
        () => undefined,
      );
    }, 1000);
  }

  /** Whether the core has a worker of its own. */
  get inWorker(): boolean {
    return this.engine.inWorker;
  }

  /** What was recorded, where the core may not run. */
  get recorded(): Recorded | null {
    return this.engine.recorded ?? null;
  }

  /** about lists what the core supports. */
  async about(): Promise<{ choices: Choices; tables: Tables }> {
    const list = JSON.parse(await this.ask(['list', '--format', 'json'])) as Record<
      'groups' | 'suites' | 'signature_schemes' | 'settings',
      readonly { name: string }[]
    > & { defaults: Settings; transitions: Tables };
    const names = (key: 'groups' | 'suites' | 'signature_schemes' | 'settings'): string[] =>
      list[key].map((entry) => entry.name);
    return {
      choices: {
        groups: names('groups'),
        suites: names('suites'),
        signature_schemes: names('signature_schemes'),
        names: new Set(names('settings')),
        defaults: list.defaults,
      },
      tables: list.transitions,
    };
  }

  /** run makes one handshake. A failed handshake is a trace too; for arguments that are refused it rejects with a Refusal. */
  async run(settings: Settings): Promise<TraceModel> {
    const model = readTrace(await this.ask(['run', '--format', 'json', ...argumentsOf(settings)]));
    // To read a trace and to draw it are two tasks: between them the page can answer.
    await new Promise((resolve) => setTimeout(resolve));
    return model;
  }

  /** capture gives what crosses the wire in a run as a pcapng file, with its secrets or without. */
  async capture(settings: Settings, withKeyLog: boolean): Promise<Uint8Array<ArrayBuffer>> {
    const how = ['--format', 'pcapng', ...(withKeyLog ? ['--with-key-log'] : [])];
    const { bytes, err } = await this.command(['run', ...how, ...argumentsOf(settings)]);
    if (bytes.length === 0) throw new Refusal(err.trim());
    return bytes as Uint8Array<ArrayBuffer>;
  }

  /** endpoint makes one side alone; for settings that are refused it rejects with a Refusal. */
  async endpoint(role: Role, settings: Settings): Promise<Endpoint> {
    const made = await this.engine.call('endpoint', role, argumentsOf(settings));
    if (typeof made === 'string') throw new Refusal(made);
    return new Endpoint(this.engine, made);
  }

  /** ask runs a command of the core and gives what it says. It rejects with the core's one line. */
  async ask(args: readonly string[]): Promise<string> {
    const { exit_code, out, err } = await this.command(args);
    if (exit_code === 2 || out === '')
      throw err.trim() === ''
        ? new SpokenError(() => ui('core.nothing', { code: exit_code }))
        : new Refusal(err.trim());
    return out;
  }

  // The second part of the core is fetched when the first says that a command needs it.
  private async command(args: readonly string[]): Promise<CommandResult> {
    const result = await this.engine.call('command', [...args]);
    if (result.exit_code !== lacksMore) return result;
    this.more ??= moreBytes().then((bytes) => this.engine.call('more', bytes));
    try {
      await this.more;
    } catch (error) {
      this.more = null;
      throw new SpokenError(() => ui('core.more_not_there', { why: text(error) }), { cause: error });
    }
    return this.engine.call('command', [...args]);
  }
}

/** NotThere: the bytes of the core could not be had. */
class NotThere extends SpokenError {}

const fetchCore = (): Promise<ArrayBuffer> =>
  coreBytes().catch((error: unknown) => {
    throw new NotThere(() => ui('core.not_there', { why: text(error) }), { cause: error });
  });

async function recordedEngine(): Promise<Engine> {
  try {
    return await startRecorded();
  } catch (error) {
    throw new NotThere(() => ui('recorded.not_there', { why: text(error) }), { cause: error });
  }
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));
