// What the core says to the examples, for places where it may not run. Made anew with every build; nothing is typed in.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { presets } from './src/scenario/presets.ts';

interface Core {
  command(args: readonly string[]): { readonly exit_code: number; readonly out: string; readonly err: string };
}

/** recordings gives the traces of examples by their id, and as `list` what the core says that there is; all as gzip. */
export async function recordings(folder: string, wanted = presets): Promise<ReadonlyMap<string, Uint8Array>> {
  const { default: create } = (await import(pathToFileURL(resolve(folder, 'core.js')).href)) as {
    default: (options: { wasmBinary: Uint8Array }) => Promise<Core>;
  };
  const core = await create({ wasmBinary: readFileSync(resolve(folder, 'core.wasm')) });
  const said = (name: string, settings: Readonly<Record<string, string>> = {}): Uint8Array => {
    const words = Object.entries(settings).map(([key, value]) => `--${key}=${value}`);
    const { exit_code, out, err } = core.command([name, '--format', 'json', ...words]);
    // 1: the handshake fails, as some examples are to do.
    if (exit_code > 1 || out === '') throw new Error(`The core refuses an example: ${err}`);
    return gzipSync(out, { level: 9 });
  };
  return new Map([['list', said('list')], ...wanted.map(({ id, settings }) => [id, said('run', settings)] as const)]);
}

/** recorded is a Vite plugin that writes them into dist/recorded. */
export function recorded(folder: string): Plugin {
  return {
    name: 'recorded',
    apply: 'build',
    async generateBundle() {
      for (const [name, source] of await recordings(folder))
        this.emitFile({ type: 'asset', fileName: `recorded/${name}.json.gz`, source });
    },
  };
}
