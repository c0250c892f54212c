// Two ladders on one clock, as SVG. A flight fills its half round trip: its first message leaves when it begins, its last
// arrives when it ends. Hidden from screen readers, which have the same in sentences.
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { ui } from '../language/ui.js';
import { messageTitle } from '../prose/prose.js';
import { drawn, halves, sizeOf, type Measures, type Sent } from './flights.js';

const [top, margin, axis, gutter] = [30, 10, 30, 14];

/** twinLadders draws two measured connections, `width` pixels wide. */
export function twinLadders(sides: readonly [Measures, Measures], width: number): TemplateResult {
  const wide = width >= 520;
  const lane = Math.min(340, (width - axis - gutter) / 2);
  const slots = sides.map((side) => flightsOf(drawn(side)));
  const longest = Math.max(1, ...slots.flatMap((flights) => [...flights.values()].map((flight) => flight.length)));
  const pitch = wide ? 15 : 14;
  const unit = 2 * margin + 22 + pitch * (longest - 1);
  const ends = slots.map((flights) => Math.max(0, ...flights.keys()) + 1);
  const end = Math.max(...ends);
  const height = top + end * unit + 26;
  const y = (time: number): number => top + time * unit;
  return html`<svg
    class=${wide ? '' : 'narrow'}
    width=${axis + 2 * lane + gutter}
    height=${height}
    aria-hidden="true"
    focusable="false"
  >
    ${Array.from({ length: end + 1 }, (_, time) => grid(time, y(time), axis + 2 * lane + gutter))}
    ${sides.map((side, i) => ladder(side, slots[i]!, ends[i]!, axis + i * (lane + gutter), lane, y, pitch))}
  </svg>`;
}

function flightsOf(sent: readonly Sent[]): Map<number, Sent[]> {
  const flights = new Map<number, Sent[]>();
  for (const one of sent) flights.set(one.time, [...(flights.get(one.time) ?? []), one]);
  return flights;
}

const grid = (time: number, y: number, width: number): SVGTemplateResult =>
  svg`<path class=${time % 2 === 0 ? 'grid whole' : 'grid'} d="M${axis - 4} ${y}H${width}"/>
    <text class="time" x=${axis - 8} y=${y + 4} text-anchor="end">${halves(time)}</text>`;

function ladder(
  side: Measures,
  flights: ReadonlyMap<number, readonly Sent[]>,
  end: number,
  x: number,
  lane: number,
  y: (time: number) => number,
  pitch: number,
): SVGTemplateResult {
  const [left, right] = [x + 6, x + lane - 6];
  const { mayAsk, failed } = side;
  return svg`<g>
    ${mayAsk === null ? '' : svg`<rect class="wait" x=${left} y=${y(0)} width=${right - left} height=${mayAsk * (y(1) - y(0))}/>`}
    <text class="role client" x=${left - 6} y="14">${ui('Role.client')}</text>
    <text class="role server" x=${right + 6} y="14" text-anchor="end">${ui('Role.server')}</text>
    <path class="life client" d="M${left} ${y(0) - 8}V${y(end) + 6}"/>
    <path class="life server" d="M${right} ${y(0) - 8}V${y(end) + 6}"/>
    ${[...flights].map(([time, flight]) =>
      flight.map((one, i) => {
        const begin = y(time) + margin + i * pitch;
        const last = y(time + 1) - margin - (flight.length - 1 - i) * pitch;
        return arrow(one, left, right, begin, last);
      }),
    )}
    ${mayAsk === null ? '' : mark(left, right, y(mayAsk))}
    ${failed === null ? '' : svg`<text class="failed" x=${(left + right) / 2} y=${y(end) + 18} text-anchor="middle">✗ ${failed}</text>`}
  </g>`;
}

// An arrow with its name along it, and its size where there is room. The longer the message, the thicker the line. What
// nobody reads ends in the middle, with a cross.
function arrow({ message, arrived }: Sent, left: number, right: number, y1: number, y2: number): SVGTemplateResult {
  const forward = message.by === 'client';
  const [x1, x2] = forward ? [left + 3, right - 3] : [right - 3, left + 3];
  const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const [ex, ey] = arrived ? [x2, y2] : [mx, my];
  const angle = (Math.atan2(y2 - y1, Math.abs(x2 - x1)) * 180) / Math.PI;
  const turn = forward ? angle : -angle;
  const [title, size] = [messageTitle(message), sizeOf(message)];
  const label = `${title} · ${size} B`;
  const fits = label.length * 5.6 < Math.abs(x2 - x1);
  const thick = 1.2 + Math.min(4.8, size / 300);
  return svg`<g class="arrow ${message.epoch}">
    <path class="line" stroke-width=${thick} d="M${x1} ${y1}L${ex} ${ey}"/>
    ${
      arrived
        ? svg`<path class="head" d="M${ex} ${ey}l-8 -4v8z" transform="rotate(${forward ? angle : 180 - angle} ${ex} ${ey})"/>`
        : svg`<path class="cross" d="M${mx - 4} ${my - 4}l8 8m0 -8l-8 8"/>`
    }
    <text x=${mx} y=${my - 2 - thick / 2} text-anchor="middle" transform="rotate(${turn} ${mx} ${my})">${fits ? label : title}</text>
  </g>`;
}

// Where the client may first send its data.
const mark = (left: number, right: number, y: number): SVGTemplateResult =>
  svg`<g class="mark">
    <path d="M${left} ${y}H${right}"/>
    <path class="flag" d="M${left} ${y - 6}l9 6l-9 6z"/>
    <text x=${(left + right) / 2 + 4} y=${y + 4} text-anchor="middle">${ui('compare.mark')}</text>
  </g>`;
