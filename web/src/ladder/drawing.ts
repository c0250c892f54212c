// The lines of the ladder as SVG: lifelines, arrows, marks and the bars of the secrets.
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { valueName } from '../prose/prose.js';
import type { Beat } from '../trace/beats.js';
import type { TraceModel } from '../trace/model.js';
import type { Role } from '../trace/types.js';
import type { Arrow, Bar, Layout, Row } from './layout.js';

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
  const pitch = wide ? 8 : 5;
  const bars = tracks * pitch + (wide ? 16 : 11);
  const wire = wide ? Math.min(300, width * 0.38) : Math.max(122, width * 0.34);
  const left = Math.round((width - wire) / 2);
  return {
    width,
    wide,
    left,
    right: width - left,
    label: Math.min(230, left - bars - 6),
    gap: bars,
    pitch,
    arrowHeight: wide ? 50 : 46,
    rowHeight: wide ? 27 : 30,
  };
}

/** drawing gives the SVG under the stops. It is hidden from screen readers, which read the stops. */
export function drawing(model: TraceModel, layout: Layout, geometry: Geometry, current: Beat): TemplateResult {
  const reached = { client: 0, server: 0 };
  for (const row of layout.rows) {
    if (row.beat.index <= current.index) reached[row.lane] = Math.max(reached[row.lane], row.y + row.height);
  }
  return html`<svg width=${geometry.width} height=${layout.height} aria-hidden="true" focusable="false">
    ${lifeline('client', geometry.left, layout, reached)} ${lifeline('server', geometry.right, layout, reached)}
    ${layout.rows.map((row) => (row.beat.kind === 'connection' && row.lane === 'client' ? separator(row, geometry) : ''))}
    ${layout.bars.map((bar) => secretBar(bar, geometry, current, reached))}
    ${layout.arrows.map((arrow) => messageArrow(model, arrow, geometry, current))}
    ${layout.rows.map((row) => mark(row, geometry, current))}
  </svg>`;
}

// Where another connection begins.
const separator = (row: Row, g: Geometry): SVGTemplateResult =>
  svg`<path class="another" d="M8 ${row.y - 1}H${g.width - 8}"/>`;

const clear = { client: 'lane-client', server: 'lane-server' };

function lifeline(role: Role, x: number, layout: Layout, reached: Record<Role, number>): SVGTemplateResult {
  return svg`<path class="life" d="M${x} 6V${layout.height - 6}"/>
    <path class="life ${clear[role]}" d="M${x} 6V${Math.max(6, reached[role])}"/>`;
}

function secretBar(bar: Bar, g: Geometry, current: Beat, reached: Record<Role, number>): SVGTemplateResult {
  const role = bar.value.by;
  const offset = (g.wide ? 10 : 7) + bar.track * g.pitch;
  const thick = g.wide ? 5 : 3.5;
  const x = role === 'client' ? g.left - offset - thick : g.right + offset;
  const born = current.now >= bar.bornAt;
  const dead = bar.diesAt !== null && current.now >= bar.diesAt;
  const end = dead ? bar.bottom : Math.min(bar.bottom, Math.max(bar.top + 6, reached[role]));
  const cx = x + thick / 2;
  const c = g.wide ? 4 : 3;
  return svg`<g class="bar ${bar.tone} ${bar.value.veiled ? 'ghost' : ''}">
    <title>${valueName(bar.value.name)}</title>
    <rect class="later" x=${x} y=${bar.top} width=${thick} height=${bar.bottom - bar.top} rx=${thick / 2}/>
    ${born ? svg`<rect x=${x} y=${bar.top} width=${thick} height=${end - bar.top} rx=${thick / 2}/>` : ''}
    ${
      bar.diesAt === null
        ? ''
        : svg`<path class=${dead ? 'cross' : 'cross later'} d="M${cx - c} ${bar.bottom}l${2 * c} ${2 * c}m0 ${-2 * c}l${-2 * c} ${2 * c}"/>`
    }
  </g>`;
}

// An arrow reaches the middle of the wire when its message is sent, and the other side when it is received.
function messageArrow(model: TraceModel, arrow: Arrow, g: Geometry, current: Beat): SVGTemplateResult {
  const message = (arrow.sent ?? arrow.received)!.message!;
  const forward = arrow.from === 'client';
  const x1 = forward ? g.left + 5 : g.right - 5;
  const x2 = forward ? g.right - 5 : g.left + 5;
  const sent = arrow.sent !== null && arrow.sent.index <= current.index;
  const received = arrow.received !== null && arrow.received.index <= current.index;
  const here = current === arrow.sent || current === arrow.received;
  const mx = (x1 + x2) / 2;
  const my = (arrow.y1 + arrow.y2) / 2;
  const lost = arrow.sent !== null && arrow.received === null && !model.counterpart(message.id);
  const endX = received || !sent ? x2 : mx;
  const endY = received || !sent ? arrow.y2 : my;
  const d = forward ? -1 : 1;
  const head = (x: number, y: number): string => `M${x} ${y}l${9 * d} -5v10z`;
  return svg`<g class="arrow ${message.epoch} ${here ? 'here' : ''} ${sent || received ? '' : 'later'}">
    ${here ? svg`<rect class="glow" x=${g.left + 8} y=${Math.min(arrow.y1, arrow.y2) - 24} width=${g.right - g.left - 16} height=${48 + Math.abs(arrow.y2 - arrow.y1)} rx="9"/>` : ''}
    ${sent && !received ? svg`<path class="rest" d="M${mx} ${my}L${x2} ${arrow.y2}"/>` : ''}
    <path class="line" d="M${x1} ${arrow.y1}L${endX + 6 * d} ${endY}"/>
    <path class="head" d=${head(endX, endY)}/>
    ${lost && sent ? svg`<path class="cross" d="M${mx - 5} ${my - 5}l10 10m0 -10l-10 10"/>` : ''}
  </g>`;
}

function mark(row: Row, g: Geometry, current: Beat): SVGTemplateResult {
  const x = row.lane === 'client' ? g.left : g.right;
  const y = row.beat.message ? row.y + row.height - g.arrowHeight / 2 : row.y + g.rowHeight / 2;
  const here = row.beat === current;
  const state = here ? 'here' : row.beat.index <= current.index ? '' : 'later';
  return svg`<circle class="mark ${row.lane} ${state} ${/fatal|failed/.test(row.beat.kind) ? 'bad' : ''}" cx=${x} cy=${y} r=${here ? 6 : row.beat.message ? 3.5 : 3}/>`;
}
