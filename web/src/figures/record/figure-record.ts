// <figure-record>: one protected record taken apart: nonce, key, additional data and plaintext go into the cipher; header,
// ciphertext and tag go over the wire.
import { html, nothing, type TemplateResult } from 'lit';
import type { Named } from '../../lesson/types.js';
import { bytesText, valueName } from '../../prose/prose.js';
import { define } from '../../styles/define.js';
import { DrawnFigure, figureStyles } from '../figure.js';
import { recordStyles } from './figure-record.styles.js';
import { takenApart, type TakenApart } from './taken-apart.js';
import { say } from './words.js';

const pairs = (hex: string): string => (hex.match(/../g) ?? []).join(' ');
// What a person may read of bytes; the rest are points.
const readable = (hex: string): string =>
  (hex.match(/../g) ?? [])
    .map((pair) => String.fromCharCode(parseInt(pair, 16)))
    .join('')
    .replace(/[^\x20-\x7e]/g, '·');

export class FigureRecord extends DrawnFigure {
  static override styles = [...figureStyles, recordStyles];

  protected override picture(): TemplateResult {
    const record = takenApart(this.model, this.parameters['of'] as Named);
    if (!record) return html``;
    const { suite, key, additional, plaintext, header, explicit, ciphertext, tag, by } = record;
    const text = readable(plaintext);
    return html`<figure>
      <figcaption>${say('caption')}</figcaption>
      <div class="inputs">
        ${this.joined(record)}
        <section class="key">
          <h3>${say('key')}</h3>
          <p>${valueName(key.name)} <small>${say('not_sent')}</small></p>
          <code>${pairs(key.bytes!)}</code>
        </section>
        <section>
          <h3>${say('additional')}</h3>
          <code>${pairs(additional)}</code>
        </section>
        <section class="wide plain">
          <h3>${say('plaintext')} <small>${bytesText(plaintext.length / 2)}</small></h3>
          <code>${pairs(plaintext)}</code>
          ${/[a-z]{4}/i.test(text) ? html`<p>${say('reads', { text: text.slice(0, 60) })}</p>` : nothing}
        </section>
      </div>
      <p class="cipher">
        <span aria-hidden="true">↓</span> ${say('cipher', { suite })} <span aria-hidden="true">↓</span>
      </p>
      <section class="wire">
        <h3>${say('record')} <small>${say(by)}</small></h3>
        <dl>
          ${this.segment('header', header)} ${explicit === '' ? nothing : this.segment('explicit', explicit)}
          ${this.segment('ciphertext', ciphertext)} ${this.segment('tag', tag)}
        </dl>
      </section>
    </figure>`;
  }

  // Byte under byte, so that one sees which go together.
  private joined({ iv, sequence, nonce, join }: TakenApart): TemplateResult {
    const digits = sequence.toString(16);
    const before = join === 'xor' ? 0 : iv.bytes!.length;
    const number = digits.padStart(nonce.length - before, '0');
    return html`<section class="wide nonce">
      <h3>${say('nonce')}</h3>
      <dl>
        <dt>${say('iv')} <small>${valueName(iv.name)}</small></dt>
        <dd><code>${pairs(iv.bytes!)}</code></dd>
        <dt>${say('sequence', { number: sequence })} <small>${say(join === 'xor' ? 'counted' : 'travels')}</small></dt>
        <dd><code>${'   '.repeat(before / 2)}${pairs(number)}</code></dd>
        <dt>= ${say(join)}</dt>
        <dd class="sum"><code>${pairs(nonce)}</code></dd>
      </dl>
    </section>`;
  }

  private segment(name: 'header' | 'explicit' | 'ciphertext' | 'tag', hex: string): TemplateResult {
    return html`<div class=${name}>
      <dt>${say(name)} <small>${bytesText(hex.length / 2)}</small></dt>
      <dd><code>${pairs(hex)}</code></dd>
    </div>`;
  }
}

define('figure-record', FigureRecord);
