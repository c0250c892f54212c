// How far a learner is, whatever the course shows. The scenario and the lesson count each in their own way.

/** One piece of what is kept for the next visit. */
export type Part = readonly [name: string, value: unknown];

export interface Standing {
  /** Where the learner is. */
  readonly location: string;
  /** How much is done, 0 to 1. */
  readonly share: number;
  readonly finished: boolean;
  /** 0 to 1; null while there is none. */
  readonly score: number | null;
  /** null: the course has nothing that one can fail. */
  readonly passed: boolean | null;
  /** What is kept, the most important first. */
  readonly parts: readonly Part[];
}

/** What an earlier visit left: the location, and those of its parts that had room. */
export interface Saved {
  readonly location: string;
  readonly parts: ReadonlyMap<string, unknown>;
}

export interface Progress {
  /** merge takes what another visit has reached. Nothing becomes less by it. */
  merge(parts: Saved['parts']): void;
  /** Whether the element is ready but cannot show the course: WebAssembly is forbidden, and nothing of it was recorded. */
  missing(): boolean;
  /** Whether something is shown that is no part of the course. */
  away(): boolean;
  /** back shows the course again, where the learner was. */
  back(): void;
  /** restore goes on where the learner was. It is called once, before the element is in the page. */
  restore(saved: Saved): void;
  /** onChange calls whenever the standing is another. */
  onChange(tell: () => void): void;
  state(): Standing;
}
