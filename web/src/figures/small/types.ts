// What the core says to `handshake small … --format json` (docs/small-numbers.md).

/** A point with its coordinates; null: the point at infinity. */
export type Point = readonly [number, number] | null;

export interface Party<P> {
  readonly private_key: number;
  readonly public_key: P;
  readonly shared_secret: number | null;
}

interface Small<P> {
  readonly p: number;
  readonly order: number;
  readonly client: Party<P>;
  readonly server: Party<P>;
  readonly second_client?: Party<P>;
  readonly warnings: readonly string[];
  readonly eavesdropper?: {
    readonly tries: readonly P[];
    readonly found: 'client' | 'server';
    readonly private_key: number;
    readonly shared_secret: number | null;
    readonly second_shared_secret?: number | null;
  };
}

export interface Dhe extends Small<number> {
  readonly g: number;
  readonly generators: readonly number[];
  /** The order of 1, 2, …, p-1. */
  readonly orders: readonly number[];
  readonly products: readonly number[];
  readonly powers: readonly number[];
}

export interface Addition {
  readonly k: number;
  readonly first: Point;
  readonly second: Point;
  readonly sum: Point;
  readonly line: 'chord' | 'tangent' | 'vertical' | 'none';
  readonly numerator?: number;
  readonly denominator?: number;
  readonly inverse?: number;
  readonly slope?: number;
  readonly third?: Point;
  readonly right?: number;
  readonly up?: number;
  readonly down?: number;
}

export interface Leak {
  readonly point: readonly [number, number];
  readonly left: number;
  readonly right: number;
  readonly b: number;
  readonly order: number;
  readonly answer: number | null;
  readonly residue: number;
  readonly points: readonly (readonly [number, number])[];
}

export interface Ecdhe extends Small<Point> {
  readonly a: number;
  readonly b: number;
  readonly points: readonly (readonly [number, number])[];
  readonly point_orders: readonly number[];
  readonly group_order: number;
  readonly base: readonly [number, number];
  readonly walk: readonly Addition[];
  readonly off_curve?: {
    readonly sent: readonly Leak[];
    readonly modulus: number;
    readonly candidates: readonly number[];
    readonly tried: readonly number[];
    readonly private_key: number | null;
  };
}
