// The state machine of a side: the part of its transition table that the version in play uses, in layers from top to
// bottom. The table is the core's own (native/handshake/states.h).
import type { Role } from '../trace/types.js';

/** A row of the table. */
export interface Transition {
  readonly from: string;
  /** send_…, receive_…, or a decision. */
  readonly on: string;
  readonly to: string;
  /** The condition, when one event leads to several states. */
  readonly when?: string;
}
export type Tables = Readonly<Record<Role, readonly Transition[]>>;

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Empty for a move that stands in no table: the end of a connection that failed. */
  readonly on: string;
  /** Against the direction of time: to a state that lies above. */
  readonly back: boolean;
}

export interface Machine {
  /** From top to bottom. */
  readonly states: readonly string[];
  readonly edges: readonly Edge[];
}

const begin = 'START';
const end = 'CLOSED';
const isOld = (state: string): boolean => state.startsWith('TLS12_');

/** machineOf takes from a table what a version uses, and the states of a path besides. */
export function machineOf(table: readonly Transition[], tls12: boolean, path: readonly string[]): Machine {
  const kept = partOf(table, tls12);
  for (const state of path) kept.add(state);
  const edges = new Map<string, Transition>();
  for (const row of table) {
    const key = `${row.from} ${row.to}`;
    if (kept.has(row.from) && kept.has(row.to) && !edges.has(key)) edges.set(key, row);
  }
  path.slice(1).forEach((to, i) => {
    const from = path[i]!;
    if (!edges.has(`${from} ${to}`)) edges.set(`${from} ${to}`, { from, on: '', to });
  });
  return layered(kept, [...edges.values()]);
}

// TLS 1.2 shares with TLS 1.3 the shortest way to the fork, and the end.
function partOf(table: readonly Transition[], tls12: boolean): Set<string> {
  const all = new Set(table.flatMap((row) => [row.from, row.to]));
  if (!tls12) return new Set([...all].filter((state) => !isOld(state)));
  const kept = new Set([...all].filter(isOld));
  for (const row of table) if (isOld(row.from)) kept.add(row.to);
  const cameFrom = new Map<string, string>();
  const queue = [begin];
  for (const state of queue) {
    if (isOld(state)) {
      for (let at: string | undefined = state; at !== undefined; at = cameFrom.get(at)) kept.add(at);
      break;
    }
    for (const row of table) {
      if (row.from !== state || row.to === begin || cameFrom.has(row.to)) continue;
      cameFrom.set(row.to, state);
      queue.push(row.to);
    }
  }
  return kept.add(end);
}

// A state lies below all that lead to it, but for the edges that close a circle.
function layered(kept: ReadonlySet<string>, rows: readonly Transition[]): Machine {
  const back = new Set<Transition>();
  const done: string[] = [];
  const open = new Set<string>();
  const visit = (state: string): void => {
    open.add(state);
    for (const row of rows) {
      if (row.from !== state) continue;
      if (open.has(row.to)) back.add(row);
      else if (!done.includes(row.to)) visit(row.to);
    }
    open.delete(state);
    done.push(state);
  };
  for (const state of [begin, ...kept]) if (kept.has(state) && !done.includes(state)) visit(state);

  const layer = new Map<string, number>();
  for (const state of done.toReversed()) {
    const above = rows.filter((row) => row.to === state && !back.has(row));
    layer.set(state, Math.max(-1, ...above.map((row) => layer.get(row.from) ?? 0)) + 1);
  }
  return {
    states: done.toReversed().sort((a, b) => layer.get(a)! - layer.get(b)!),
    edges: rows.map((row) => ({ from: row.from, to: row.to, on: row.on, back: back.has(row) })),
  };
}

/** reachable gives the states that can still come, from the states that were visited so far. */
export function reachable(machine: Machine, path: readonly string[]): Set<string> {
  const visited = new Set(path);
  const found = new Set(path.slice(-1));
  for (const state of found) {
    for (const edge of machine.edges) {
      if (edge.from === state && !(edge.back && visited.has(edge.to) && !leadsBack(machine, edge, path))) {
        found.add(edge.to);
      }
    }
  }
  return found;
}

// An edge to what was left behind counts where one must go back: nothing else leads on, or the state before led back too.
// SEND_CHANGE_CIPHER_SPEC follows several states. After SEND_HELLO_RETRY_REQUEST of a server and WAIT_SH of a client, which
// themselves may lead to START, it goes back there; after others it does not.
function leadsBack({ edges }: Machine, edge: Edge, path: readonly string[]): boolean {
  if (edge.from !== path.at(-1)) return false;
  const toGoal = (state: string | undefined): boolean => edges.some((e) => e.from === state && e.to === edge.to);
  const others = edges.filter((e) => e.from === edge.from && e.to !== edge.to && e.on !== '');
  return toGoal(path.at(-2)) || others.every((other) => toGoal(other.to));
}
