// <playback-bar>: back, step, play, speed and the line of steps.
import { LitElement, html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import { beatWords } from '../prose/prose.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import { playbackStyles } from './playback-bar.styles.js';

const baseDelay = 1800;
const speeds = [0.5, 1, 2, 4];

export class PlaybackBar extends LitElement {
  static override styles = [shared, playbackStyles];
  static override properties = {
    model: { attribute: false },
    current: { attribute: false },
    playing: { state: true },
    speed: { state: true },
  };
  declare model: TraceModel;
  declare current: number;
  declare playing: boolean;
  declare speed: number;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.playing = false;
    this.speed = 1;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private get last(): number {
    return this.model.beats.length - 1;
  }

  /** toggle starts to play, or pauses. At the end it starts again from the beginning. */
  toggle(): void {
    this.playing = !this.playing;
    if (this.playing && this.current >= this.last) this.go(0);
  }

  start(): void {
    if (!this.playing) this.toggle();
  }

  pause(): void {
    this.playing = false;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('playing') && !changed.has('current') && !changed.has('speed')) return;
    clearTimeout(this.timer);
    if (!this.playing) return;
    if (this.current >= this.last) {
      this.playing = false;
      return;
    }
    this.timer = setTimeout(() => this.go(this.current + 1), baseDelay / this.speed);
  }

  private go(index: number): void {
    ask(this, 'go-to-beat', Math.max(0, Math.min(this.last, index)));
  }

  // A button that disabled itself would lose the focus: it stays, and does nothing.
  private step(by: number): void {
    const goal = this.current + by;
    if (goal < 0 || goal > this.last) return;
    this.pause();
    this.go(goal);
  }

  override render(): TemplateResult {
    const { current, last } = this;
    return html`
      <div class="buttons" role="group" aria-label=${ui('play.group')}>
        <button class="btn back" aria-disabled=${current === 0} @click=${() => this.step(-1)}>
          <span aria-hidden="true">◀</span> ${ui('play.back')}
        </button>
        <button class="btn go step" aria-disabled=${current === last} @click=${() => this.step(1)}>
          ${ui('play.step')} <span aria-hidden="true">▶</span>
        </button>
        <button class="btn play" @click=${() => this.toggle()}>
          ${this.playing ? ui('play.pause') : ui('play.play')}
        </button>
        <label class="speed"
          ><span class="unseen">${ui('play.speed')}</span>
          <select @change=${(e: Event) => (this.speed = Number((e.target as HTMLSelectElement).value))}>
            ${speeds.map((s) => html`<option value=${s} ?selected=${s === this.speed}>${s}×</option>`)}
          </select></label
        >
      </div>
      <div class="line">
        ${this.marks()}
        <input
          type="range"
          min="0"
          max=${last}
          step="1"
          .value=${String(current)}
          aria-label=${ui('play.position')}
          aria-valuetext=${ui('step_of_titled', { step: current, last, title: beatWords(this.model.beatAt(current), this.model).title })}
          @input=${(e: Event) => {
            this.pause();
            this.go(Number((e.target as HTMLInputElement).value));
          }}
        />
      </div>
      <span class="count" aria-hidden="true">${current} / ${last}</span>
    `;
  }

  private marks(): TemplateResult {
    const { current, last } = this;
    const x = (index: number): string => `${(100 * index) / Math.max(1, last)}%`;
    return html`<svg aria-hidden="true" focusable="false">
      <line x1="0" x2="100%" y1="13" y2="13" />
      <line class="done" x1="0" x2=${x(current)} y1="13" y2="13" />
      ${this.model.beats.map((beat) => {
        if (beat.message?.direction !== 'sent' && !/fatal/.test(beat.kind)) return nothing;
        return svg`<circle class="${beat.message ? beat.by : 'bad'} ${beat.index > current ? 'later' : ''}" cx=${x(beat.index)} cy="13" r="4"/>`;
      })}
    </svg>`;
  }
}

define('playback-bar', PlaybackBar);
