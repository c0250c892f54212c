// Opens a file as a trace: reads it, checks it, and rehearses what the views will do with it.
import type { Attempt } from '../figures/attack/attempt.js';
import { layOut } from '../ladder/layout.js';
import { language } from '../language/language.js';
import { ui } from '../language/ui.js';
import { beatWords } from '../prose/prose.js';
import { graphOf } from '../schedule/tree.js';
import { TraceModel } from '../trace/model.js';
import { pairsOf } from '../trace/pairs.js';
import { headOf, parseTrace, TraceProblem } from './validate-trace.js';

/** The largest file that is read, in bytes. */
export const largestFile = 20_000_000;

export interface OpenedTrace {
  readonly name: string;
  /** null: it is no run but an attack on one. */
  readonly model: TraceModel | null;
  readonly attempt?: Attempt;
}

/** modelOf gives the model of a trace from outside. A text that cannot be shown throws a TraceProblem. */
export function modelOf(content: string): TraceModel {
  const trace = parseTrace(content);
  try {
    const model = new TraceModel(trace, content);
    layOut(model, { arrow: 50, row: 27, line: 19 }, () => 0);
    for (const beat of model.beats) beatWords(beat, model);
    pairsOf(model);
    for (const role of ['client', 'server'] as const) graphOf(model, role);
    return model;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TraceProblem(ui('file.not_drawn', { why }), { cause: error });
  }
}

/** openTrace reads a file. It rejects with a TraceProblem that names the file. */
export async function openTrace(file: File): Promise<OpenedTrace> {
  try {
    if (file.size > largestFile)
      throw new TraceProblem(ui('file.too_large', { size: megabytes(file.size), most: largestFile / 1e6 }));
    const content = decode(await bytesOf(file));
    const head = headOf(content);
    if (head.scenario['mode'] !== 'attack') return { name: file.name, model: modelOf(content) };
    const { readAttempt } = await import('../figures/attack/read-attempt.js');
    return { name: file.name, model: null, attempt: readAttempt(head) };
  } catch (error) {
    if (!(error instanceof TraceProblem)) throw error;
    throw new TraceProblem(ui('file.refused', { name: file.name, why: error.message }), { cause: error });
  }
}

const megabytes = (bytes: number): string =>
  (bytes / 1e6).toLocaleString(language(), { minimumFractionDigits: 1, maximumFractionDigits: 1 });

async function bytesOf(file: File): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch (error) {
    throw new TraceProblem(ui('file.unreadable'), { cause: error });
  }
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new TraceProblem(ui('file.not_text'), { cause: error });
  }
}
