// What a run says of the server's certificates: what stands in them, and what the client found when it checked them.
import type { TraceModel } from '../../trace/model.js';
import type { CheckEvent, Field, MessageEvent } from '../../trace/types.js';

export interface Certificate {
  /** commonName of who it is for, and of who signed it; null: it cannot be read. */
  readonly subject: string | null;
  readonly issuer: string | null;
  /** The names in subjectAltName. */
  readonly names: readonly string[];
  readonly from: Date | null;
  readonly to: Date | null;
  readonly algorithm: string;
  /** The bytes of the public key. */
  readonly key: string;
}

/** `later`: nobody has checked it yet; `never`: the connection ended before. */
export type State = 'passed' | 'failed' | 'later' | 'never';
export interface Found {
  readonly state: State;
  readonly check: CheckEvent | null;
}

export interface Chain {
  /** As the client got them, or, before that, as they were sent. From the server's own upwards; empty: none was sent yet. */
  readonly certificates: readonly Certificate[];
  readonly asked: string;
  readonly time: Date;
  /** Who plays the server's side: `none` is the server. */
  readonly impostor: string;
  /** Whether a signature was made with a certificate's private key. */
  readonly signed: boolean;
  /** Whether nothing more will be checked. */
  readonly over: boolean;
  found(...checks: readonly string[]): Found;
}

const inside = (fields: readonly Field[] | undefined, name: string): Field | undefined =>
  fields?.find((field) => field.name === name);
const under = (field: Field | undefined, ...path: readonly string[]): Field | undefined =>
  path.reduce<Field | undefined>((at, name) => inside(at?.fields, name), field);
const all = (fields: readonly Field[], name: string): Field[] =>
  fields.flatMap((field) => [...(field.name === name ? [field] : []), ...all(field.fields ?? [], name)]);
const textIn = (field: Field | undefined): string | null =>
  typeof field?.value === 'string' && field.value !== '' ? field.value : null;

function commonName(name: Field | undefined): string | null {
  const part = all(name?.fields ?? [], 'AttributeTypeAndValue').find(
    (one) => under(one, 'type', 'value')?.value === 'commonName',
  );
  return textIn(under(part, 'value', 'value'));
}

// UTCTime has two digits for the year, GeneralizedTime four (RFC 5280, section 4.1.2.5).
function date(field: Field | undefined): Date | null {
  const [, year, rest] = /^(\d{2}|\d{4})(\d{10})Z$/.exec(textIn(under(field, 'value')) ?? '') ?? [];
  if (year === undefined || rest === undefined) return null;
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 50 ? 2000 : 1900);
  const [month, day, hour, minute, second] = rest.match(/../g)!.map(Number) as [number, number, number, number, number];
  return new Date(Date.UTC(full, month - 1, day, hour, minute, second));
}

function certificateIn({ bytes }: MessageEvent, entry: Field): Certificate {
  const body = under(entry, 'tbsCertificate');
  const key = under(body, 'subjectPublicKeyInfo');
  const point = under(key, 'subjectPublicKey', 'value');
  const words = ['algorithm', 'parameters'].map((name) => textIn(under(key, 'algorithm', name, 'value')));
  return {
    subject: commonName(under(body, 'subject')),
    issuer: commonName(under(body, 'issuer')),
    names: all(body?.fields ?? [], 'dNSName').flatMap((name) => textIn(under(name, 'value')) ?? []),
    from: date(under(body, 'validity', 'notBefore')),
    to: date(under(body, 'validity', 'notAfter')),
    algorithm: words.filter((word) => word !== null).join(', '),
    key: point ? bytes.slice(2 * point.begin, 2 * point.end) : '',
  };
}

/** chainAt reads a run up to a moment. */
export function chainAt(model: TraceModel, now: number): Chain {
  const { events } = model;
  const { scenario } = model.trace;
  const message = events.findLast(
    (e): e is MessageEvent =>
      e.id <= now &&
      e.kind === 'message' &&
      e.name === 'certificate' &&
      (e.direction === 'sent') === (e.by === 'server'),
  );
  const begin = events.findLast((e) => e.kind === 'connection' && e.id < (message?.id ?? 0))?.id ?? 0;
  const seen = events.filter((e) => e.id >= begin && e.id <= now);
  const checks = seen.filter((e): e is CheckEvent => e.kind === 'check' && e.by === 'client');
  const over = now >= events.length - 1 || checks.some(({ passed }) => !passed) || seen.some((e) => e.kind === 'fatal');
  return {
    certificates: message ? all(message.fields, 'Certificate').map((entry) => certificateIn(message, entry)) : [],
    asked: scenario['server-name'] ?? '',
    time: new Date(1000 * Number(scenario['time'])),
    impostor: scenario['impostor'] ?? 'none',
    signed: seen.some((e) => e.kind === 'value' && e.by === 'server' && e.operation === 'sign'),
    over,
    found(...names) {
      const made = names.flatMap((name) => checks.find(({ what }) => what === name) ?? []);
      const check = made.find(({ passed }) => !passed) ?? made[0] ?? null;
      if (check && (!check.passed || made.length === names.length))
        return { state: check.passed ? 'passed' : 'failed', check };
      return { state: over ? 'never' : 'later', check: null };
    },
  };
}
