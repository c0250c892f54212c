// The key schedule of one side as a drawing: which value was computed from which, read from the inputs in the trace.
import type { TraceModel } from '../trace/model.js';
import { perModel } from '../trace/per-model.js';
import type { Input, Role, ValueEvent } from '../trace/types.js';

export interface GraphNode {
  readonly value: ValueEvent;
  readonly column: number;
  readonly row: number;
}

export interface GraphEdge {
  readonly from: GraphNode;
  readonly to: GraphNode;
  readonly kind: 'down' | 'branch' | 'input';
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly columns: number;
  readonly rows: number;
}

// The input that a derivation is rooted in. Others are shown when the node is opened.
const roots: Readonly<Record<string, string>> = {
  'HKDF-Extract': 'salt',
  'HKDF-Expand-Label': 'Secret',
  HMAC: 'key',
  PRF: 'secret',
  cut: 'from',
  copy: 'from',
  strip_leading_zeros: 'from',
  'RSAES-PKCS1-v1_5 decrypt': 'ciphertext',
};
// Where the key schedule of TLS 1.2 takes in what the key exchange gave.
const source = (value: ValueEvent): boolean => value.name === 'pre_master_secret';

const input = (value: ValueEvent, name: string): Input | undefined => value.inputs.find((i) => i.name === name);

// What a stage takes in beside the stage above it: the shared secret, or in TLS 1.2 what the premaster secret is made of.
function takenIn(value: ValueEvent): number | undefined {
  if (value.operation === 'HKDF-Extract') return input(value, 'IKM')?.value;
  if (!source(value)) return undefined;
  return value.inputs.findLast((i) => i.value !== undefined && i.name !== 'fallback')?.value;
}

/** graphOf lays out the key schedule. Stages run down; what they give branches to the right; what they take in stands left. */
export const graphOf = (model: TraceModel, role: Role): Graph => graphs[role](model);

const graphs = {
  client: perModel((model) => layOut(model, 'client')),
  server: perModel((model) => layOut(model, 'server')),
};

function layOut(model: TraceModel, role: Role): Graph {
  const derived = model.values(role).filter((v) => v.operation in roots || source(v));
  const parentOf = (v: ValueEvent): number | undefined => input(v, roots[v.operation] ?? '')?.value;
  const families = new Map<number | undefined, ValueEvent[]>();
  for (const value of derived) families.set(parentOf(value), [...(families.get(parentOf(value)) ?? []), value]);
  const childrenOf = (id: number): readonly ValueEvent[] => families.get(id) ?? [];
  // A stage goes on through a child that is, or leads to, another HKDF-Extract; in TLS 1.2 down to the key block.
  const goesOn = (v: ValueEvent): boolean =>
    v.operation === 'HKDF-Extract' ||
    (v.operation === 'PRF' && /^(master_secret|key_block)$/.test(v.name)) ||
    childrenOf(v.id).some((c) => c.operation === 'HKDF-Extract');

  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const known = new Set(derived.map((v) => v.id));
  const drawn = new Set<ValueEvent>();
  let row = 0;

  const put = (value: ValueEvent, column: number): GraphNode => {
    const node: GraphNode = { value, column, row };
    nodes.push(node);
    drawn.add(value);
    const taken = takenIn(value);
    const from = taken === undefined ? undefined : model.value(taken);
    if (from && !drawn.has(from)) {
      const left: GraphNode = { value: from, column: column - 1, row };
      nodes.push(left);
      drawn.add(from);
      edges.push({ from: left, to: node, kind: 'input' });
    }
    const children = childrenOf(value.id);
    const onward = children.filter(goesOn);
    const branches = children.filter((c) => !goesOn(c));
    branches.forEach((child, i) => {
      if (i > 0) row++;
      edges.push({ from: node, to: put(child, column + 1), kind: 'branch' });
    });
    for (const child of onward) {
      row++;
      edges.push({ from: node, to: put(child, column), kind: 'down' });
    }
    return node;
  };

  for (const value of derived) {
    const parent = parentOf(value);
    if (parent !== undefined && known.has(parent)) continue;
    if (nodes.length > 0) row++;
    put(value, value.operation === 'HKDF-Extract' || source(value) ? 1 : 2);
  }
  return { nodes, edges, columns: nodes.reduce((most, n) => Math.max(most, n.column + 1), 2), rows: row + 1 };
}

/** indented rearranges a graph for narrow screens: one node to a line, indented by its depth. */
export function indented(graph: Graph): Graph {
  const order = [...graph.nodes].sort((a, b) => a.row - b.row || a.column - b.column);
  const moved = new Map(
    order.map((node, row) => [node, { value: node.value, column: Math.max(0, node.column - 1), row }]),
  );
  return {
    nodes: order.map((n) => moved.get(n)!),
    edges: graph.edges.map((e) => ({ from: moved.get(e.from)!, to: moved.get(e.to)!, kind: e.kind })),
    columns: graph.columns,
    rows: order.length,
  };
}
