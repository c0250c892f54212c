// The words of the page about what is in a trace. They are data in prose/<language>/, keyed by the names that the core emits.
import facts from './facts.json';
import { wordsNow } from '../language/language.js';
import type { BeatProse, MessageProse, ValueProse, Words } from '../language/languages.js';
import { ui } from '../language/ui.js';
import type { Beat } from '../trace/beats.js';
import { nameless } from '../role/names.js';
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

export interface Explained {
  text: string;
  section?: string;
}

// A name of the core may be missing in the tables: it is looked up as any text, and shown as it is when nothing is found.
type Table<T> = Readonly<Record<string, T | undefined>>;
const at = <T>(table: Table<T>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);
/** words turns a name of the standard into words: traffic_secret_0 becomes “traffic secret 0”. */
const words = (name: string): string => name.replaceAll('_', ' ');

/** A word for each name, in the language that is spoken when it is read. */
function spoken<K extends string>(keys: readonly K[], say: (key: K) => string): Readonly<Record<K, string>> {
  const record = {} as Record<K, string>;
  for (const key of keys) Object.defineProperty(record, key, { enumerable: true, get: () => say(key) });
  return record;
}
const roles = ['client', 'server'] as const;
export const roleName = spoken(roles, (role) => ui(`role.${role}`));
export const RoleName = spoken(roles, (role) => ui(`Role.${role}`));

/** reference gives the place in a standard, in words. Names and numbers of standards stay as they are. */
export const reference = (section: string): string =>
  section.replace(/\b(section|appendix)\b/g, (_, word: 'section' | 'appendix') => ui(word));

/** phrase says what the core says: the name of a check, the reason of a failure. */
export function phrase(text: string): string {
  const { phrases } = wordsNow();
  const whole = at(phrases, text);
  if (whole !== undefined) return whole;
  const unreadable = /^(\w+) can be read$/.exec(text);
  const template = unreadable ? at(phrases, '{message} can be read') : undefined;
  return template?.replace('{message}', unreadable![1]!) ?? text;
}

export const messageName = (name: string): string => at(wordsNow().messages, name)?.name ?? words(name);
// A message as what somebody sends: a veiled one has no name, so it takes an article.
function objectOf(message: MessageEvent): string {
  if (message.name === 'unseen') return ui('role.what.unseen');
  if (message.name === 'protected') return ui(`role.what.${shownType(message)}`);
  return messageTitle(message);
}
const shownType = ({ content_type: type }: MessageEvent): 'handshake' | 'alert' | 'application_data' =>
  type === 'handshake' || type === 'alert' ? type : 'application_data';

/** messageTitle names a message, an alert together with what it says. One that is veiled has the name of what shows. */
export function messageTitle(message: MessageEvent): string {
  if (message.name === 'unseen') return ui('role.unseen');
  if (message.name === 'protected') return ui(`role.content.${shownType(message)}`);
  const said =
    message.name === 'alert' ? message.fields.find((field) => field.name === 'description')?.value : undefined;
  return said === undefined ? messageName(message.name) : `${messageName(message.name)} ${said}`;
}
/** messageSection gives the place in the standard, as the standard is cited: `reference` puts it into words. */
export function messageSection(name: string, tls12: boolean): string | undefined {
  const section = (tls12 ? at<string>(facts.messages, `tls12/${name}`) : undefined) ?? at<string>(facts.messages, name);
  return section === undefined ? undefined : reference(section);
}
/** proseKey is the key of a value's prose: one entry is for all generations of a traffic secret but the first. */
const proseKey = (name: string): string => name.replace(/(_traffic_secret_)([1-9]\d*)$/, '$1N');
const valueProse = (name: string): ValueProse | undefined => at<ValueProse>(wordsNow().values, proseKey(name));
export const valueName = (name: string): string =>
  name === nameless ? ui('role.value') : (valueProse(name)?.name ?? words(name));
export const valueShort = (name: string): string => valueProse(name)?.short ?? valueName(name);
export const valueGroup = (name: string): string => at<string>(facts.values, proseKey(name)) ?? 'other';
export const valueText = (name: string): string => valueProse(name)?.text ?? '';
export const operationName = (name: string): string => at(wordsNow().operations, name)?.name ?? name;
export const operationText = (name: string): string => at(wordsNow().operations, name)?.text ?? '';
/** fieldProse explains a field. The body of an extension has the name of its type. */
export function fieldProse(name: string): Explained | undefined {
  const text = at(wordsNow().fields, name)?.text ?? codeText(name);
  if (!text) return undefined;
  const section = at<string>(facts.fields, name);
  return section === undefined ? { text } : { text, section: reference(section) };
}
export const alertText = (name: string): string => at(wordsNow().alerts, name) ?? '';
export const checkText = (name: string): string => at(wordsNow().checks, name) ?? '';
export const codeText = (name: string): string => at(wordsNow().codes, name) ?? at(wordsNow().alerts, name) ?? '';
export const stateText = (name: string): string => at(wordsNow().states, name) ?? '';
/** machineText gives the words of the state diagrams; a decision in a table is a key too. */
export const machineText = (key: string): string => at(wordsNow().machine, key) ?? words(key);
export const recomputeText = (key: keyof Words['recompute']): string => wordsNow().recompute[key];

export const epochName: Readonly<Record<Epoch, string>> = spoken(
  ['clear', 'early', 'handshake', 'application', 'session', 'protected'],
  (epoch) => ui(`epoch.${epoch}`),
);

export const bytesText = (length: number): string => ui('bytes', { count: length });

/** partiesText says who knows a value. */
export function partiesText(parties: readonly Party[]): string {
  if (parties.includes('wire')) return ui('parties.wire');
  if (parties.length === 2) return ui('parties.both');
  const [one] = parties;
  return one === 'client' || one === 'server' ? ui(`parties.${one}`) : ui('parties.nobody');
}

/** joined lists things in a sentence. */
export function joined(things: readonly string[]): string {
  const unique = [...new Set(things)];
  return unique.length < 2
    ? unique.join('')
    : ui('list.and', { first: unique.slice(0, -1).join(', '), last: unique.at(-1) ?? '' });
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
    (model.tls12 ? at(table, `tls12/${name}`) : undefined) ?? at(table, name);
  const { beats, messages } = wordsNow();
  const prose = of<BeatProse>(beats, beat.kind) ?? beats.values;
  const by = beat.by ?? 'client';
  if (beat.kind === 'inside' || beat.kind === 'on_the_way') return unseenWords(beat.kind, by);
  const why = beat.message ? whyVeiled(beat.message) : null;
  const messageProse = beat.message ? of<MessageProse>(messages, beat.message.name) : undefined;
  const fill: Record<string, string> = {
    by: roleName[by],
    By: ui(`The.${by}`),
    peer: roleName[peerOf(by)],
    group: groupFor(beat, model),
    things: thingsIn(beat, model),
    thing: discardedIn(beat),
    ...checksIn(beat),
    state: beat.events.map((e) => (e.kind === 'state' ? e.to : '')).findLast((s) => s !== '') ?? '',
    message: beat.message ? objectOf(beat.message) : '',
    sent: messageProse?.sent ?? why ?? '',
    received: messageProse?.received ?? why ?? '',
    ...fatalOf(beat, model),
    forward: makesForwardSecrecy(beat, model) ? ` ${ui('beat.forward')}` : '',
  };
  const put = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (all, key: string) => (Object.hasOwn(fill, key) ? fill[key]! : all));
  const firstSection = beat.events.find((e) => (e.kind === 'check' && !e.passed) || e.kind === 'fatal') as
    FatalEvent | undefined;
  const section =
    firstSection?.section ??
    (beat.message ? of<string>(facts.messages, beat.message.name) : undefined) ??
    of<string>(facts.beats, beat.kind);
  return {
    title: put(prose.title),
    short: put(prose.short).trim(),
    // One side alone, before its first move.
    text: model.beats.length === 1 ? ui('beat.first') : put(prose.text),
    section: section === undefined ? undefined : reference(section),
  };
}

// An ephemeral private key is gone, and a shared secret was made with it.
const makesForwardSecrecy = (beat: Beat, model: TraceModel): boolean =>
  beat.events.some(
    (e) =>
      e.kind === 'discard' &&
      e.name === 'private_key' &&
      model.usersOf(e.value).some(({ name }) => /shared_secret$/.test(name)),
  );

function unseenWords(kind: string, by: Role): BeatWords {
  const words =
    kind === 'inside'
      ? {
          title: ui(`role.inside.${by}`),
          short: ui('role.inside.short'),
          text: ui('role.inside.text', { by: roleName[by] }),
        }
      : { title: ui('role.wire.title'), short: ui('role.wire.short'), text: ui('role.wire.text') };
  return { ...words, section: undefined };
}

/** whyVeiled says why a message cannot be read, and what shows all the same; null: it can. */
export function whyVeiled(message: MessageEvent): string | null {
  if (!message.veiled) return null;
  if (message.veiled.until !== null) return ui('role.why.under_way');
  if (message.name === 'unseen') return ui('role.why.unseen');
  return ui(message.epoch === 'session' ? 'role.why.session' : 'role.why.protected');
}

/** sizeText says how long a message is, or looks. */
export function sizeText(message: MessageEvent): string {
  const size = message.veiled ? message.veiled.size : message.bytes.length / 2;
  return size === null || size === undefined ? ui('role.sealed') : bytesText(size);
}

function groupFor(beat: Beat, model: TraceModel): string {
  const values = beat.events.filter((e): e is ValueEvent => e.kind === 'value');
  return values.map(groupOf).find((g) => g !== undefined) ?? (values[0] ? (groupOfKey(values[0].id, model) ?? '') : '');
}

// A private key may not name its group itself; what is computed from it does.
function groupOfKey(id: number, model: TraceModel): string | undefined {
  return [model.value(id), ...model.usersOf(id)].map(groupOf).find((g) => g !== undefined);
}

function thingsIn(beat: Beat, model: TraceModel): string {
  const names = beat.events.flatMap((e) => {
    if (e.kind === 'discard') {
      const name = valueName(e.name);
      if (e.name !== 'private_key') return [ui('beat.thing', { name })];
      const group = groupOfKey(e.value, model);
      return [group === undefined ? ui('beat.own', { name }) : ui('beat.own_group', { name, group })];
    }
    return e.kind === 'value' && /^(values|write_keys)$/.test(beat.kind)
      ? [ui('beat.thing', { name: valueName(e.name) })]
      : [];
  });
  if (names.length > 3) return ui('beat.values', { count: names.length });
  return joined(names) || ui('beat.nothing');
}

function discardedIn(beat: Beat): string {
  const names = beat.events.flatMap((e) => (e.kind === 'discard' ? [valueName(e.name)] : []));
  return names.length > 2 ? ui('beat.secrets', { count: names.length }) : (names[0] ?? '');
}

function checksIn(beat: Beat): Record<string, string> {
  const count = beat.events.filter((e) => e.kind === 'check').length;
  return {
    count: ui('beat.count', { count }),
    checks: ui('beat.checks', { count }),
    this: ui('beat.this', { count }),
    passed: ui('beat.passed', { count }),
  };
}

function fatalOf(beat: Beat, model: TraceModel): Record<string, string> {
  const fatal = beat.events.find((e): e is FatalEvent => e.kind === 'fatal');
  return fatal ? { alert: fatal.alert, reason: reasonText(fatal, model) } : {};
}

/** reasonText says why a connection ended. The reason is often a check: what had to be so, and is not. */
export function reasonText({ by, reason }: FatalEvent, model: TraceModel): string {
  const failed = model.events.some((e) => e.kind === 'check' && !e.passed && e.by === by && e.what === reason);
  return failed ? ui('reason.check', { check: phrase(reason) }) : sentence(phrase(reason));
}

/** sentence makes a phrase of the core into a sentence. */
export const sentence = (phrase: string): string => {
  // A name of the standard (verify_data, h2) keeps its spelling.
  const text = phrase.replace(/^[a-z]+(?=[ '])/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
  return /[.!?]$/.test(text) ? text : `${text}.`;
};
