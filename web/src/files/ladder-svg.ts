// The ladder as a picture that stands by itself: the drawing of the page in its light colours, with its texts as texts.
// Styles are resolved to attributes, so that nothing outside the picture is needed.
import { adoptStyles, render } from 'lit';
import { drawing, geometryOf, type Geometry } from '../ladder/drawing.js';
import { barTone, captionsOf } from '../ladder/labels.js';
import { ladderStyles } from '../ladder/ladder-view.styles.js';
import { layOut, type Layout } from '../ladder/layout.js';
import { ui } from '../language/ui.js';
import { beatWords, bytesText, epochName, messageTitle, RoleName, roleName } from '../prose/prose.js';
import { tokens } from '../styles/tokens.js';
import type { TraceModel } from '../trace/model.js';

const svgNamespace = 'http://www.w3.org/2000/svg';
const width = 860;
const headHeight = 62;
const sizes = { arrow: 50, row: 27, line: 19 };
const resolved = [
  'font-size',
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'opacity',
] as const;
const usual: Readonly<Record<string, string>> = {
  fill: 'rgb(0, 0, 0)',
  stroke: 'none',
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  opacity: '1',
};

export interface LadderPicture {
  readonly element: SVGSVGElement;
  readonly width: number;
  readonly height: number;
  /** Heights at which the picture can be cut without cutting through a stop. */
  readonly cuts: readonly number[];
}

type Attributes = Readonly<Record<string, string | number>>;

function make(tag: string, attributes: Attributes, ...content: readonly (Node | string)[]): SVGElement {
  const element = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...content);
  return element;
}

/** titleOf says in a line which handshake a trace is of. */
export function titleOf(model: TraceModel): string {
  const { client, server } = model.trace.outcome;
  const agreed = [client, server].find((side) => side?.version !== undefined);
  const what = agreed
    ? [agreed.version, agreed.cipher_suite, agreed.group].filter((text) => text).join(' · ')
    : ui('picture.handshake');
  const alert = client?.alert ?? server?.alert ?? null;
  return alert === null ? what : ui('picture.ended', { what, alert });
}

/** ladderPicture draws the whole ladder, as it stands at the last step. */
export function ladderPicture(model: TraceModel): LadderPicture {
  const captions = captionsOf(model, true);
  const layout = layOut(model, sizes, (beat) => (captions.has(beat) ? 1 : 0));
  const geometry = geometryOf(width, layout.tracks);
  const height = layout.height + headHeight;
  const element = document.createElementNS(svgNamespace, 'svg');
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' }))
    element.setAttribute(name, String(value));
  const title = make('title', {}, ui('picture.title', { title: titleOf(model) }));
  const describe = make('desc', {}, ui('picture.text', { messages: messageNames(model).join(', ') }));

  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  adoptStyles(root, [tokens, ladderStyles]);
  host.style.setProperty('position', 'absolute');
  host.style.setProperty('visibility', 'hidden');
  document.body.append(host);
  try {
    // A beat that is not in the model: all has happened, and no stop is the current one.
    render(drawing(model, layout, geometry, { ...model.beats.at(-1)! }), root);
    const colour = colours(host);
    const drawn = make('g', { transform: `translate(0 ${headHeight})` });
    for (const child of root.querySelector('svg')!.children) drawn.append(literal(child));
    drawn.append(...labels(model, layout, geometry, captions, colour));
    element.append(
      title,
      describe,
      make('rect', { width, height, fill: colour('--panel') }),
      ...head(model, geometry, colour),
      drawn,
    );
    element.setAttribute('font-family', "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif");
  } finally {
    host.remove();
  }
  return { element, width, height, cuts: cutsOf(layout).map((y) => y + headHeight) };
}

/** svgText writes a picture as a document. */
export const svgText = (picture: LadderPicture): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture.element)}\n`;

type Colour = (token: string) => string;

const colours = (host: Element): Colour => {
  const style = getComputedStyle(host);
  return (token) => style.getPropertyValue(token).trim();
};

const hexColour = (value: string): string =>
  value.replace(/^rgb\((\d+), (\d+), (\d+)\)$/, (_, ...parts: string[]) =>
    parts.slice(0, 3).reduce((text, part) => text + Number(part).toString(16).padStart(2, '0'), '#'),
  );

// A copy of what was drawn, with its styles as attributes and without its classes.
function literal(source: Element): SVGElement {
  const attributes: Record<string, string> = {};
  for (const { name, value } of source.attributes) if (name !== 'class') attributes[name] = value;
  const shape = !/^(g|title)$/.test(source.localName);
  const worded = /^(title|text)$/.test(source.localName);
  if (source.localName !== 'title') {
    const style = getComputedStyle(source);
    for (const name of shape ? resolved : (['opacity'] as const)) {
      const value = style.getPropertyValue(name);
      if (
        value === usual[name] ||
        (name === 'font-size' && !worded) ||
        (name.startsWith('stroke-') && style.stroke === 'none')
      )
        continue;
      attributes[name] = /^(fill|stroke)$/.test(name) ? hexColour(value) : value.replaceAll('px', '');
    }
  }
  const text = worded ? [source.textContent ?? ''] : [];
  return make(source.localName, attributes, ...text, ...Array.from(source.children, literal));
}

function messageNames(model: TraceModel): string[] {
  return model.beats.flatMap(({ message }) => {
    if (!message || (message.direction === 'received' && model.counterpart(message.id))) return [];
    const from = message.direction === 'sent' ? message.by : message.by === 'client' ? 'server' : 'client';
    return [ui('picture.message', { message: messageTitle(message), from: roleName[from] })];
  });
}

function head(model: TraceModel, geometry: Geometry, colour: Colour): SVGElement[] {
  const lane = { y: 50, 'font-size': 15, 'font-weight': 650 };
  return [
    make('text', { x: 16, y: 22, 'font-size': 13, fill: colour('--soft') }, titleOf(model)),
    make('text', { ...lane, x: geometry.left, 'text-anchor': 'middle', fill: colour('--client') }, RoleName.client),
    make('text', { ...lane, x: geometry.right, 'text-anchor': 'middle', fill: colour('--server') }, RoleName.server),
  ];
}

function labels(
  model: TraceModel,
  layout: Layout,
  geometry: Geometry,
  captions: ReadonlyMap<unknown, string>,
  colour: Colour,
): SVGElement[] {
  const texts: SVGElement[] = [];
  const middle = (geometry.left + geometry.right) / 2;
  const write = (text: string, x: number, y: number, size: number, anchor: string, more: Attributes): void => {
    texts.push(make('text', { x, y, 'font-size': size, 'text-anchor': anchor, ...more }, text));
  };
  const ink = { fill: colour('--ink') };
  const tones: Readonly<Record<string, string>> = {
    early: '--app',
    handshake: '--hs',
    application: '--app',
    session: '--session',
    client: '--client',
    server: '--server',
  };
  for (const arrow of layout.arrows) {
    const message = (arrow.sent ?? arrow.received)!.message!;
    write(messageTitle(message), middle, arrow.y - 9, 13.5, 'middle', { ...ink, 'font-weight': 550 });
    const about = `${bytesText(message.bytes.length / 2)} · ${epochName[message.epoch]}`;
    write(about, middle, arrow.y + 19, 11.5, 'middle', { fill: colour('--soft') });
  }
  // One that waited is a stop of its own when it is taken.
  const level = new Set(
    layout.arrows.flatMap(({ sent, received, y, taken }) => (y === taken ? [sent, received] : [sent])),
  );
  for (const { beat, lane, y } of layout.rows) {
    const caption = captions.get(beat);
    if (caption !== undefined)
      write(caption, middle, y + 13, 11.5, 'middle', { fill: colour(tones[beat.message!.epoch] ?? '--ink') });
    if (level.has(beat)) continue;
    const client = lane === 'client';
    const bad = beat.kind === 'discard' || /fatal|failed/.test(beat.kind);
    const tone = bad ? '--bad' : (tones[barTone(beat, model.tls12) ?? ''] ?? '--ink');
    const x = client ? geometry.left - geometry.gap - 7 : geometry.right + geometry.gap + 7;
    const { short } = beatWords(beat, model);
    write(short, x, y + geometry.rowHeight / 2 + 4.5, 12.5, client ? 'end' : 'start', { fill: colour(tone) });
  }
  return texts;
}

// A height is a cut when no stop stands across it.
function cutsOf({ rows, arrows }: Layout): number[] {
  const spans = [
    ...rows.map(({ y, height }) => [y, y + height] as const),
    ...arrows.map(({ y, taken }) => [y - sizes.arrow / 2, Math.max(y + sizes.arrow / 2, taken)] as const),
  ];
  const ends = [...new Set(spans.map(([, end]) => end))].sort((a, b) => a - b);
  return ends.filter((y) => !spans.some(([from, to]) => from < y - 1 && to > y + 1));
}
