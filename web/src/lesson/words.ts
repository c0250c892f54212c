// The text of a lesson: plain words with **strong** ones, `names` and {values of the run}. There is nothing else, and no HTML.
import { bytesText } from '../prose/prose.js';
import { knowledgeOf } from '../role/knowledge.js';
import type { Viewer } from '../role/viewer.js';
import type { TraceModel } from '../trace/model.js';
import type { Role, ValueEvent } from '../trace/types.js';
import { attackLine, lackOf, memberOf, smallLine, type Facts } from './computed.js';
import { eventsOf } from './moments.js';

export interface Piece {
  readonly kind: 'plain' | 'strong' | 'code' | 'value';
  readonly text: string;
}

/** piecesOf cuts a text. `wrong` says what in it is no text of a lesson. */
export function piecesOf(text: string, wrong: (line: string) => void = () => undefined): Piece[] {
  return text
    .split(/(\*\*[^*]+\*\*|`[^`]+`|\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map((part): Piece => {
      const inner = /^(?:\*\*|`).*?(\{[^{}]*\})/s.exec(part)?.[1];
      if (inner) wrong(`has ${inner} inside ${part[0] === '*' ? '** **' : '` `'}, where nothing is filled in`);
      if (/^\*\*.+\*\*$/s.test(part)) return { kind: 'strong', text: part.slice(2, -2) };
      if (/^`.+`$/s.test(part)) return { kind: 'code', text: part.slice(1, -1) };
      if (/^\{.*\}$/s.test(part)) return { kind: 'value', text: part.slice(1, -1) };
      const sign = /\*\*|[`{}]/.exec(part);
      if (sign) wrong(`has a ${sign[0]} without its other end`);
      if (/<\/?[a-z!]/i.test(part)) wrong('has HTML; texts are plain, with **strong** and `code`');
      return { kind: 'plain', text: part };
    });
}

const valuePattern = /^value:(\w+)(?: by (client|server))?(?:\|(?:(first|last) ([1-9]\d*) bytes|(length)))?$/;
const runPattern = /^run:(version|cipher_suite|group|signature_scheme|server_name|application_protocol)$/;

const askPattern = /^(small|attack):([^|]+)\|([\w.-]+)$/;

// {small:dhe --p=23|shared_secret}: a command line, as it is typed, and a member of its answer.
function askedIn(
  inside: string,
  { settings }: Facts,
): { readonly args: readonly string[]; readonly member: string } | null {
  const [, name, typed, member] = askPattern.exec(inside) ?? [];
  if (typed === undefined || member === undefined) return null;
  const words = typed.trim().split(/\s+/);
  if (name === 'small') return { args: smallLine(words), member };
  return {
    args: attackLine(Object.fromEntries(words.map((word) => word.replace(/^--/, '').split('='))), settings),
    member,
  };
}

/** asksIn gives the command lines whose answers a text shows. */
export const asksIn = (text: string, facts: Facts): readonly (readonly string[])[] =>
  piecesOf(text).flatMap(({ kind, text: inside }) => {
    const asked = kind === 'value' ? askedIn(inside, facts) : null;
    return asked ? [asked.args] : [];
  });

/** A text cannot be filled from this run. */
export class FillProblem extends Error {}

/** filled gives what stands in braces, from a run or an answer: nothing is shown that the one who looks could not know. */
export function filled(inside: string, run: string, model: TraceModel, viewer: Viewer, facts: Facts): string {
  const asked = askedIn(inside, facts);
  if (asked) return filledAsked(asked.args, asked.member, facts);
  const agreed = runPattern.exec(inside)?.[1];
  if (agreed !== undefined) return filledAgreed(agreed, run, model);
  const [whole, name, by, end, some, length] = valuePattern.exec(inside) ?? [];
  if (whole === undefined || name === undefined)
    throw new FillProblem(`{${inside}} is not understood; write {value:NAME by SIDE|first 8 bytes} or {run:group}`);
  const value = eventsOf(model, 'value', name, by as Role | undefined)[0] as ValueEvent | undefined;
  const whose = by ? ` of the ${by}` : '';
  if (value?.bytes === undefined) throw new FillProblem(`${run} has no value "${name}"${whose}`);
  if (knowledgeOf(model, viewer).content[value.id] === Infinity)
    throw new FillProblem(`the ${viewer} cannot know "${name}"${whose}, and the screen has that role`);
  const bytes = value.bytes.match(/../g) ?? [];
  if (length) return bytesText(bytes.length);
  const count = Number(some);
  if (end === undefined || count >= bytes.length) return bytes.join(' ');
  return end === 'first' ? `${bytes.slice(0, count).join(' ')} …` : `… ${bytes.slice(-count).join(' ')}`;
}

function filledAsked(args: readonly string[], member: string, facts: Facts): string {
  const lack = lackOf(facts, args, member);
  if (lack !== null) throw new FillProblem(lack);
  const value = memberOf(facts.answers(args), member);
  if (typeof value === 'object')
    throw new FillProblem(`"${member}" in the answer to "${args.join(' ')}" is no single value`);
  return String(value);
}

function filledAgreed(name: string, run: string, model: TraceModel): string {
  const event = model.events.findLast((e) => e.kind === 'established');
  const value = (event as Readonly<Record<string, unknown>> | undefined)?.[name];
  if (typeof value !== 'string') throw new FillProblem(`${run} agrees on no ${name}`);
  return value;
}
