// <take-along>: the menu of what can be taken away from the page, and the way in for a trace file: chosen, or dropped
// anywhere on the page. It answers with `trace-opened`, or with `trace-refused` and nothing changed.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { ui, uiParts } from '../language/ui.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import { keyLogOf } from './key-log.js';
import { ladderPicture, svgText } from './ladder-svg.js';
import { openTrace, type OpenedTrace } from './open-trace.js';
import { printWith } from './printing.js';
import { pngOf, save } from './save.js';
import { takeAlongStyles } from './take-along.styles.js';
import { TraceProblem } from './validate-trace.js';

interface Item {
  readonly id: string;
  readonly title: string;
  readonly hint?: string;
  /** Whether it can be done now. */
  readonly can: boolean;
  /** What it does; the text that it gives is said afterwards. */
  readonly go: () => Promise<string> | string;
}

export class TakeAlong extends LitElement {
  static override styles = [shared, takeAlongStyles];
  static override properties = {
    model: { attribute: false },
    file: { attribute: false },
    link: { attribute: false },
    embed: { attribute: false },
    capture: { attribute: false },
    open: { state: true },
    dragging: { state: true },
    said: { state: true },
  };
  /** What is shown; null while there is nothing. */
  declare model: TraceModel | null;
  /** The name of the file that is shown; null for a run of the page. */
  declare file: string | null;
  /** Whether what is shown is in the address of the window. */
  declare link: boolean;
  /** Opens the dialog that says how to put what is shown into other pages. */
  declare embed: () => Promise<void>;
  /** Makes the capture of what is shown; null where the core does not run, or did not make it. */
  declare capture: ((withKeyLog: boolean) => Promise<Uint8Array<ArrayBuffer>>) | null;
  declare open: boolean;
  declare dragging: boolean;
  declare said: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopPrinting: (() => void) | null = null;
  /** Printing was asked for in the menu. */
  private printing = false;

  constructor() {
    super();
    this.model = null;
    this.file = null;
    this.link = true;
    this.capture = null;
    this.open = false;
    this.dragging = false;
    this.said = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) addEventListener(kind, this.onDrag);
    document.addEventListener('pointerdown', this.onPointer);
    // Somebody else's page prints as it is seen, unless the menu asks for the report.
    this.stopPrinting = printWith(() =>
      this.model && !this.inert && (this.link || this.printing) ? { model: this.model, file: this.file } : null,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) removeEventListener(kind, this.onDrag);
    document.removeEventListener('pointerdown', this.onPointer);
    this.stopPrinting?.();
    clearTimeout(this.timer);
  }

  /** focus puts the keyboard focus on the button. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('.open')?.focus();
  }

  // --- what can be taken along ---

  private linkItem(some: boolean): Item {
    const { file } = this;
    return {
      id: 'link',
      title: ui('take.link'),
      hint: ui(file === null ? 'take.link_hint' : 'take.link_not'),
      can: some && file === null,
      go: () => this.copyLink(),
    };
  }

  private embedItem(some: boolean): Item {
    const { file } = this;
    return {
      id: 'embed',
      title: ui('take.embed'),
      hint: ui(file === null ? 'take.embed_hint' : 'take.link_not'),
      can: some && file === null,
      go: async () => (await this.embed(), ''),
    };
  }

  private captureItem(id: string, withKeyLog: boolean): Item {
    const { file, capture } = this;
    return {
      id,
      title: ui(withKeyLog ? 'take.capture_keys' : 'take.capture'),
      hint: ui(file === null ? 'take.capture_hint' : 'take.link_not'),
      can: file === null && this.model !== null && capture !== null,
      go: async () =>
        this.give(
          withKeyLog ? 'with-keys.pcapng' : 'capture.pcapng',
          'application/x-pcapng',
          new Blob([await capture!(withKeyLog)], { type: 'application/x-pcapng' }),
        ),
    };
  }

  private get items(): readonly Item[] {
    const { model } = this;
    const some = model !== null;
    return [
      ...(this.link ? [this.linkItem(some), this.embedItem(some)] : []),
      {
        id: 'trace',
        title: ui('take.trace'),
        hint: 'JSON',
        can: some,
        go: () => this.give('trace.json', 'application/json', model!.text),
      },
      {
        id: 'keylog',
        title: ui('take.keylog'),
        hint: ui('take.keylog_hint'),
        can: some,
        go: () => this.giveKeyLog(model!),
      },
      this.captureItem('capture', false),
      this.captureItem('capture-keys', true),
      {
        id: 'svg',
        title: ui('take.svg'),
        can: some,
        go: () => this.give('ladder.svg', 'image/svg+xml', svgText(ladderPicture(model!))),
      },
      {
        id: 'png',
        title: ui('take.png'),
        can: some,
        go: async () => this.give('ladder.png', 'image/png', await pngOf(ladderPicture(model!))),
      },
      { id: 'print', title: ui('take.print'), hint: ui('take.print_hint'), can: some, go: () => this.print() },
      { id: 'open', title: ui('take.open'), hint: ui('take.open_hint'), can: true, go: () => this.choose() },
    ];
  }

  private async copyLink(): Promise<string> {
    try {
      // The address follows the cursor with a short delay; asking for the link may not come before it.
      await new Promise((resolve) => setTimeout(resolve, 160));
      await navigator.clipboard.writeText(location.href);
      return ui('take.copied');
    } catch {
      return ui('take.copy_by_hand');
    }
  }

  private give(name: string, type: string, content: string | Blob): string {
    const stem = this.file === null ? 'handshake' : this.file.replace(/\.[^.]*$/, '').replace(/[^\w.-]+/g, '_');
    const full = `${stem}-${name}`.replace('-trace.json', '.trace.json');
    save(full, type, content);
    return ui('take.saved', { name: full });
  }

  private giveKeyLog(model: TraceModel): string {
    const log = keyLogOf(model.trace);
    if (log === '') return ui('take.no_keys');
    return this.give('keys.log', 'text/plain', log);
  }

  private print(): string {
    this.printing = true;
    addEventListener('afterprint', () => (this.printing = false), { once: true });
    print();
    return '';
  }

  private choose(): string {
    this.renderRoot.querySelector<HTMLInputElement>('input')!.click();
    return '';
  }

  private async take(item: Item): Promise<void> {
    if (!item.can) return;
    this.close(true);
    try {
      this.say(await item.go());
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.say(ui('take.failed', { item: item.title, why }));
    }
  }

  private say(text: string): void {
    clearTimeout(this.timer);
    this.said = text;
    if (text !== '') this.timer = setTimeout(() => (this.said = ''), 4000);
  }

  // --- opening a file ---

  private async read(files: FileList | null | undefined): Promise<void> {
    const file = files?.[0];
    if (!file) return;
    try {
      if (files.length > 1) throw new TraceProblem(ui('take.many', { count: files.length }));
      const detail: OpenedTrace = await openTrace(file);
      this.dispatchEvent(new CustomEvent('trace-opened', { detail }));
      this.say(ui('take.opened', { name: file.name }));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.dispatchEvent(new CustomEvent('trace-refused', { detail: ui('take.refused', { why }) }));
    }
  }

  // Without an answer here the browser would leave the page and show the file itself.
  private readonly onDrag = (event: DragEvent): void => {
    if (this.inert || !event.dataTransfer?.types.includes('Files')) return;
    // In somebody else's page a file is for the element only where it is dropped on it.
    if (!this.link && !event.composedPath().includes((this.getRootNode() as ShadowRoot).host)) {
      this.dragging = false;
      return;
    }
    event.preventDefault();
    if (event.type === 'dragleave') {
      if (event.relatedTarget === null) this.dragging = false;
    } else if (event.type === 'drop') {
      this.dragging = false;
      void this.read(event.dataTransfer.files);
    } else {
      event.dataTransfer.dropEffect = 'copy';
      this.dragging = true;
    }
  };

  // --- the menu ---

  private readonly onPointer = (event: Event): void => {
    if (this.open && !event.composedPath().includes(this)) this.close(false);
  };

  private close(focus: boolean): void {
    this.open = false;
    if (focus) this.focus();
  }

  private get buttons(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  }

  private async show(at: number): Promise<void> {
    this.open = true;
    this.say('');
    await this.updateComplete;
    this.buttons.at(at)?.focus();
  }

  private onButtonKey(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      void this.show(event.key === 'ArrowDown' ? 0 : -1);
    } else if (event.key === 'Escape' && this.open) {
      event.preventDefault();
      this.close(true);
    }
  }

  private onMenuKey(event: KeyboardEvent): void {
    const { buttons } = this;
    const now = buttons.indexOf(this.shadowRoot!.activeElement as HTMLElement);
    const move = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key];
    if (move !== undefined) {
      buttons.at(move % buttons.length)?.focus();
    } else if (event.key === 'Escape') {
      this.close(true);
    } else if (event.key === 'Tab') {
      this.close(false);
      return;
    } else if (/^[a-z]$/i.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      // A letter goes to the next item that begins with it.
      const order = [...buttons.slice(now + 1), ...buttons.slice(0, now + 1)];
      order.find((button) => button.innerText.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    } else if (!/^Arrow/.test(event.key)) {
      return;
    }
    event.preventDefault();
  }

  override render(): TemplateResult {
    return html`
      <button
        class="btn open"
        aria-haspopup="menu"
        aria-expanded=${this.open}
        aria-controls="menu"
        @click=${() => (this.open ? this.close(true) : void this.show(0))}
        @keydown=${(e: KeyboardEvent) => this.onButtonKey(e)}
      >
        ${ui('take.title')} <svg viewBox="0 0 10 6" aria-hidden="true"><path d="M1 1l4 4 4-4" /></svg>
      </button>
      <div
        id="menu"
        role="menu"
        aria-label=${ui('take.title')}
        ?hidden=${!this.open}
        @keydown=${(e: KeyboardEvent) => this.onMenuKey(e)}
      >
        ${this.items.map(
          (item) => html`
            ${item.id === 'open' ? html`<div role="separator"></div>` : nothing}
            <button
              role="menuitem"
              tabindex="-1"
              data-item=${item.id}
              aria-disabled=${item.can ? 'false' : 'true'}
              @click=${() => void this.take(item)}
            >
              ${item.title}${item.hint === undefined ? nothing : html` <small>${item.hint}</small>`}
            </button>
          `,
        )}
      </div>
      <input
        type="file"
        accept=".json,application/json"
        hidden
        aria-label=${ui('take.input')}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          // Emptied afterwards, so that the same file can be chosen once more.
          void this.read(input.files).finally(() => (input.value = ''));
        }}
      />
      <span class="said" role="status">${this.said}</span>
      ${
        this.dragging
          ? html`<div class="drop">
              <p>
                ${ui('take.drop')}
                <small
                  >${uiParts('take.drop_what', {
                    run: html`<code>handshake run</code>`,
                    connect: html`<code>connect</code>`,
                    serve: html`<code>serve</code>`,
                  })}</small
                >
              </p>
            </div>`
          : nothing
      }
    `;
  }
}

define('take-along', TakeAlong);
