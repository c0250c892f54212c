// The page in one file: what web/src/core/supply.ts gets from files is in here, packed by web/single-plugin.ts.
import { core, lessons, more, traces } from '#packed';
import { unzip } from '../core/unzip.js';
import { SpokenError } from '../language/spoken-error.js';
import { ui } from '../language/ui.js';
import { unpack } from './unpack.js';

export const coreBytes = (): Promise<ArrayBuffer> => unpack(core);

export const moreBytes = async (): Promise<ArrayBuffer> => {
  if (more === '') throw new SpokenError(() => ui('core.more_left_out'));
  return unpack(more);
};

/** There is no file for a worker to start from. */
export const makeWorker = (): Worker | null => null;

// What a course brings with it.
const brought = new Map<string, string>();

/** bring adds the recorded trace of an example: gzip, in base64. */
export const bring = (example: string, trace: string): unknown => brought.set(example, trace);

export const recorded = {
  has: (example: string): boolean => brought.has(example) || Object.hasOwn(traces, example),
  text: async (name: string): Promise<string> => {
    const own = brought.get(name);
    if (own !== undefined) return unzip(Uint8Array.from(atob(own), (char) => char.charCodeAt(0)));
    return new TextDecoder().decode(await unpack(traces[name]!));
  },
};

export const lessonText = async (id: string): Promise<string> => new TextDecoder().decode(await unpack(lessons[id]!));
