// The numbers of a comparison as paired bars, and the list of what changed.
import { html, nothing, type TemplateResult } from 'lit';
import { ui } from '../language/ui.js';
import { bytesText, epochName, messageTitle, RoleName } from '../prose/prose.js';
import { place } from '../styles/place.js';
import type { MessageEvent } from '../trace/types.js';
import type { Row } from './align.js';
import { agreedOtherwise, grown, messagesOnlyIn, terms, valuesOnlyIn } from './changes.js';
import type { Connection } from './connections.js';
import { halves, sizeOf, type Measures } from './flights.js';
import { arrowOf, forwardSecrecy } from './words.js';

type Two<T> = readonly [T, T];

export const tag = (i: number): TemplateResult => html`<b class="tag ${i === 0 ? 'a' : 'b'}">${'AB'[i]}</b>`;

/** measures draws the numbers as pairs of bars. */
export function measures(sides: Two<Measures>): TemplateResult {
  const bar = (
    id: string,
    name: string,
    of: (side: Measures) => number | null,
    write: (n: number) => string = String,
    note: (side: Measures) => string = () => '',
  ): TemplateResult => {
    const most = Math.max(1, ...sides.map((side) => of(side) ?? 0));
    return html`<div data-measure=${id}>
      <dt>${name}</dt>
      ${sides.map((side, i) => {
        const n = of(side);
        return html`<dd class=${i === 0 ? 'a' : 'b'}>
          ${tag(i)}<span class="number">${n === null ? '–' : write(n)}</span>
          ${n ? html`<i ${place({ width: `${(100 * n) / most}%` })}></i>` : html`<span></span>`}
          ${note(side) ? html`<small>${note(side)}</small>` : nothing}
        </dd>`;
      })}
    </div>`;
  };
  const inRtt = (time: number): string => `${halves(time)} RTT`;
  const operations = ({ operations: all }: Measures): number => [...all.values()].reduce((sum, n) => sum + n, 0);
  return html`<dl class="measures">
    ${bar('may-ask', ui('compare.may_ask'), ({ mayAsk }) => mayAsk, inRtt)}
    ${bar('client-connected', ui('compare.connected', { role: RoleName.client }), ({ connected }) => connected.client, inRtt)}
    ${bar('server-connected', ui('compare.connected', { role: RoleName.server }), ({ connected }) => connected.server, inRtt)}
    ${bar('client-bytes', ui('compare.bytes', { way: arrowOf('client') }), ({ bytes }) => bytes.client)}
    ${bar('server-bytes', ui('compare.bytes', { way: arrowOf('server') }), ({ bytes }) => bytes.server)}
    ${bar('messages', ui('compare.messages'), ({ messages }) => messages)}
    ${bar('records', ui('compare.records'), ({ records }) => records)}
    ${bar('operations', ui('compare.operations'), operations, String, ({ operations: all }) =>
      [...all].map(([name, n]) => `${n} × ${name}`).join(', '),
    )}
  </dl>`;
}

const messageList = (messages: readonly MessageEvent[]): string =>
  messages.map((message) => `${messageTitle(message)} (${RoleName[message.by]})`).join(', ');

/** changes lists what differs. */
export function changes(
  names: Two<string>,
  [a, b]: Two<Measures>,
  [left, right]: Two<Connection>,
  rows: readonly Row[],
): TemplateResult {
  const row = (id: string, name: string, x: string, y: string): TemplateResult =>
    html`<tr data-change=${id}>
      <th scope="row">${name}</th>
      <td>${x || '–'}</td>
      <td>${y || '–'}</td>
    </tr>`;
  const differing = (id: string, name: string, x: string, y: string): TemplateResult | typeof nothing =>
    x === y ? nothing : row(id, name, x, y);
  const certificate = ({ certificate: epoch }: Measures): string =>
    epoch === null ? ui('compare.not_sent') : epochName[epoch];
  return html`<table>
    <thead>
      <tr>
        <th scope="col"><span class="unseen">${ui('compare.changed')}</span></th>
        ${names.map((name, i) => html`<th scope="col">${tag(i)} ${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${agreedOtherwise(a, b).map(({ term, left: x, right: y }) => row(term, ui(terms[term]), x ?? '', y ?? ''))}
      ${differing('certificate', ui('compare.certificate'), certificate(a), certificate(b))}
      ${differing('forward-secrecy', ui('compare.forward'), forwardSecrecy(a), forwardSecrecy(b))}
      ${differing('messages', ui('compare.messages_only'), messageList(messagesOnlyIn(a, b)), messageList(messagesOnlyIn(b, a)))}
      ${grown(rows).map((pair) => row('size', messageTitle(pair.left), bytesText(sizeOf(pair.left)), bytesText(sizeOf(pair.right))))}
      ${differing('values', ui('compare.values_only'), valuesOnlyIn(left, right).join(', '), valuesOnlyIn(right, left).join(', '))}
    </tbody>
  </table>`;
}
