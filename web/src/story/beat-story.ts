// <beat-story>: what happens at this step, in one heading and a few sentences. Screen readers hear it at every step.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { ui } from '../language/ui.js';
import { beatWords } from '../prose/prose.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import { impostorAt } from './impostor.js';

export class BeatStory extends LitElement {
  static override styles = [
    shared,
    css`
      h2 {
        font-size: 20px;
        line-height: 1.25;
        letter-spacing: -0.012em;
        text-wrap: balance;
      }
      .where {
        display: flex;
        gap: 8px;
        align-items: center;
        font-size: 13px;
        color: var(--soft);
        margin-bottom: 3px;
      }
      .dot {
        width: 9px;
        height: 9px;
        border-radius: 50%;
        background: var(--soft);
      }
      .dot.client {
        background: var(--client);
      }
      .dot.server {
        background: var(--server);
      }
      .impostor {
        color: var(--bad);
        font-weight: 600;
      }
      p {
        margin-top: 4px;
      }
    `,
  ];
  static override properties = { model: { attribute: false }, current: { attribute: false } };
  declare model: TraceModel;
  declare current: number;

  override render(): TemplateResult {
    const beat = this.model.beatAt(this.current);
    const words = beatWords(beat, this.model);
    const last = this.model.beats.length - 1;
    const impostor = impostorAt(this.model, beat);
    return html`
      <div class="where">
        <span class="dot ${beat.by ?? ''}"></span
        ><span>${ui('step_of', { step: beat.index, last })}${words.section ? html` · ${words.section}` : nothing}</span>
      </div>
      ${impostor === null ? nothing : html`<div class="where impostor">${impostor}</div>`}
      <h2 tabindex="-1">${words.title}</h2>
      <p>${words.text}</p>
    `;
  }
}

define('beat-story', BeatStory);
