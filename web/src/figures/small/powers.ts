// <figure-powers>: the numbers from 1 to p-1 on a circle, and the way of the powers of g through them.
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { define } from '../../styles/define.js';
import { mark, type Sign } from './marks.js';
import { SmallFigure, type Mode, type Row } from './small-figure.js';
import type { Dhe } from './types.js';
import { say, sup, type Key } from './words.js';

const middle = 230;
const radius = 180;
// More numbers than these are dots without their names.
const mostNames = 61;

class FigurePowers extends SmallFigure<Dhe> {
  protected readonly command = 'dhe';
  protected readonly modes: readonly Mode[] = [
    { id: 'walk', name: 'mode_powers' },
    { id: 'tries', name: 'mode_tries' },
  ];

  protected last({ order, eavesdropper }: Dhe): number {
    return this.mode === 'tries' ? eavesdropper!.tries.length : order;
  }

  protected controls({ p, g, orders, generators, client, server }: Dhe): TemplateResult {
    const others = orders.flatMap((order, i) => (generators.includes(i + 1) ? [] : [{ number: i + 1, order }]));
    const option = (number: number, text: string): TemplateResult =>
      html`<option value=${number} ?selected=${number === g}>${text}</option>`;
    return html`${this.field('p', say('p'), p, 3, 397)}
      <label class="field"
        ><span>g</span>
        <select .value=${String(g)} @change=${(e: Event) => this.choose({ g: (e.target as HTMLSelectElement).value })}>
          <optgroup label=${say('generators')}>${generators.map((one) => option(one, String(one)))}</optgroup>
          <optgroup label=${say('others')}>
            ${others.map(({ number, order }) => option(number, say('of_order', { number, order })))}
          </optgroup>
        </select></label
      >
      ${this.field('client-key', say('key_a'), client.private_key, 0, p - 2, 'client')}
      ${this.field('server-key', say('key_b'), server.private_key, 0, p - 2, 'server')}`;
  }

  // Another p has other generators, and its keys are of another length.
  protected override besides(name: string, value: string): Readonly<Record<string, string | null>> {
    return name === 'p'
      ? { p: value, g: null, 'client-key': null, 'server-key': null, 'second-client-key': null }
      : { [name]: value };
  }

  /** What the eavesdropper knows at this step: nothing but what was sent, until she has found a key. */
  private found({ eavesdropper }: Dhe): boolean {
    return this.mode !== 'tries' || this.at >= eavesdropper!.tries.length;
  }

  protected drawing(data: Dhe): TemplateResult {
    const { p, g, powers, client, server, eavesdropper, second_client: second } = data;
    const tries = this.mode === 'tries';
    const place = (n: number, r = radius): [number, number] => {
      const angle = (2 * Math.PI * (n - 1)) / (p - 1) - Math.PI / 2;
      return [middle + r * Math.cos(angle), middle + r * Math.sin(angle)];
    };
    const size = Math.max(1.8, Math.min(15, (Math.PI * radius * 0.8) / (p - 1)));
    const named = p <= mostNames;
    // The way begins at 1, which is g to the power of 0.
    const way = tries ? eavesdropper!.tries.slice(0, this.at) : [1, ...powers.slice(0, this.at)];
    const chords = way.slice(1).map((n, i) => {
      const [x1, y1] = place(way[i]!);
      const [x2, y2] = place(n);
      const now = i === way.length - 2;
      return svg`<line class="path ${now ? 'now' : ''} ${tries ? 'tried' : ''}" x1=${x1} y1=${y1} x2=${x2} y2=${y2} />`;
    });
    const now = this.at > 0 || !tries ? way.at(-1) : undefined;
    const seen = new Set(way);
    const dots = Array.from({ length: p - 1 }, (_, i) => {
      const n = i + 1;
      const [x, y] = place(n);
      const state = n === now ? 'now' : seen.has(n) ? (tries ? 'tried' : 'seen') : '';
      return svg`<circle class="dot ${state}" cx=${x} cy=${y} r=${size} />${
        named
          ? svg`<text class="${n === now ? 'now' : ''} ${size < 11 ? 'small' : ''}" x=${x} y=${y}>${n}</text>`
          : nothing
      }`;
    });
    const signs: [Sign, string, number][] = [
      ['client', 'A', client.public_key],
      ['server', 'B', server.public_key],
      ...(second ? [['client', 'C', second.public_key] as [Sign, string, number]] : []),
      ...(this.found(data) ? [['secret', 's', client.shared_secret!] as [Sign, string, number]] : []),
    ];
    const ring = size + 4;
    const marks = signs.map(([sign, , n]) => mark(sign, ...place(n), ring));
    const labels = signs.map(([sign, name, n], i): SVGTemplateResult => {
      // Signs at the same number stand one behind the other.
      const before = signs.slice(0, i).filter(([, , other]) => other === n).length;
      const [x, y] = place(n, radius + ring + 13 + 20 * before);
      return svg`<text class=${sign} x=${x} y=${y}>${name}</text>`;
    });
    const words = say('picture_powers', { p, last: p - 1, g, A: client.public_key, B: server.public_key });
    return html`<svg viewBox="0 0 460 460" role="img" aria-label=${words}>
      <circle class="ring" cx=${middle} cy=${middle} r=${radius} />
      ${chords} ${dots} ${marks} ${labels}
    </svg>`;
  }

  protected told(data: Dhe): string[] {
    return this.mode === 'tries' ? this.toldTries(data) : this.toldWalk(data);
  }

  private toldWalk({ p, g, powers, products, order, client, server }: Dhe): string[] {
    const k = Math.min(this.at, order);
    if (k === 0) return [say('start_powers', { g, p }), this.exchange({ client, server, g, p })];
    const power = powers[k - 1]!;
    const left = `${g}${sup(k)} = `;
    const product = products[k - 1]!;
    const reduced = product === power ? '' : ` = ${power}`;
    const lines = [k === 1 ? left + power : `${left}${powers[k - 2]!} · ${g} = ${product}${reduced} (mod\u00a0${p})`];
    if (k === client.private_key) lines.push(say('is_a', { k, power }));
    if (k === server.private_key) lines.push(say('is_b', { k, power }));
    if (k === order) lines.push(say('closed', { g, order, all: p - 1 }));
    return lines;
  }

  private exchange({ client, server, g, p }: Pick<Dhe, 'client' | 'server' | 'g' | 'p'>): string {
    return say('exchange_powers', {
      A: `${g}${sup(client.private_key)} = ${client.public_key}`,
      B: `${g}${sup(server.private_key)} = ${server.public_key}`,
      s: `${server.public_key}${sup(client.private_key)} = ${client.public_key}${sup(server.private_key)} = ${client.shared_secret!}`,
      p,
    });
  }

  private toldTries({ p, g, client, server, eavesdropper, second_client: second }: Dhe): string[] {
    const { tries, found, private_key: key, shared_secret: secret, second_shared_secret: other } = eavesdropper!;
    const A = client.public_key;
    const B = server.public_key;
    if (this.at === 0) return [say('start_tries', { p, g, A, B })];
    const x = Math.min(this.at, tries.length) - 1;
    const line = `${g}${sup(x)} = ${tries[x]!} (mod\u00a0${p})`;
    if (x < tries.length - 1) {
      const name = tries[x] === A ? 'A' : 'C';
      // With a key used twice she looks for that one alone.
      const unwanted = second && (tries[x] === A || tries[x] === second.public_key);
      return [line, unwanted ? say('not_wanted', { name }) : say('not_found')];
    }
    const base = found === 'client' ? B : A;
    return [
      line,
      say(found === 'client' ? 'found_a' : 'found_b', { key, count: tries.length }),
      say('broken', { s: `${base}${sup(key)} = ${secret!}`, p }),
      ...(second ? [say('broken_too', { s: `${second.public_key}${sup(key)} = ${other!}`, p })] : []),
    ];
  }

  protected table({ powers, products, order, g }: Dhe): { heads: readonly Key[]; rows: readonly Row[] } {
    return {
      heads: ['head_exponent', 'head_product', 'head_power'],
      rows: powers
        .slice(0, order)
        .map((power, i) => [i + 1, i === 0 ? String(g) : `${powers[i - 1]!} · ${g} = ${products[i]!}`, power]),
    };
  }
}

define('figure-powers', FigurePowers);
