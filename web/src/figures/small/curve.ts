// <figure-curve>: all points of a small curve, and the way of G, 2G, 3G … through them, each addition with its line.
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { define } from '../../styles/define.js';
import { mark, type Sign } from './marks.js';
import { SmallFigure, type Mode, type Row } from './small-figure.js';
import type { Addition, Ecdhe, Leak, Point } from './types.js';
import { say, type Key } from './words.js';
import { wrappedLine } from './wrapped-line.js';

const edge = 400;
const margin = 34;

const pair = (point: Point): string => (point ? `(${point[0]}, ${point[1]})` : 'O');
const same = (a: Point, b: Point): boolean => a?.[0] === b?.[0] && a?.[1] === b?.[1];

class FigureCurve extends SmallFigure<Ecdhe> {
  protected readonly command = 'ecdhe';
  protected readonly modes: readonly Mode[] = [
    { id: 'walk', name: 'mode_walk' },
    { id: 'tries', name: 'mode_tries' },
    { id: 'off', name: 'mode_off' },
  ];

  protected last({ order, eavesdropper, off_curve: off }: Ecdhe): number {
    return off ? off.sent.length + 1 : this.mode === 'tries' ? (eavesdropper?.tries.length ?? 0) : order;
  }

  protected controls({
    p,
    a,
    b,
    base,
    points,
    point_orders: orders,
    order,
    client,
    server,
    off_curve: off,
  }: Ecdhe): TemplateResult {
    return html`${this.field('p', say('p'), p, 5, 97)} ${this.field('a', 'a', a, 0, p - 1)}
      ${this.field('b', 'b', b, 0, p - 1)}
      <label class="field"
        ><span>G</span>
        <select
          @change=${(e: Event) => this.choose({ base: (e.target as HTMLSelectElement).value, 'client-key': null, 'server-key': null, 'second-client-key': null })}
        >
          ${points.map(
            (point, i) =>
              html`<option value=${point.join(',')} ?selected=${same(point, base)}>
                ${say('of_order', { number: pair(point), order: orders[i]! })}
              </option>`,
          )}
        </select></label
      >
      ${off ? nothing : this.field('client-key', say('key_client_d'), client.private_key, 0, order - 1, 'client')}
      ${this.field('server-key', say('key_server_d'), server.private_key, 0, order - 1, 'server')}`;
  }

  // Another curve has other points.
  protected override besides(name: string, value: string): Readonly<Record<string, string | null>> {
    if (!['p', 'a', 'b'].includes(name)) return { [name]: value };
    return {
      [name]: value,
      base: null,
      'off-curve': null,
      'client-key': null,
      'server-key': null,
      'second-client-key': null,
    };
  }

  // The k-th multiple of G.
  private multiple({ base, walk }: Ecdhe, k: number): Point {
    return k === 0 ? null : k === 1 ? base : walk[k - 2]!.sum;
  }

  private leak({ off_curve: off }: Ecdhe): Leak | undefined {
    return off?.sent[this.at - 1];
  }

  protected drawing(data: Ecdhe): TemplateResult {
    const { p, a, b, points, client, server, off_curve: off, eavesdropper, base } = data;
    const cell = edge / p;
    // Rows go upwards, as on paper.
    const at = (x: number, y: number): [number, number] => [margin + (x + 0.5) * cell, 8 + edge - (y + 0.5) * cell];
    // The point at infinity stands outside.
    const place = (point: Point): [number, number] => (point ? at(...point) : [margin + edge + 22, 20]);
    const size = Math.max(2, Math.min(8, cell * 0.34));
    const k = this.at;
    const tries = this.mode === 'tries';
    const leak = this.leak(data);
    const now: Point | undefined = off
      ? undefined
      : tries
        ? k > 0
          ? (eavesdropper?.tries[Math.min(k, eavesdropper.tries.length) - 1] ?? null)
          : undefined
        : k > 0
          ? this.multiple(data, k)
          : undefined;
    const reached = new Set(
      off
        ? []
        : tries
          ? (eavesdropper?.tries.slice(0, k) ?? []).map(pair)
          : Array.from({ length: k }, (_, i) => pair(this.multiple(data, i + 1))),
    );
    const dot = (point: Point): SVGTemplateResult => {
      const [x, y] = place(point);
      const name = pair(point);
      const state =
        now !== undefined && name === pair(now) ? 'now' : reached.has(name) ? (tries ? 'tried' : 'seen') : '';
      return svg`<circle class="dot ${state}" cx=${x} cy=${y} r=${point ? size : 9} />${
        point ? nothing : svg`<text class="small ${state}" x=${x} y=${y}>O</text>`
      }`;
    };
    const addition = !off && !tries && k >= 2 ? data.walk[k - 2] : undefined;
    const known = !off && (!tries || k >= (eavesdropper?.tries.length ?? 0));
    const signs: [Sign, string, Point][] = off
      ? [['server', 'B', server.public_key], ...(leak ? [['sent', '', leak.point] as [Sign, string, Point]] : [])]
      : [
          ['client', 'A', client.public_key],
          ['server', 'B', server.public_key],
          ...(known ? [['secret', 'S', this.sharedPoint(data)] as [Sign, string, Point]] : []),
        ];
    const ring = size + 4;
    const marks = signs.map(([sign, name, point], i) => {
      const [x, y] = place(point);
      const before = signs.slice(0, i).filter(([, , other]) => same(other, point)).length;
      return svg`${mark(sign, x, y, point ? ring : 13)}<text class=${sign} x=${x + ring + 8 + 14 * before} y=${y - ring - 4}>${name}</text>`;
    });
    const [gx, gy] = place(base);
    return html`<svg
      class="points"
      viewBox="0 0 480 448"
      role="img"
      aria-label=${say('picture_curve', { p, a, b, count: points.length })}
    >
      ${this.ruled(p, cell)}
      ${leak ? leak.points.map(([x, y]) => svg`<path class="dot other" d=${triangle(at(x, y), size)} />`) : nothing}
      ${addition ? this.addedLine(p, addition, at, place) : nothing} ${points.map(dot)} ${dot(null)}
      ${signs.some(([, , point]) => same(point, base)) ? nothing : svg`<text x=${gx - ring - 6} y=${gy - ring - 2}>G</text>`}
      ${marks}
    </svg>`;
  }

  private sharedPoint({ client }: Ecdhe): Point {
    return (client as unknown as { shared_point: Point }).shared_point;
  }

  private ruled(p: number, cell: number): SVGTemplateResult[] {
    const every = p <= 23 ? 1 : p <= 61 ? 5 : 10;
    return Array.from({ length: p }, (_, i) => i)
      .filter((i) => i % every === 0)
      .map((i) => {
        const middle = (i + 0.5) * cell;
        const y = 8 + edge - middle;
        return svg`<path class="grid" d="M${margin + middle} 8V${8 + edge}M${margin} ${y}H${margin + edge}" />
          <text class="small" x=${margin + middle} y=${edge + 24}>${i}</text>
          <text class="small" x=${margin - 14} y=${y}>${i}</text>`;
      });
  }

  // The line through two points, round the torus, and the fall from where it meets the curve to the opposite point.
  private addedLine(
    p: number,
    { first, third, sum, right = 0, up, down }: Addition,
    at: (x: number, y: number) => [number, number],
    place: (point: Point) => [number, number],
  ): SVGTemplateResult {
    const strokes = wrappedLine(p, first!, right, up ?? -down!).map(({ x1, y1, x2, y2 }) => {
      const [[ax, ay], [bx, by]] = [at(x1, y1), at(x2, y2)];
      return svg`<line class="path line" x1=${ax} y1=${ay} x2=${bx} y2=${by} />`;
    });
    if (!third || !sum) return svg`${strokes}`;
    const [[ax, ay], [bx, by]] = [place(third), place(sum)];
    return svg`${strokes}<line class="path fall" x1=${ax} y1=${ay} x2=${bx} y2=${by} />`;
  }

  protected told(data: Ecdhe): string[] {
    if (data.off_curve) return this.toldOff(data);
    if (this.mode === 'tries') return this.toldTries(data);
    const { order, client, server, p, a, b, group_order: all } = data;
    const k = Math.min(this.at, order);
    if (k === 0) return [say('start_curve', { p, a, b, count: all }), this.exchange(data)];
    const lines = k === 1 ? [say('is_base', { point: pair(data.base) })] : this.toldAddition(data, data.walk[k - 2]!);
    const point = pair(this.multiple(data, k));
    if (k === client.private_key) lines.push(say('is_a', { k, power: point }));
    if (k === server.private_key) lines.push(say('is_b', { k, power: point }));
    if (k === order) lines.push(say('closed_curve', { order, all }));
    return lines;
  }

  private exchange({ client, server, ...data }: Ecdhe): string {
    return say('exchange_curve', {
      A: `${client.private_key} · G = ${pair(client.public_key)}`,
      B: `${server.private_key} · G = ${pair(server.public_key)}`,
      S: `${client.private_key} · B = ${server.private_key} · A = ${pair(this.sharedPoint({ ...data, client, server }))}`,
      s: client.shared_secret ?? '–',
    });
  }

  private toldAddition({ a, p }: Ecdhe, { k, first, second, sum, line, ...step }: Addition): string[] {
    const head = `${k}G = ${k - 1}G + G = ${pair(first)} + ${pair(second)} = ${pair(sum)}`;
    if (line === 'vertical') return [head, say('opposite')];
    if (!first || !second || !sum) return [head];
    const [x1, y1] = first;
    const [x2, y2] = second;
    const slope = line === 'chord' ? `(${y2} − ${y1}) / (${x2} − ${x1})` : `(3 · ${x1}² + ${a}) / (2 · ${y1})`;
    const { numerator, denominator, inverse, slope: m } = step;
    return [
      head,
      `${say(line === 'chord' ? 'chord' : 'tangent')} λ = ${slope} = ${numerator!} / ${denominator!} = ${numerator!} · ${inverse!} = ${m!} (mod\u00a0${p})`,
      `x = λ² − x₁ − x₂ = ${m!}² − ${x1} − ${x2} = ${sum[0]} (mod\u00a0${p})`,
      `y = λ · (x₁ − x) − y₁ = ${m!} · (${x1} − ${sum[0]}) − ${y1} = ${sum[1]} (mod\u00a0${p})`,
    ];
  }

  private toldTries({ p, client, server, base, eavesdropper }: Ecdhe): string[] {
    if (!eavesdropper) return [];
    const { tries, found, private_key: key, shared_secret: secret } = eavesdropper;
    if (this.at === 0)
      return [say('start_multiples', { p, G: pair(base), A: pair(client.public_key), B: pair(server.public_key) })];
    const k = Math.min(this.at, tries.length) - 1;
    const line = `${k} · G = ${pair(tries[k]!)}`;
    if (k < tries.length - 1) return [line, say('not_found')];
    return [
      line,
      say(found === 'client' ? 'found_a' : 'found_b', { key, count: tries.length }),
      say('broken_curve', { S: pair(this.sharedPoint({ client } as Ecdhe)), s: secret ?? '–' }),
    ];
  }

  private toldOff(data: Ecdhe): string[] {
    const off = data.off_curve!;
    const leak = this.leak(data);
    if (leak) {
      const { point, left, right, b, order, answer, residue } = leak;
      return [
        say('sends', { point: pair(point) }),
        say('not_on', { x: point[0], y: point[1], left, right, a: data.a, own: data.b, p: data.p }),
        say('lies_on', { b, order }),
        answer === null ? say('leaks_zero', { order }) : say('leaks', { answer, order, residue: `±${residue}` }),
      ];
    }
    if (this.at === 0) return [say('start_off', { B: pair(data.server.public_key) })];
    return [
      say('together', { modulus: off.modulus, candidates: off.candidates.join(', ') }),
      say('tried', { tried: off.tried.join(', '), B: pair(data.server.public_key) }),
      say('key_found', { key: off.private_key ?? '–' }),
    ];
  }

  protected table(data: Ecdhe): { heads: readonly Key[]; rows: readonly Row[] } {
    return {
      heads: ['head_multiple', 'head_slope', 'head_point'],
      rows: Array.from({ length: data.order }, (_, i) => [
        `${i + 1}G`,
        i === 0 ? '' : (data.walk[i - 1]!.slope ?? '–'),
        pair(this.multiple(data, i + 1)),
      ]),
    };
  }
}

const triangle = ([x, y]: [number, number], r: number): string => `M${x} ${y - r}L${x + r} ${y + r}H${x - r}Z`;

define('figure-curve', FigureCurve);
