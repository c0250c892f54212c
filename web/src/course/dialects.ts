// SCORM 1.2 and SCORM 2004: what the same things are called, and how they are written.
import { duration, timespan } from './duration.js';
import type { Standing } from './progress.js';

export type Values = readonly (readonly [element: string, value: string])[];

/** What the course system knew of this learner when the page was opened. */
export interface Before {
  readonly done: boolean;
  /** 0 to 1. */
  readonly score: number | null;
  /** How it wrote the status: completion, then success. */
  readonly status: readonly string[];
}

export interface Dialect {
  readonly api: string;
  readonly calls: Readonly<Record<'begin' | 'end' | 'get' | 'set' | 'commit' | 'error' | 'errorText', string>>;
  readonly location: string;
  readonly data: string;
  /** The limit of `data`, in characters. */
  readonly room: number;
  /** The error that says that this page is already announced. */
  readonly begun: number;
  /** The error of an element that has no value yet; 0: there is none. */
  readonly empty: number;
  /** The error of an element that a system need not have, and those elements. */
  readonly missing: number;
  readonly optional: readonly string[];
  before(get: (element: string) => string): Before;
  values(standing: Standing, before: Before): Values;
  time(seconds: number): Values;
}

const round = (n: number): string => String(Math.round(n * 100) / 100);
const numberIn = (text: string): number | null => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null);

// What says less than another comes before it. What is not here says nothing yet.
const ranks = ['failed', 'completed', 'passed'];

/** better joins what was known before with what is known now, so that nothing becomes less. */
export const better = (before: Before, now: Before): Before => ({
  done: before.done || now.done,
  score: before.score === null ? now.score : Math.max(before.score, now.score ?? 0),
  status: now.status.map((one, i) => {
    const earlier = before.status[i] ?? '';
    return ranks.indexOf(earlier) > ranks.indexOf(one) ? earlier : one;
  }),
});

/** highest gives the score of the earlier visits when it was higher. */
const highest = (standing: Standing, before: Before): number | null =>
  standing.score === null ? null : Math.max(standing.score, before.score ?? 0);

const scorm12: Dialect = {
  api: 'API',
  calls: {
    begin: 'LMSInitialize',
    end: 'LMSFinish',
    get: 'LMSGetValue',
    set: 'LMSSetValue',
    commit: 'LMSCommit',
    error: 'LMSGetLastError',
    errorText: 'LMSGetErrorString',
  },
  location: 'cmi.core.lesson_location',
  data: 'cmi.suspend_data',
  room: 4096,
  begun: 101,
  empty: 0,
  missing: 401,
  optional: ['cmi.core.score.min', 'cmi.core.score.max'],
  before(get) {
    const status = get('cmi.core.lesson_status');
    const raw = numberIn(get('cmi.core.score.raw'));
    return {
      done: /^(passed|completed|failed)$/.test(status),
      score: raw === null ? null : raw / 100,
      status: [status],
    };
  },
  values(standing, before) {
    const { location, finished, passed } = standing;
    const score = highest(standing, before);
    const now = passed === null ? 'completed' : passed ? 'passed' : 'failed';
    // What was reached once stays: who looks again loses nothing.
    const kept = before.done && (!finished || before.status[0] !== 'failed');
    return [
      [this.location, location],
      ...(score === null
        ? []
        : ([
            ['cmi.core.score.min', '0'],
            ['cmi.core.score.max', '100'],
            ['cmi.core.score.raw', round(score * 100)],
          ] as const)),
      ['cmi.core.lesson_status', kept ? before.status[0]! : finished ? now : 'incomplete'],
      ['cmi.core.exit', finished || before.done ? '' : 'suspend'],
    ];
  },
  time: (seconds) => [['cmi.core.session_time', timespan(seconds)]],
};

const scorm2004: Dialect = {
  api: 'API_1484_11',
  calls: {
    begin: 'Initialize',
    end: 'Terminate',
    get: 'GetValue',
    set: 'SetValue',
    commit: 'Commit',
    error: 'GetLastError',
    errorText: 'GetErrorString',
  },
  location: 'cmi.location',
  data: 'cmi.suspend_data',
  room: 64_000,
  begun: 103,
  empty: 403,
  missing: 401,
  optional: [],
  before(get) {
    const status = [get('cmi.completion_status'), get('cmi.success_status')];
    return { done: status[0] === 'completed', score: numberIn(get('cmi.score.scaled')), status };
  },
  values(standing, before) {
    const { location, finished, passed, share } = standing;
    const score = highest(standing, before);
    const done = finished || before.done;
    const earlier = before.status[1] ?? '';
    const now = earlier === 'passed' || passed !== false ? 'passed' : 'failed';
    const success = finished ? now : /^(passed|failed)$/.test(earlier) ? earlier : null;
    return [
      [this.location, location],
      ...(score === null
        ? []
        : ([
            ['cmi.score.min', '0'],
            ['cmi.score.max', '100'],
            ['cmi.score.raw', round(score * 100)],
            // As fine as the raw score: 66.67 of 100 does not reach 0.67.
            ['cmi.score.scaled', String(Math.round(score * 10_000) / 10_000)],
          ] as const)),
      // 1 means completed to every system, so it is said only then, and always then.
      ['cmi.progress_measure', done ? '1' : round(Math.min(share, 0.99))],
      ['cmi.completion_status', done ? 'completed' : 'incomplete'],
      ...(success ? ([['cmi.success_status', success]] as const) : []),
      ['cmi.exit', done ? 'normal' : 'suspend'],
    ];
  },
  time: (seconds) => [['cmi.session_time', duration(seconds)]],
};

export const dialects: Readonly<Record<'1.2' | '2004', Dialect>> = { '1.2': scorm12, '2004': scorm2004 };
