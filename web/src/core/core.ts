// The core: the C++ program compiled to WebAssembly. It takes the arguments of the `handshake` command and gives its output.
import create, { type Core as CoreModule } from '#core';
import wasmUrl from '#core-wasm?url';
import type { Tables } from '../states/machine.js';
import { readTrace, type TraceModel } from '../trace/model.js';

export interface Settings {
  /** The versions of each side, as the core names them: 1.3, 1.2 or 1.3,1.2. */
  readonly clientTls: string;
  readonly serverTls: string;
  readonly group: string;
  readonly suite: string;
  readonly signature: string;
  readonly seed: string;
}

export interface Choices {
  readonly groups: readonly string[];
  readonly suites: readonly string[];
  readonly signature_schemes: readonly string[];
}

/** A Refusal is the core's own line about arguments that it does not take. */
export class Refusal extends Error {}

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
    const { exit_code, out, err } = this.module.command(['list', '--format', 'json']);
    if (exit_code !== 0) throw new Refusal(err.trim());
    const list = JSON.parse(out) as Record<keyof Choices, readonly { name: string }[]>;
    const names = (key: keyof Choices): string[] => (list[key] ?? []).map((entry) => entry.name);
    return { groups: names('groups'), suites: names('suites'), signature_schemes: names('signature_schemes') };
  }

  /** tables gives the transition tables of both sides. */
  tables(): Tables {
    const { exit_code, out, err } = this.module.command(['list', '--format', 'json']);
    if (exit_code !== 0) throw new Refusal(err.trim());
    return (JSON.parse(out) as { transitions: Tables }).transitions;
  }

  /** run makes one handshake. A failed handshake is a trace too; arguments that are refused throw a Refusal. */
  run(settings: Settings): TraceModel {
    const { clientTls, serverTls, group, suite, signature, seed } = settings;
    const args = [
      'run',
      '--format',
      'json',
      '--client-tls',
      clientTls,
      '--server-tls',
      serverTls,
      '--group',
      group,
      '--suite',
      suite,
      '--signature',
      signature,
      '--seed',
      seed,
    ];
    const { exit_code, out, err } = this.module.command(args);
    if (exit_code === 2 || out === '')
      throw new Refusal(err.trim() || `The core gave nothing (exit code ${exit_code}).`);
    return readTrace(out);
  }
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));
