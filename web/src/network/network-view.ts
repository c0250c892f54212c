// <network-view>: the wire between the two, and what somebody there can do to it.
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { KeepFocus } from '../app/keep-focus.js';
import type { UiKey } from '../language/languages.js';
import { ui } from '../language/ui.js';
import { bytesText, checkText, epochName, joined, messageTitle, phrase, roleName, sentence } from '../prose/prose.js';
import { listOf, without, type Settings } from '../scenario/settings.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import {
  absentOnes,
  add,
  consequence,
  placeOf,
  removeAt,
  wireRecords,
  type Consequence,
  type WireRecord,
} from './interventions.js';

/** An alert in the clear: handshake_failure, fatal. */
const forgedAlert = '15030300020228';

export class NetworkView extends LitElement {
  static override styles = [
    shared,
    css`
      .lead {
        margin-bottom: 14px;
      }
      .came {
        border-left: 4px solid var(--clear);
        background: var(--clear-bg);
        border-radius: 0 8px 8px 0;
        padding: 9px 14px;
        margin-bottom: 14px;
      }
      .came.caught {
        border-color: var(--bad);
        background: var(--bad-bg);
      }
      .came p {
        font-size: 14px;
      }
      .came button {
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      .set {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-bottom: 14px;
      }
      .set li {
        display: flex;
        align-items: center;
        gap: 4px;
        border: 1px solid var(--bad);
        border-radius: 99px;
        padding: 0 4px 0 12px;
        font: 12px/26px var(--mono);
        overflow-wrap: anywhere;
      }
      .set button {
        width: 24px;
        height: 24px;
        text-align: center;
        border-radius: 50%;
      }
      .records li {
        border-bottom: 1px solid var(--line);
      }
      .record {
        display: grid;
        grid-template-columns: 12px minmax(0, 1fr) auto;
        gap: 9px;
        align-items: center;
        width: 100%;
        padding: 7px 4px;
        font-size: 13.5px;
      }
      .record:not(.replayed):hover {
        background: var(--raised);
      }
      .record i {
        width: 12px;
        height: 12px;
        border-radius: 3px;
        background: var(--clear);
      }
      .record .early,
      .record .application {
        background: var(--app);
      }
      .record .handshake {
        background: var(--hs);
      }
      .record .session {
        background: var(--session);
      }
      .replayed {
        border-left: 4px solid var(--bad);
        padding-left: 8px;
      }
      .record small {
        color: var(--soft);
        font-size: 12.5px;
      }
      .tools {
        padding: 4px 4px 16px 25px;
        display: grid;
        gap: 10px;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .actions .btn {
        font-size: 13px;
        padding: 3px 11px;
        min-height: 30px;
      }
      .hex {
        display: flex;
        flex-wrap: wrap;
        font: 12.5px/1 var(--mono);
        max-height: 190px;
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: 8px;
        padding: 6px;
      }
      .hex button {
        padding: 4px 3px;
        min-width: 24px;
        min-height: 24px;
        text-align: center;
        border-radius: 4px;
      }
      .hex button:hover {
        background: var(--clear-bg);
      }
      .hex .head {
        color: var(--soft);
      }
      .hex [aria-pressed='true'] {
        background: var(--ink);
        color: var(--panel);
      }
      .bits {
        display: flex;
        gap: 4px;
        flex-wrap: wrap;
        align-items: center;
        font-size: 13px;
      }
      .bits .btn {
        font: 13px/1 var(--mono);
        min-width: 30px;
        padding: 4px;
        text-align: center;
      }
    `,
  ];
  static override properties = {
    model: { attribute: false },
    current: { attribute: false },
    settings: { attribute: false },
    why: { attribute: false },
    open: { state: true },
    byte: { state: true },
    play: { attribute: false },
    plain: { state: true },
  };
  declare model: TraceModel;
  declare current: number;
  /** What is played; null: nothing can be done on the wire. */
  declare settings: Settings | null;
  /** The text that says why nothing can be done. */
  declare why: UiKey;
  declare open: string | null;
  declare byte: number | null;
  /** Plays settings. */
  declare play: ((settings: Settings) => Promise<TraceModel>) | null;
  /** The run as it goes without anybody on the wire; null: not known yet, or nobody is there. */
  declare plain: TraceModel | null;

  constructor() {
    super();
    this.why = 'network.file';
    this.open = null;
    this.byte = null;
    // What was done is told first; when nothing is done any more, there are the records.
    new KeepFocus(
      this,
      () =>
        this.renderRoot.querySelector<HTMLElement>('.came p') ?? this.renderRoot.querySelector<HTMLElement>('.records'),
    );
    this.play = null;
    this.plain = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('settings')) void this.playPlain();
    if (changed.has('open')) this.byte = null;
  }

  // Whoever ends a connection may have had another reason: the run without the change tells.
  private async playPlain(): Promise<void> {
    const { settings, play } = this;
    this.plain = null;
    if (!settings?.['network'] || !play) return;
    const plain = await play(without(settings, 'network')).catch(() => null);
    if (this.settings === settings) this.plain = plain;
  }

  private act(intervention: string): void {
    if (this.settings) ask(this, 'settings-change', add(this.settings, intervention));
  }

  override render(): TemplateResult {
    const { viewer } = this.model;
    if (viewer === 'client' || viewer === 'server') return html`<p class="soft">${ui('role.network')}</p>`;
    const { now } = this.model.beatAt(this.current);
    const records = wireRecords(this.model, now);
    const set = listOf(this.settings?.['network']);
    // Who noticed what goes on inside the two.
    const came = viewer === 'both' ? consequence(this.model, this.plain) : null;
    const absent = viewer === 'both' && this.settings ? absentOnes(this.model, set) : [];
    return html`
      <p class="lead soft">${ui('network.lead')}</p>
      ${came ? this.cameOf(came) : nothing}
      ${absent.length > 0 ? html`<p class="came nothing" role="status">${ui('network.absent', { count: absent.length, what: absent.join(', ') })}</p>` : nothing}
      ${
        set.length > 0
          ? html`<ul class="set" aria-label=${ui('network.done')}>
              ${set.map(
                (one, i) =>
                  html`<li>
                    ${one}<button
                      aria-label=${ui('network.take_back', { what: one })}
                      @click=${() => this.settings && ask(this, 'settings-change', removeAt(this.settings, i))}
                    >
                      ✕
                    </button>
                  </li>`,
              )}
            </ul>`
          : nothing
      }
      ${records.length === 0 ? html`<p class="soft">${ui('network.nothing_yet')}</p>` : nothing}
      <ol class="records" tabindex="-1" aria-label=${ui('network.records')}>
        ${records.toReversed().map((record) => this.record(record))}
      </ol>
    `;
  }

  private cameOf({ kind, by, fatal, check, why, again }: Consequence): TemplateResult {
    const said = (head: TemplateResult | string, why: unknown): TemplateResult => html`<b>${head}</b> ${why}`;
    const once = again === null ? nothing : ui(again ? 'network.again' : 'network.fresh', { bytes: bytesText(again) });
    const end = [
      once,
      ' ',
      html`${ui('network.ends', { by: by ? roleName[by] : '', alert: fatal?.alert ?? '' })} `,
      check
        ? html`${ui('network.check', { check: phrase(check.what) })} ${checkText(check.what)}`
        : fatal?.raised
          ? sentence(phrase(fatal.reason))
          : nothing,
    ];
    const text = {
      caught: (): unknown => said(ui(again ? 'network.too_late' : 'network.noticed'), end),
      believed: (): unknown => said(ui('network.believed'), end),
      anyway: (): unknown => said(ui('network.anyway'), end),
      stuck: (): unknown =>
        again === null
          ? said(ui('network.stuck'), by ? ui('network.stuck_one', { by: roleName[by] }) : ui('network.stuck_why'))
          : said(ui('network.nowhere'), ui('network.nowhere_why')),
      unnoticed: (): unknown =>
        said(ui('network.unnoticed'), ui(why === 'uncovered' ? 'network.unnoticed_why' : `network.unnoticed_${why}`)),
      nothing: (): unknown => said(ui('network.nothing'), ui('network.nothing_why')),
    }[kind]();
    return html`<div class="came ${kind}" role="status">
      <p tabindex="-1">
        ${text}
        ${fatal === null ? nothing : html`<button @click=${() => ask(this, 'go-to-beat', this.model.beatOf(fatal.id).index)}>${ui('network.show')}</button>`}
      </p>
    </div>`;
  }

  private record(record: WireRecord): TemplateResult {
    const { event, replayed } = record;
    const place = placeOf(record);
    const isOpen = this.open === place;
    const names = (event.messages ?? []).flatMap((id) => {
      const message = this.model.message(id);
      return message ? [messageTitle(message)] : [];
    });
    const line = html`<i class=${event.epoch} aria-hidden="true"></i>
      <span
        ><b class=${event.by}>${event.by === 'client' ? `${roleName.client} →` : `← ${roleName.server}`}</b>
        ${joined(names)}
        <small>${replayed === undefined ? epochName[event.epoch] : ui('network.replayed')}</small></span
      >
      <small
        >${ui('network.record', { number: event.number })} · ${bytesText(replayed ?? event.bytes.length / 2)}</small
      >`;
    if (replayed !== undefined) return html`<li class="record replayed">${line}</li>`;
    return html`<li>
      <button
        class="record"
        data-record=${place}
        aria-expanded=${isOpen}
        @click=${() => (this.open = isOpen ? null : place)}
      >
        ${line}
      </button>
      ${isOpen ? this.tools(record, place) : nothing}
    </li>`;
  }

  private tools({ event }: WireRecord, place: string): TemplateResult {
    const hello = (event.messages ?? [])
      .map((id) => this.model.message(id))
      .find((message) => message?.name === 'client_hello' && event.epoch === 'clear');
    const bytes = event.bytes.match(/../g) ?? [];
    const actions: [string, string][] = [
      [ui('network.drop'), `drop:${place}`],
      [ui('network.repeat'), `repeat:${place}`],
      [ui('network.swap'), `swap:${place}`],
      [ui('network.inject'), `inject:${place}:${forgedAlert}`],
      ...(hello
        ? this.offered(hello.fields).map((name): [string, string] => [
            ui('network.strip', { name }),
            `strip:${place}:${name}`,
          ])
        : []),
    ];
    if (!this.settings) return html`<p class="tools soft">${ui(this.why)}</p>`;
    return html`<div class="tools">
      <div class="actions">
        ${actions.map(
          ([label, what]) =>
            html`<button class="btn" data-act=${what} @click=${() => this.act(what)}>${label}</button>`,
        )}
      </div>
      <p class="ref">${ui('network.choose')}</p>
      <div class="hex" role="group" aria-label=${ui('network.bytes')}>
        ${bytes.map(
          (byte, at) =>
            html`<button
              class=${at < 5 ? 'head' : ''}
              aria-pressed=${this.byte === at}
              aria-label=${ui('network.byte', { at, byte })}
              @click=${() => (this.byte = at)}
            >
              ${byte}
            </button>`,
        )}
      </div>
      ${this.byte === null ? nothing : this.bits(place, this.byte, parseInt(bytes[this.byte] ?? '0', 16))}
    </div>`;
  }

  // Versions and suites that a ClientHello offers, as strip names them; placeholders of GREASE are left alone.
  private offered(fields: readonly { name: string; value?: string | number; fields?: readonly unknown[] }[]): string[] {
    const found: string[] = [];
    const walk = (list: typeof fields): void => {
      for (const field of list) {
        const value = String(field.value ?? '');
        if (field.name === 'CipherSuite' && this.known(value)) found.push(value);
        if (field.name === 'ProtocolVersion' && /^TLS 1\.[23]$/.test(value)) found.push(value.replace('TLS ', ''));
        if (field.fields) walk(field.fields as typeof fields);
      }
    };
    walk(fields);
    return [...new Set(found)];
  }

  private known(suite: string): boolean {
    return suite.startsWith('TLS_') && !suite.endsWith('_SCSV');
  }

  private bits(place: string, at: number, value: number): TemplateResult {
    return html`<div class="bits" role="group" aria-label=${ui('network.bits', { at })}>
      <span>${ui('network.at', { at })}</span>
      ${[7, 6, 5, 4, 3, 2, 1, 0].map((bit) => {
        const set = (value >> bit) & 1;
        return html`<button
          class="btn"
          aria-label=${ui('network.flip', { bit, value: set })}
          data-act=${`flip:${place}:${at}:${bit}`}
          @click=${() => this.act(`flip:${place}:${at}:${bit}`)}
        >
          ${set}
        </button>`;
      })}
    </div>`;
  }
}

define('network-view', NetworkView);
