// The lines of the ladder as SVG: lifelines, arrows, marks and the bars of the secrets.
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { ui } from '../language/ui.js';
import { valueName } from '../prose/prose.js';
import type { Beat } from '../trace/beats.js';
import type { TraceModel } from '../trace/model.js';
import type { Role } from '../trace/types.js';
import type { Arrow, Bar, Layout, Row, Trip } from './layout.js';

export interface Geometry {
  readonly width: number;
  readonly wide: boolean;
  /** x of the two lifelines. */
  readonly left: number;
  readonly right: number;
  /** Width of the texts outside the bars, and how far they stand from the lifelines. */
  readonly label: number;
  readonly gap: number;
  readonly pitch: number;
  readonly arrowHeight: number;
  readonly rowHeight: number;
}

/** geometryOf divides the width among texts, bars and wire. */
export function geometryOf(width: number, tracks: number): Geometry {
  const wide = width >= 520;
  const pitch = wide ? 8 : 4;
  const bars = tracks * pitch + (wide ? 16 : 9);
  const wire = wide ? Math.min(380, width * 0.38) : Math.max(122, width * 0.34);
  // At the edge of the client round trips are marked.
  const edge = wide ? 20 : 9;
  const left = Math.round((width - wire + edge - 6) / 2);
  return {
    width,
    wide,
    left,
    right: Math.round(left + wire),
    label: Math.min(230, left - bars - edge),
    gap: bars,
    pitch,
    arrowHeight: wide ? 50 : 46,
    rowHeight: wide ? 27 : 30,
  };
}

/** Band is the part of a long ladder that is drawn, from one height to another. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

/** within tells whether something is in a band. */
export const within = ({ from, to }: Band, top: number, bottom: number): boolean => bottom >= from && top <= to;

/**
 * drawing gives the SVG under the stops. It is hidden from screen readers, which read the stops. What a step does not
 * change is not drawn anew.
 */
export function drawing(
  model: TraceModel,
  layout: Layout,
  geometry: Geometry,
  current: Beat,
  band: Band = { from: 0, to: layout.height },
): TemplateResult {
  const reached = reachedAt(layout, current);
  const at = (beat: Beat | null): number =>
    beat === null || beat.index > current.index ? 0 : beat === current ? 2 : 1;
  const { from } = band;
  const to = Math.min(band.to, layout.height);
  const rows = layout.rows.filter((row) => within(band, row.y, row.y + row.height));
  const bars = layout.bars.filter((bar) => within(band, bar.top, bar.bottom + 8));
  const arrows = layout.arrows.filter((arrow) => within(band, arrow.y - 30, arrow.taken + 30));
  const trips = layout.trips.filter((trip) => within(band, trip.top, trip.bottom));
  return html`<svg
    width=${geometry.width}
    height=${to - from}
    viewBox="0 ${from} ${geometry.width} ${to - from}"
    aria-hidden="true"
    focusable="false"
  >
    ${lifeline('client', geometry.left, layout, reached)} ${lifeline('server', geometry.right, layout, reached)}
    ${rows.map((row, i) => (row.beat.kind === 'connection' && rows[i - 1]?.beat.kind !== 'connection' ? separator(row, geometry) : ''))}
    ${trips.map((trip) => guard([trip, geometry, at(trip.received) > 0], () => bracket(trip, geometry, at(trip.received) > 0)))}
    ${bars.map((bar) => {
      const end = barEnd(bar, current, reached);
      return guard([bar, geometry, end], () => secretBar(bar, geometry, end));
    })}
    ${arrows.map((arrow) =>
      guard([arrow, geometry, at(arrow.sent), at(arrow.received)], () => messageArrow(model, arrow, geometry, current)),
    )}
    ${rows.map((row) => guard([row, geometry, at(row.beat)], () => mark(row, geometry, at(row.beat))))}
  </svg>`;
}

// How far down each side has come.
function reachedAt({ rows }: Layout, current: Beat): Record<Role, number> {
  const reached = { client: 0, server: 0 };
  for (const row of rows) {
    if (row.beat.index > current.index) break;
    reached[row.lane] = row.y + row.height;
  }
  return reached;
}

// Where another connection begins.
const separator = (row: Row, g: Geometry): SVGTemplateResult =>
  svg`<path class="another" d="M8 ${row.y - 1}H${g.width - 8}"/>`;

const clear = { client: 'lane-client', server: 'lane-server' };

function lifeline(role: Role, x: number, layout: Layout, reached: Record<Role, number>): SVGTemplateResult {
  return svg`<path class="life" d="M${x} 6V${layout.height - 6}"/>
    <path class="life ${clear[role]}" d="M${x} 6V${Math.max(6, reached[role])}"/>`;
}

// A bracket at the edge of the side that asks: it asks at its top and has the first of the answer at its bottom.
function bracket(trip: Trip, g: Geometry, reached: boolean): SVGTemplateResult {
  const inward = trip.of === 'client' ? 1 : -1;
  const out = g.gap + g.label + (g.wide ? 5 : 2);
  const x = trip.of === 'client' ? g.left - out : g.right + out;
  const long = trip.bottom - trip.top > 80;
  const middle = (trip.top + trip.bottom) / 2;
  const name = ui('ladder.trip', { number: trip.number });
  return svg`<g class="trip ${reached ? '' : 'later'}">
    <title>${name}</title>
    <path d="M${x + 5 * inward} ${trip.top}q${-5 * inward} 0 ${-5 * inward} 5V${trip.bottom - 5}q0 5 ${5 * inward} 5"/>
    ${
      g.wide
        ? svg`<text x=${x - 4 * inward} y=${middle} text-anchor="middle" transform="rotate(${-90 * inward} ${x - 4 * inward} ${middle})">${long ? name : trip.number}</text>`
        : ''
    }
  </g>`;
}

// How far a bar is filled: null before its value is there. A negative end is where the value was discarded.
function barEnd(bar: Bar, current: Beat, reached: Record<Role, number>): number | null {
  if (current.now < bar.bornAt) return null;
  if (bar.diesAt !== null && current.now >= bar.diesAt) return -bar.bottom;
  return Math.min(bar.bottom, Math.max(bar.top + 6, reached[bar.value.by]));
}

function secretBar(bar: Bar, g: Geometry, end: number | null): SVGTemplateResult {
  const role = bar.value.by;
  const offset = (g.wide ? 10 : 6) + bar.track * g.pitch;
  const thick = g.wide ? 5 : 3;
  const x = role === 'client' ? g.left - offset - thick : g.right + offset;
  const dead = end !== null && end < 0;
  const cx = x + thick / 2;
  const c = g.wide ? 4 : 2.5;
  return svg`<g class="bar ${bar.tone} ${bar.value.veiled ? 'ghost' : ''}">
    <title>${valueName(bar.value.name)}</title>
    <rect class="later" x=${x} y=${bar.top} width=${thick} height=${bar.bottom - bar.top} rx=${thick / 2}/>
    ${end === null ? '' : svg`<rect x=${x} y=${bar.top} width=${thick} height=${Math.abs(end) - bar.top} rx=${thick / 2}/>`}
    ${
      bar.diesAt === null
        ? ''
        : svg`<path class=${dead ? 'cross' : 'cross later'} d="M${cx - c} ${bar.bottom}l${2 * c} ${2 * c}m0 ${-2 * c}l${-2 * c} ${2 * c}"/>`
    }
  </g>`;
}

// An arrow reaches the middle of the wire when its message is sent, and the other side when it is received. One that has
// to wait runs down beside the lifeline until it is taken.
function messageArrow(model: TraceModel, arrow: Arrow, g: Geometry, current: Beat): SVGTemplateResult {
  const message = (arrow.sent ?? arrow.received)!.message!;
  const forward = arrow.from === 'client';
  const d = forward ? -1 : 1;
  const { y, taken } = arrow;
  const x1 = forward ? g.left + 5 : g.right - 5;
  const x2 = forward ? g.right - 5 : g.left + 5;
  const sent = arrow.sent !== null && arrow.sent.index <= current.index;
  const received = arrow.received !== null && arrow.received.index <= current.index;
  const waits = taken > y;
  const here = current === arrow.sent || (current === arrow.received && !waits);
  const mx = (x1 + x2) / 2;
  // What becomes of a message is not known where the other side is not in the trace.
  const told = model.plays(forward ? 'server' : 'client');
  const lost = told && arrow.sent !== null && arrow.received === null && !model.counterpart(message.id);
  const half = told && sent && !received;
  const xw = x2 + d * ((g.wide ? 17 : 13) + arrow.track * (g.wide ? 8 : 5));
  // From the line to where it waits, down, and into the lifeline.
  const down = `H${xw + d * 6}q${-d * 6} 0 ${-d * 6} 6V${taken - 6}q0 6 ${-d * 6} 6H${x2 + d * 6}`;
  const head = (x: number, at: number): string => `M${x} ${at}l${9 * d} -5v10z`;
  const line = half ? `M${x1} ${y}H${mx + 6 * d}` : waits ? `M${x1} ${y}H${xw + d * 6}` : `M${x1} ${y}H${x2 + 6 * d}`;
  return svg`<g class="arrow ${message.epoch} ${here ? 'here' : ''} ${sent || received ? '' : 'later'}">
    ${here ? svg`<rect class="glow" x=${g.left + 8} y=${y - 24} width=${g.right - g.left - 16} height=48 rx="9"/>` : ''}
    ${half ? svg`<path class="rest" d="M${mx} ${y}${waits ? down : `H${x2}`}"/>` : ''}
    <path class="line" d=${line}/>
    ${waits && !half ? svg`<path class="wait" d="M${xw + d * 6} ${y}${down}"/>` : ''}
    <path class="head" d=${half ? head(mx, y) : head(x2, taken)}/>
    ${lost && sent ? svg`<path class="cross" d="M${mx - 5} ${y - 5}l10 10m0 -10l-10 10"/>` : ''}
  </g>`;
}

function mark(row: Row, g: Geometry, at: number): SVGTemplateResult {
  const x = row.lane === 'client' ? g.left : g.right;
  const here = at === 2;
  const state = here ? 'here' : at === 1 ? '' : 'later';
  return svg`<circle class="mark ${row.lane} ${state} ${/fatal|failed/.test(row.beat.kind) ? 'bad' : ''}" cx=${x} cy=${row.middle} r=${here ? 6 : row.beat.message ? 3.5 : 3}/>`;
}
