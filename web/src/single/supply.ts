// The page in one file: what web/src/core/supply.ts gets from files is in here, packed by web/single-plugin.ts.
import { core, lessons, traces } from '#packed';
import { unpack } from './unpack.js';

export const coreBytes = (): Promise<ArrayBuffer> => unpack(core);

/** There is no file for a worker to start from. */
export const makeWorker = (): Worker | null => null;

export const recorded = {
  has: (example: string): boolean => Object.hasOwn(traces, example),
  text: async (name: string): Promise<string> => new TextDecoder().decode(await unpack(traces[name]!)),
};

export const lessonText = async (id: string): Promise<string> => new TextDecoder().decode(await unpack(lessons[id]!));
