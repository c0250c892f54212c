// <split-desk>: what lies before the person who plays one side: the next move, what is ready to be sent, what came in.
// It asks for a `deed`.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { KeepFocus } from '../app/keep-focus.js';
import { ui } from '../language/ui.js';
import { bytesText, roleName, stateText } from '../prose/prose.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { peerOf } from '../trace/types.js';
import { spacedHex } from '../values/hex.js';
import { hexProblem, pastedHex } from './pasted.js';
import type { Deed, Desk } from './side.js';
import { splitDeskStyles } from './split-desk.styles.js';

export class SplitDesk extends LitElement {
  static override styles = [shared, splitDeskStyles];
  static override properties = {
    desk: { attribute: false },
    connected: { attribute: false },
    tls12: { attribute: false },
    copied: { state: true },
    problem: { state: true },
  };
  declare desk: Desk;
  /** The handshake is complete for this side. */
  declare connected: boolean;
  declare tls12: boolean;
  /** The bytes that were copied last. */
  declare copied: string;
  declare problem: string | null;

  constructor() {
    super();
    this.connected = false;
    this.tls12 = false;
    this.copied = '';
    this.problem = null;
    // What was sent or closed has no buttons any more. Then comes the next move, or talking.
    new KeepFocus(this, () =>
      this.renderRoot.querySelector<HTMLElement>(this.desk.canStep || !this.connected ? '.step' : '.text, .step'),
    );
  }

  // A button that disabled itself would lose the focus: it stays, and does nothing.
  private move(how: 'step' | 'all'): void {
    if (this.desk.canStep) this.act({ do: how });
  }

  private act(detail: Deed): void {
    this.dispatchEvent(new CustomEvent<Deed>('deed', { detail }));
  }

  private async copy(): Promise<void> {
    const hex = this.desk.ready.join('');
    // Shown, so that nothing is lost where the clipboard is not allowed.
    this.copied = hex;
    this.act({ do: 'carry' });
    try {
      await navigator.clipboard.writeText(hex);
    } catch {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLTextAreaElement>('.copied')?.select();
    }
  }

  private paste(): void {
    const field = this.renderRoot.querySelector<HTMLTextAreaElement>('.paste')!;
    this.problem = hexProblem(field.value);
    if (this.problem !== null) return;
    this.act({ do: 'receive', hex: pastedHex(field.value), pasted: true });
    field.value = '';
  }

  private say(event: Event): void {
    event.preventDefault();
    const field = this.renderRoot.querySelector<HTMLInputElement>('.text')!;
    if (field.value === '') return;
    this.act({ do: 'send', text: field.value });
    field.value = '';
  }

  override render(): TemplateResult {
    const { desk } = this;
    return html`
      ${desk.stale ? html`<p class="bad" role="alert">${ui('split.stale')}</p>` : nothing}
      ${desk.rival ? html`<p class="bad" role="alert">${ui('split.rival', { side: roleName[desk.role] })}</p>` : nothing}
      <div class="spots">
        ${this.moves()}${desk.ready.length > 0 || desk.sent > 0 ? this.outbox() : nothing}
        ${this.connected && desk.state !== 'CLOSED' ? this.talk() : nothing}
      </div>
      ${this.byHand()}
    `;
  }

  private moves(): TemplateResult {
    const { desk } = this;
    return html`<section class="spot" aria-label=${ui('split.moves')}>
      <p><code>${desk.state}</code> <span class="soft">${stateText(desk.state)}</span></p>
      <p class="row">
        <button class="btn go step" aria-disabled=${!desk.canStep} @click=${() => this.move('step')}>
          ${ui('split.step')}
        </button>
        <button class="btn all" aria-disabled=${!desk.canStep} @click=${() => this.move('all')}>
          ${ui('split.all')}
        </button>
      </p>
      ${
        !desk.canStep && desk.ready.length === 0 && desk.state !== 'CLOSED' && !this.connected
          ? html`<p class="soft">${ui('split.waits', { peer: roleName[peerOf(desk.role)] })}</p>`
          : nothing
      }
    </section>`;
  }

  private outbox(): TemplateResult {
    const { desk } = this;
    const hex = desk.ready.join('');
    const peer = roleName[peerOf(desk.role)];
    return html`<section class="spot" aria-label=${ui('split.outbox')}>
      ${
        hex === ''
          ? html`<p class="soft">
              ${ui('split.sent', { size: bytesText(desk.sent), arrived: bytesText(desk.arrived) })}
            </p>`
          : html`<p>${ui('split.ready', { size: bytesText(hex.length / 2), peer })}</p>
              <code class="hex">${spacedHex(hex.slice(0, 96))}${hex.length > 96 ? '…' : ''}</code>
              <p class="row">
                ${
                  desk.line
                    ? html`<button class="btn go dispatch" @click=${() => this.act({ do: 'dispatch' })}>
                        ${ui('split.send', { peer })}
                      </button>`
                    : nothing
                }
                <button class="btn copy" @click=${() => void this.copy()}>${ui('split.copy')}</button>
              </p>`
      }
    </section>`;
  }

  private talk(): TemplateResult {
    return html`<form class="spot" aria-label=${ui('split.talk')} @submit=${(e: Event) => this.say(e)}>
      <p class="row">
        <input
          class="text"
          type="text"
          autocomplete="off"
          aria-label=${ui('split.text')}
          placeholder=${ui('split.text')}
        />
        <button class="btn">${ui('split.say')}</button>
      </p>
      <p class="row">
        ${
          this.tls12
            ? nothing
            : html`<button type="button" class="btn update" @click=${() => this.act({ do: 'update' })}>
                ${ui('split.update')}
              </button>`
        }
        <button type="button" class="btn end" @click=${() => this.act({ do: 'close' })}>${ui('split.close')}</button>
      </p>
    </form>`;
  }

  // The way across machines.
  private byHand(): TemplateResult {
    const peer = roleName[peerOf(this.desk.role)];
    return html`<details ?open=${this.copied !== ''}>
      <summary>${ui('split.by_hand')}</summary>
      <p class="soft">${ui('split.by_hand_how', { peer })}</p>
      ${
        this.copied === ''
          ? nothing
          : html`<label
              >${ui('split.copied', { size: bytesText(this.copied.length / 2) })}
              <textarea class="copied" readonly rows="2" .value=${this.copied}></textarea>
            </label>`
      }
      <label
        >${ui('split.paste', { peer })}
        <textarea
          class="paste"
          rows="2"
          spellcheck="false"
          autocomplete="off"
          aria-invalid=${this.problem === null ? 'false' : 'true'}
          aria-describedby="problem"
        ></textarea>
      </label>
      <p class="row">
        <button class="btn take" @click=${() => this.paste()}>${ui('split.take')}</button>
        <span id="problem" class="bad" role="alert">${this.problem ?? nothing}</span>
      </p>
    </details>`;
  }
}

define('split-desk', SplitDesk);
