// A Vite plugin: builds the service worker as sw.js and writes into it which files the build has.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

const name = 'sw.js';

export function offline(worker: string): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: worker, fileName: name });
    },
    // From the disk, when all is written: what other plugins make, and web/public, are there too.
    writeBundle: {
      order: 'post',
      sequential: true,
      handler({ dir = '' }) {
        const script = resolve(dir, name);
        const code = readFileSync(script, 'utf8');
        const list = Object.fromEntries(
          readdirSync(dir, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath, entry.name))
            .filter((file) => file !== script)
            .map((file) => [relative(dir, file).split(sep).join('/'), hashOf(readFileSync(file))] as const)
            // Few people ever need what is recorded.
            .filter(([file]) => !file.startsWith('recorded/'))
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        );
        const files = JSON.stringify(list);
        const filled = code
          .replace('__FILES__', () => files)
          .replace('__BUILD__', () => JSON.stringify(hashOf(code + files)));
        if (/__(FILES|BUILD)__|^import |^export /m.test(filled))
          throw new Error(`${name}: not filled in, or not one file`);
        writeFileSync(script, filled);
      },
    },
  };
}

const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('base64');
