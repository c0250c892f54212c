// The words of the page. They are data in prose/<language>/, keyed by the names that the core emits.
import alerts from '../../prose/en/alerts.json';
import beats from '../../prose/en/beats.json';
import checks from '../../prose/en/checks.json';
import codes from '../../prose/en/codes.json';
import fields from '../../prose/en/fields.json';
import machine from '../../prose/en/machine.json';
import messages from '../../prose/en/messages.json';
import operations from '../../prose/en/operations.json';
import recompute from '../../prose/en/recompute.json';
import states from '../../prose/en/states.json';
import values from '../../prose/en/values.json';
import type { Beat } from '../trace/beats.js';
import type { TraceModel } from '../trace/model.js';
import {
  peerOf,
  type Epoch,
  type FatalEvent,
  type MessageEvent,
  type Party,
  type Role,
  type ValueEvent,
} from '../trace/types.js';

interface BeatProse {
  title: string;
  short: string;
  text: string;
  section?: string;
}
interface MessageProse {
  name: string;
  sent: string;
  received: string;
  section: string;
}
interface ValueProse {
  name: string;
  /** What stands where the context is clear, as in the picture of the key schedule. */
  short?: string;
  group: string;
  text: string;
}
export interface Explained {
  text: string;
  section?: string;
}

type Table<T> = Readonly<Record<string, T | undefined>>;
const beatTable: Table<BeatProse> = beats;
const messageTable: Table<MessageProse> = messages;
const valueTable: Table<ValueProse> = values;
const operationTable: Table<{ name: string; text: string }> = operations;
const fieldTable: Table<Explained> = fields;
const textTables: Readonly<Record<'alerts' | 'checks' | 'codes' | 'states', Table<string>>> = {
  alerts,
  checks,
  codes,
  states,
};

/** words turns a name of the standard into words: traffic_secret_0 becomes “traffic secret 0”. */
const words = (name: string): string => name.replaceAll('_', ' ');

export const roleName: Record<Role, string> = { client: 'client', server: 'server' };
export const RoleName: Record<Role, string> = { client: 'Client', server: 'Server' };

export const messageName = (name: string): string => messageTable[name]?.name ?? words(name);
/** messageTitle names a message, an alert together with what it says. */
export function messageTitle(message: MessageEvent): string {
  const said =
    message.name === 'alert' ? message.fields.find((field) => field.name === 'description')?.value : undefined;
  return said === undefined ? messageName(message.name) : `${messageName(message.name)} ${said}`;
}
export const messageSection = (name: string, tls12: boolean): string | undefined =>
  ((tls12 ? messageTable[`tls12/${name}`] : undefined) ?? messageTable[name])?.section;
/** proseKey is the key of a value's prose: one entry is for all generations of a traffic secret but the first. */
const proseKey = (name: string): string => name.replace(/(_traffic_secret_)([1-9]\d*)$/, '$1N');
export const valueName = (name: string): string => valueTable[proseKey(name)]?.name ?? words(name);
export const valueShort = (name: string): string => valueTable[proseKey(name)]?.short ?? valueName(name);
export const valueGroup = (name: string): string => valueTable[proseKey(name)]?.group ?? 'other';
export const valueText = (name: string): string => valueTable[proseKey(name)]?.text ?? '';
export const operationName = (name: string): string => operationTable[name]?.name ?? name;
export const operationText = (name: string): string => operationTable[name]?.text ?? '';
/** fieldProse explains a field. The body of an extension has the name of its type. */
export const fieldProse = (name: string): Explained | undefined =>
  fieldTable[name] ?? (codeText(name) ? { text: codeText(name) } : undefined);
export const alertText = (name: string): string => textTables.alerts[name] ?? '';
export const checkText = (name: string): string => textTables.checks[name] ?? '';
export const codeText = (name: string): string => textTables.codes[name] ?? textTables.alerts[name] ?? '';
const machineTable: Table<string> = machine;
/** machineText gives the words of the state diagrams; a decision in a table is a key too. */
export const machineText = (key: string): string => machineTable[key] ?? words(key);
export const recomputeText = (key: keyof typeof recompute): string => recompute[key];
export const stateText = (name: string): string => textTables.states[name] ?? '';

export const epochName: Record<Epoch, string> = {
  clear: 'in the clear',
  early: 'under early keys',
  handshake: 'under handshake keys',
  application: 'under application keys',
  session: 'under session keys',
};

export const bytesText = (length: number): string => (length === 1 ? '1 byte' : `${length} bytes`);

/** partiesText says who knows a value. */
export function partiesText(parties: readonly Party[]): string {
  if (parties.includes('wire')) return 'anybody who listens';
  if (parties.length === 2) return 'the client and the server';
  return parties[0] ? `only the ${parties[0]}` : 'nobody';
}

/** joined lists things in a sentence. */
export function joined(things: readonly string[]): string {
  const unique = [...new Set(things)];
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} and ${unique.at(-1)}`;
}

/** groupOf gives the group that a key pair or shared secret belongs to. */
export function groupOf(value: ValueEvent | undefined): string | undefined {
  return value?.inputs.find((input) => input.name === 'group')?.text;
}

export interface BeatWords {
  readonly title: string;
  readonly short: string;
  readonly text: string;
  readonly section: string | undefined;
}

/** beatWords says in words what happens at a beat. */
export function beatWords(beat: Beat, model: TraceModel): BeatWords {
  const of = <T>(table: Table<T>, name: string): T | undefined =>
    (model.tls12 ? table[`tls12/${name}`] : undefined) ?? table[name];
  const prose = of(beatTable, beat.kind) ?? beatTable['values']!;
  const by = beat.by ?? 'client';
  const messageProse = beat.message ? of(messageTable, beat.message.name) : undefined;
  const fill: Record<string, string> = {
    by,
    By: `The ${by}`,
    peer: peerOf(by),
    group: groupFor(beat, model),
    things: thingsIn(beat, model),
    thing: discardedIn(beat),
    ...checksIn(beat),
    state: beat.events.map((e) => (e.kind === 'state' ? e.to : '')).findLast((s) => s !== '') ?? '',
    message: beat.message ? messageTitle(beat.message) : '',
    sent: messageProse?.sent ?? '',
    received: messageProse?.received ?? '',
    ...fatalOf(beat),
  };
  const put = (template: string): string => template.replace(/\{(\w+)\}/g, (all, key: string) => fill[key] ?? all);
  const firstSection = beat.events.find((e) => (e.kind === 'check' && !e.passed) || e.kind === 'fatal') as
    FatalEvent | undefined;
  return {
    title: put(prose.title),
    short: put(prose.short).trim(),
    text: put(prose.text),
    section: firstSection?.section ?? messageProse?.section ?? prose.section,
  };
}

function groupFor(beat: Beat, model: TraceModel): string {
  const values = beat.events.filter((e): e is ValueEvent => e.kind === 'value');
  return values.map(groupOf).find((g) => g !== undefined) ?? (values[0] ? (groupOfKey(values[0].id, model) ?? '') : '');
}

// A private key may not name its group itself; what is computed from it does.
function groupOfKey(id: number, model: TraceModel): string | undefined {
  const users = model.events.filter(
    (e): e is ValueEvent => e.kind === 'value' && (e.id === id || e.inputs.some((i) => i.value === id)),
  );
  return users.map(groupOf).find((g) => g !== undefined);
}

function thingsIn(beat: Beat, model: TraceModel): string {
  const names = beat.events.flatMap((e) => {
    if (e.kind === 'discard') {
      const own = e.name === 'private_key';
      return [
        `${own ? 'its' : 'the'} ${own ? `${groupOfKey(e.value, model) ?? ''} ` : ''}${valueName(e.name)}`.replace(
          '  ',
          ' ',
        ),
      ];
    }
    return e.kind === 'value' && /^(values|write_keys)$/.test(beat.kind) ? [`the ${valueName(e.name)}`] : [];
  });
  if (names.length > 3) return `${names.length} values`;
  return joined(names) || 'what comes next';
}

function discardedIn(beat: Beat): string {
  const names = beat.events.flatMap((e) => (e.kind === 'discard' ? [valueName(e.name)] : []));
  return names.length > 2 ? `${names.length} secrets` : (names[0] ?? '');
}

function checksIn(beat: Beat): Record<string, string> {
  const count = beat.events.filter((e) => e.kind === 'check').length;
  const one = count === 1;
  return {
    count: one ? 'one thing' : `${count} things`,
    checks: one ? 'one check' : `${count} checks`,
    this: one ? 'this check' : 'each of these checks',
    passed: one ? 'It passed.' : 'All of them passed.',
  };
}

function fatalOf(beat: Beat): Record<string, string> {
  const fatal = beat.events.find((e): e is FatalEvent => e.kind === 'fatal');
  return fatal ? { alert: fatal.alert, reason: sentence(fatal.reason) } : {};
}

/** sentence makes a phrase of the core into a sentence. */
export const sentence = (phrase: string): string => {
  // A name of the standard (verify_data, h2) keeps its spelling.
  const text = phrase.replace(/^[a-z]+(?=[ '])/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
  return /[.!?]$/.test(text) ? text : `${text}.`;
};
