// Look-ups in the field tree of a message.
import type { Field } from '../trace/types.js';

export interface FieldRow {
  readonly field: Field;
  readonly depth: number;
  /** Place in the tree: indices from the root, joined with dots. */
  readonly path: string;
}

/** rowsOf lists the fields that are visible when the given paths are open. */
export function rowsOf(
  fields: readonly Field[],
  isOpen: (path: string) => boolean,
  depth = 0,
  prefix = '',
): FieldRow[] {
  return fields.flatMap((field, i) => {
    const path = prefix + String(i);
    const row = { field, depth, path };
    return field.fields?.length && isOpen(path) ? [row, ...rowsOf(field.fields, isOpen, depth + 1, `${path}.`)] : [row];
  });
}

/** pathTo gives the path of the deepest field that covers a byte. */
export function pathTo(fields: readonly Field[], offset: number): string | null {
  const i = fields.findIndex((f) => f.begin <= offset && offset < f.end);
  if (i < 0) return null;
  const below = pathTo(fields[i]!.fields ?? [], offset);
  return below === null ? String(i) : `${i}.${below}`;
}

/** fieldAt gives the field at a path. */
export function fieldAt(fields: readonly Field[], path: string): Field | undefined {
  let list: readonly Field[] | undefined = fields;
  let field: Field | undefined;
  for (const part of path.split('.')) {
    field = list?.[Number(part)];
    list = field?.fields;
  }
  return field;
}

/** namesTo gives the names from the root to a path. */
export function namesTo(fields: readonly Field[], path: string): string[] {
  const parts = path.split('.');
  return parts.map((_, i) => fieldAt(fields, parts.slice(0, i + 1).join('.'))?.name ?? '');
}

/** findPath gives the path of the first field with a name whose bytes are these. */
export function findPath(
  fields: readonly Field[],
  name: string,
  hex: string | undefined,
  message: string,
  prefix = '',
): string | null {
  for (const [i, field] of fields.entries()) {
    const below = findPath(field.fields ?? [], name, hex, message, `${prefix}${i}.`);
    if (below !== null) return below;
    const bytesOf = (f: Field): string => message.slice(f.begin * 2, f.end * 2);
    if (field.name !== name || (hex !== undefined && !bytesOf(field).endsWith(hex))) continue;
    // A vector holds its length too; the bytes looked for are one of its parts then.
    const part = hex === undefined ? -1 : (field.fields ?? []).findIndex((f) => bytesOf(f) === hex);
    return part < 0 ? `${prefix}${i}` : `${prefix}${i}.${part}`;
  }
  return null;
}

const plumbing = /^(length|tag|unused_bits|version|Version)$/;

/** summaryOf says in a few words what is inside a field that has no value of its own. */
export function summaryOf(field: Field): string {
  const children = (field.fields ?? []).filter((f) => !plumbing.test(f.name));
  if (children.length > 1 && children.every((f) => f.name === children[0]!.name)) {
    const values = children.map((f) => f.value).filter((v) => v !== undefined);
    return values.length === children.length && values.length < 4
      ? values.join(', ')
      : `${children.length} × ${children[0]!.name}`;
  }
  return leafValues(children).slice(0, 2).join(' · ');
}

function leafValues(fields: readonly Field[]): string[] {
  return fields.flatMap((f) => {
    if (plumbing.test(f.name)) return [];
    if (f.fields?.length) return leafValues(f.fields);
    return f.value === undefined || f.value === '' ? [] : [String(f.value)];
  });
}
