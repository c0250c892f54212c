// <message-bytes>: the bytes of a message beside its field tree. What is pointed at in one is marked in the other.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { ui } from '../language/ui.js';
import { bytesText, codeText, fieldProse } from '../prose/prose.js';
import { define } from '../styles/define.js';
import { place } from '../styles/place.js';
import { shared } from '../styles/shared.js';
import type { Epoch, Field } from '../trace/types.js';
import { fieldAt, namesTo, pathTo, rowsOf, summaryOf, type FieldRow } from './fields.js';
import { messageBytesStyles } from './message-bytes.styles.js';

const comfortable = 24;

export class MessageBytes extends LitElement {
  static override styles = [shared, messageBytesStyles];
  static override properties = {
    bytes: { attribute: false },
    fields: { attribute: false },
    epoch: { attribute: false },
    selected: { attribute: false },
    label: { attribute: false },
    pointed: { state: true },
    open: { state: true },
    perLine: { state: true },
  };

  declare bytes: string;
  declare fields: readonly Field[];
  declare epoch: Epoch;
  /** Path of the field that is chosen, or null. */
  declare selected: string | null;
  /** Name of the message, for screen readers. */
  declare label: string;
  declare pointed: string | null;
  declare open: ReadonlySet<string>;
  declare perLine: number;
  private readonly observer = new ResizeObserver((entries) => {
    const width = entries[0]?.contentRect.width ?? 0;
    // Sixteen bytes need 430 px; beside the tree they need 640 px for both.
    this.perLine = width >= 640 || (width >= 430 && width < 520) ? 16 : 8;
  });

  constructor() {
    super();
    this.bytes = '';
    this.fields = [];
    this.epoch = 'clear';
    this.selected = null;
    this.label = '';
    this.pointed = null;
    this.open = new Set();
    this.perLine = 16;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('fields')) {
      this.pointed = null;
      this.open = openAtFirst(this.fields);
    }
    if (changed.has('selected') && this.selected) this.openTo(this.selected);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('selected') && this.selected) requestAnimationFrame(() => this.reveal());
  }

  // Scrolls within the two boxes only, never the page.
  private reveal(): void {
    for (const selector of ['.tree .hit', '.hex .hit']) {
      const hit = this.renderRoot.querySelector<HTMLElement>(selector);
      const box = hit?.closest<HTMLElement>('.tree, .hex');
      if (!hit || !box) continue;
      const y = hit.offsetTop;
      if (y < box.scrollTop || y > box.scrollTop + box.clientHeight - 40) box.scrollTop = y - box.clientHeight / 3;
    }
  }

  private openTo(path: string): void {
    const parts = path.split('.');
    const missing = parts.map((_, i) => parts.slice(0, i + 1).join('.')).slice(0, -1);
    if (missing.some((p) => !this.open.has(p))) this.open = new Set([...this.open, ...missing]);
  }

  private toggle(path: string): void {
    const open = new Set(this.open);
    if (!open.delete(path)) open.add(path);
    this.open = open;
  }

  private select(path: string | null): void {
    this.selected = path;
  }

  override render(): TemplateResult {
    const shown = this.pointed ?? this.selected;
    const field = shown === null ? undefined : fieldAt(this.fields, shown);
    return html`<div class="split ${this.epoch}">${this.hex(field)} ${this.tree(shown)}</div>
      ${this.explanation(shown, field)}`;
  }

  private hex(field: Field | undefined): TemplateResult {
    const count = this.bytes.length / 2;
    const lines: TemplateResult[] = [];
    for (let at = 0; at < count; at += this.perLine) {
      const bytes: TemplateResult[] = [];
      for (let i = at; i < Math.min(count, at + this.perLine); i++) {
        const hit = field !== undefined && field.begin <= i && i < field.end;
        const edge = hit && (i === field.end - 1 || i === at + this.perLine - 1) ? ' edge' : '';
        bytes.push(
          html`<span class=${hit ? `hit${edge}` : ''} data-at=${i}>${this.bytes.slice(2 * i, 2 * i + 2)}</span>`,
        );
      }
      lines.push(html`<div><i>${at.toString(16).padStart(4, '0')}</i>${bytes}</div>`);
    }
    return html`<div
      class="hex"
      role="group"
      aria-roledescription=${ui('hex_dump')}
      aria-label=${ui('bytes_of', { label: this.label })}
      tabindex="0"
      @keydown=${this.onHexKey}
      @mouseover=${(e: MouseEvent) => (this.pointed = this.visiblePath(e.target))}
      @mouseleave=${() => (this.pointed = null)}
      @click=${(e: MouseEvent) => this.choose(e.target)}
    >
      ${lines}
    </div>`;
  }

  private byteOf(target: EventTarget | null): number | null {
    const at = target instanceof HTMLElement ? target.dataset['at'] : undefined;
    return at === undefined ? null : Number(at);
  }

  // While pointing, the deepest field whose parents are open; a click opens down to the leaf.
  private visiblePath(target: EventTarget | null): string | null {
    const at = this.byteOf(target);
    const path = at === null ? null : pathTo(this.fields, at);
    if (path === null) return null;
    const parts = path.split('.');
    for (let n = 1; n < parts.length; n++) {
      const above = parts.slice(0, n).join('.');
      if (!this.open.has(above)) return above;
    }
    return path;
  }

  private choose(target: EventTarget | null): void {
    const at = this.byteOf(target);
    const path = at === null ? null : pathTo(this.fields, at);
    if (path !== null) this.select(path);
  }

  private readonly onHexKey = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: this.perLine,
      ArrowUp: -this.perLine,
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const now = this.selected === null ? undefined : fieldAt(this.fields, this.selected);
    const from = now === undefined ? (move > 0 ? -1 : 0) : move > 0 ? now.end - 1 : now.begin;
    const at = Math.max(0, Math.min(this.bytes.length / 2 - 1, from + move));
    this.select(pathTo(this.fields, at));
  };

  private tree(shown: string | null): TemplateResult {
    const rows = rowsOf(this.fields, (path) => this.open.has(path));
    const focusPath = rows.some((row) => row.path === this.selected) ? this.selected : (rows[0]?.path ?? null);
    return html`<div
      class="tree"
      role="tree"
      aria-label=${ui('fields_of', { label: this.label })}
      @keydown=${this.onTreeKey}
      @mouseleave=${() => (this.pointed = null)}
    >
      ${rows.map((row) => this.treeItem(row, shown, focusPath))}
    </div>`;
  }

  private treeItem({ field, depth, path }: FieldRow, shown: string | null, focusPath: string | null): TemplateResult {
    const folder = (field.fields?.length ?? 0) > 0;
    const open = folder && this.open.has(path);
    const value =
      field.value !== undefined && field.value !== '' ? String(field.value) : folder && !open ? summaryOf(field) : '';
    const heading =
      folder && open && field.value === undefined
        ? field.name === 'Extension'
          ? summaryOf(field).split(' · ')[0]
          : ''
        : '';
    return html`<div
      role="treeitem"
      class=${path === shown ? 'hit' : ''}
      data-path=${path}
      tabindex=${path === focusPath ? 0 : -1}
      aria-level=${depth + 1}
      aria-expanded=${folder ? String(open) : nothing}
      aria-selected=${path === this.selected ? 'true' : 'false'}
      @mouseover=${() => (this.pointed = path)}
      @focus=${() => this.select(path)}
      @click=${() => {
        if (folder && path === this.selected) this.toggle(path);
        else if (folder && !open) this.toggle(path);
        this.select(path);
      }}
      ${place({ 'padding-left': `${8 + depth * 14}px` })}
    >
      <span class="twist" aria-hidden="true">${folder ? (open ? '▾' : '▸') : ''}</span>${field.name}
      <em>${value || heading || bytesText(field.end - field.begin)}</em>
    </div>`;
  }

  private readonly onTreeKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || this.selected === null) return;
    const rows = rowsOf(this.fields, (path) => this.open.has(path));
    const i = rows.findIndex((row) => row.path === this.selected);
    const row = rows[i];
    if (!row) return;
    const folder = (row.field.fields?.length ?? 0) > 0;
    const parent = row.path.split('.').slice(0, -1).join('.');
    let goal: string | undefined;
    if (event.key === 'ArrowDown') goal = rows[i + 1]?.path;
    else if (event.key === 'ArrowUp') goal = rows[i - 1]?.path;
    else if (event.key === 'Home') goal = rows[0]?.path;
    else if (event.key === 'End') goal = rows.at(-1)?.path;
    else if (event.key === 'ArrowRight') {
      if (folder && !this.open.has(row.path)) this.toggle(row.path);
      else goal = folder ? rows[i + 1]?.path : undefined;
    } else if (event.key === 'ArrowLeft') {
      if (folder && this.open.has(row.path)) this.toggle(row.path);
      else goal = parent || undefined;
    } else if ((event.key === 'Enter' || event.key === ' ') && folder) this.toggle(row.path);
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (goal === undefined) return;
    this.select(goal);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`[data-path="${goal}"]`)?.focus());
  };

  private explanation(path: string | null, field: Field | undefined): TemplateResult {
    if (path === null || !field) {
      return html`<div class="about">
        <p class="soft">${ui('point_at')}</p>
      </div>`;
    }
    // A length, or the bytes after it, says little by itself: what it is a part of says more.
    const above = path.split('.').slice(0, -1).join('.');
    const part = /^(length|data|value|tag)$/.test(field.name) && above !== '';
    const parent = part ? fieldProse(fieldAt(this.fields, above)?.name ?? '') : undefined;
    const prose = fieldProse(field.name);
    const meaning = typeof field.value === 'string' ? codeText(field.value) : '';
    const code =
      field.code === undefined ? '' : ` (0x${field.code.toString(16).padStart(2 * (field.end - field.begin), '0')})`;
    return html`<div class="about">
      <div class="crumbs">
        ${namesTo(this.fields, path).join(' › ')}
        <span class="soft">${ui('bytes_at', { size: bytesText(field.end - field.begin), offset: field.begin })}</span>
      </div>
      ${field.value !== undefined && field.value !== '' ? html`<p class="value"><b>${field.value}</b>${code}${meaning ? ` – ${meaning}` : ''}</p>` : nothing}
      <p>
        ${prose?.text ?? ''} ${parent?.text ?? ''} <span class="ref">${parent?.section ?? prose?.section ?? ''}</span>
      </p>
    </div>`;
  }
}

// Opens level after level, as long as the list stays short enough to be seen at once.
function openAtFirst(fields: readonly Field[]): ReadonlySet<string> {
  const all = rowsOf(fields, () => true);
  let open: ReadonlySet<string> = new Set();
  for (let depth = 0; depth < 12; depth++) {
    const more = new Set(all.filter((row) => row.depth <= depth && row.field.fields?.length).map((row) => row.path));
    if (depth > 0 && rowsOf(fields, (path) => more.has(path)).length > comfortable) break;
    open = more;
  }
  return open;
}

define('message-bytes', MessageBytes);
