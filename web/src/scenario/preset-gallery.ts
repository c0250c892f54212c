// <preset-gallery>: the examples as cards. Each picture is a real run, drawn small.
import {
  LitElement,
  css,
  html,
  nothing,
  svg,
  type PropertyValues,
  type SVGTemplateResult,
  type TemplateResult,
} from 'lit';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import { presetWords } from '../prose/scenario.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import type { Recorded } from '../recorded/engine.js';
import type { TraceModel } from '../trace/model.js';
import type { Epoch, Role } from '../trace/types.js';
import { presets, type Preset } from './presets.js';
import { expand, same, without, type Settings } from './settings.js';

interface Arrow {
  readonly from: Role;
  readonly epoch: Epoch;
}
/** A picture is the messages of a run, and whether it ended in an alert. */
interface Picture {
  readonly arrows: readonly (Arrow | null)[];
  readonly failed: boolean;
  readonly alert: string | null;
  readonly version: string;
}

const captionOf = ({ alert, version, arrows }: Picture): string =>
  alert === null
    ? ui('card.messages', { version, count: arrows.filter((arrow) => arrow !== null).length })
    : ui('card.fails', { alert });

// null stands where another connection begins.
function pictureOf(model: TraceModel): Picture {
  const arrows: (Arrow | null)[] = [];
  for (const event of model.events) {
    if (event.kind === 'connection' && event.by === 'client' && event.number > 1) arrows.push(null);
    if (event.kind === 'message' && event.direction === 'sent') arrows.push({ from: event.by, epoch: event.epoch });
  }
  const fatal = model.events.find((e) => e.kind === 'fatal');
  const version = model.trace.outcome.client?.version ?? model.trace.outcome.server?.version;
  return {
    arrows,
    failed: fatal !== undefined,
    alert: fatal?.kind === 'fatal' ? fatal.alert : null,
    version: version ?? '',
  };
}

const pictures = new Map<string, Picture>();

export class PresetGallery extends LitElement {
  static override styles = [
    shared,
    css`
      h2 {
        font-size: 19px;
        margin-bottom: 4px;
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 236px), 1fr));
        gap: 10px;
        margin-top: 12px;
      }
      .card {
        display: grid;
        grid-template-columns: 74px minmax(0, 1fr);
        gap: 12px;
        width: 100%;
        height: 100%;
        align-items: start;
        border: 1px solid var(--line);
        border-radius: var(--r);
        background: var(--panel);
        padding: 11px 12px;
      }
      .plain {
        grid-template-columns: minmax(0, 1fr);
      }
      .card:hover {
        border-color: var(--soft);
      }
      .card[aria-current] {
        border-color: var(--focus);
        box-shadow: inset 0 0 0 1px var(--focus);
      }
      .card b {
        display: block;
        font-size: 14.5px;
        font-weight: 600;
      }
      .card p {
        font-size: 13px;
        line-height: 1.42;
        color: var(--soft);
      }
      .card small {
        display: block;
        font-size: 12px;
        color: var(--soft);
        margin-top: 4px;
      }
      .card small.bad {
        color: var(--bad);
      }
      svg {
        width: 74px;
        height: 84px;
        overflow: visible;
      }
      .life {
        stroke-width: 1.5;
      }
      .life.client {
        stroke: var(--client);
      }
      .life.server {
        stroke: var(--server);
      }
      .arrow {
        stroke: var(--clear);
        fill: none;
        stroke-width: 1.4;
      }
      .early,
      .application {
        stroke: var(--app);
      }
      .handshake {
        stroke: var(--hs);
      }
      .session {
        stroke: var(--session);
      }
      .cut {
        stroke: var(--line);
        stroke-dasharray: 2 3;
      }
      .cross {
        stroke: var(--bad);
        stroke-width: 2;
      }
    `,
  ];
  static override properties = {
    play: { attribute: false },
    current: { attribute: false },
    recorded: { attribute: false },
    drawn: { state: true },
  };
  /** Plays settings. It may reject. */
  declare play: (settings: Settings) => Promise<TraceModel>;
  /** Id of the example that is on screen. */
  declare current: string | null;
  /** The examples that can be played, when not all can. Their pictures are not drawn: each recording would have to be fetched. */
  declare recorded: Recorded | null;
  declare drawn: number;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.current = null;
    this.recorded = null;
    this.drawn = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.later();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    this.later();
  }

  // One picture at a time, so that the page stays awake.
  private later(): void {
    clearTimeout(this.timer);
    if (this.recorded) return;
    const next = presets.find((preset) => !pictures.has(preset.id));
    if (!next) return;
    this.timer = setTimeout(() => {
      void this.draw(next).then(() => {
        this.drawn++;
        if (this.isConnected) this.later();
      });
    }, 30);
  }

  private async draw({ id, settings }: Preset): Promise<void> {
    try {
      pictures.set(id, pictureOf(await this.play(settings)));
    } catch {
      pictures.set(id, { arrows: [], failed: false, alert: null, version: '' });
    }
  }

  override render(): TemplateResult {
    return html`<ul class="cards">
      ${presets.map((preset) => {
        const words = presetWords(preset.id);
        const picture = pictures.get(preset.id);
        const off = this.recorded && !same(preset.settings, without(this.recorded.nearest(preset.settings), 'seed'));
        return html`<li>
          <button
            class="card ${this.recorded ? 'plain' : ''}"
            data-preset=${preset.id}
            ?disabled=${off}
            title=${off ? ui('recorded.none') : nothing}
            aria-current=${preset.id === this.current ? 'true' : nothing}
            @click=${() => ask(this, 'settings-change', expand(preset.settings))}
          >
            ${picture ? drawing(picture) : this.recorded ? nothing : svg`<svg aria-hidden="true"></svg>`}
            <span>
              <b>${words.title}</b>
              <p>${words.text}</p>
              ${picture ? html`<small class=${picture.failed ? 'bad' : ''}>${picture.failed ? '✗ ' : ''}${captionOf(picture)}</small>` : nothing}
            </span>
          </button>
        </li>`;
      })}
    </ul>`;
  }
}

const [left, right, height] = [8, 66, 84];

function drawing({ arrows, failed }: Picture): SVGTemplateResult {
  const pitch = Math.min(9, (height - 14) / Math.max(1, arrows.length));
  const end = 8 + arrows.length * pitch + 4;
  return svg`<svg viewBox="0 0 74 ${height}" aria-hidden="true" focusable="false">
    <path class="life client" d="M${left} 2V${end}"/>
    <path class="life server" d="M${right} 2V${end}"/>
    ${arrows.map((arrow, i) => {
      const y = 8 + i * pitch;
      if (!arrow) return svg`<path class="cut" d="M0 ${y}H74"/>`;
      const [x1, x2] = arrow.from === 'client' ? [left + 2, right - 2] : [right - 2, left + 2];
      const d = arrow.from === 'client' ? -1 : 1;
      const h = Math.min(3, pitch * 0.4);
      return svg`<path class="arrow ${arrow.epoch}" d="M${x1} ${y}H${x2}m${d * h} ${-h}l${-d * h} ${h}l${d * h} ${h}"/>`;
    })}
    ${failed ? svg`<path class="cross" d="M32 ${end - 1}l9 9m0 -9l-9 9"/>` : nothing}
  </svg>`;
}

define('preset-gallery', PresetGallery);
