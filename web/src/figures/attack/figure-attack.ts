// <figure-attack>: what an eavesdropper of the run of the screen comes to.
import { html, nothing, type TemplateResult } from 'lit';
import { attackLine } from '../../lesson/computed.js';
import { define } from '../../styles/define.js';
import { DrawnFigure, figureStyles } from '../figure.js';
import './attack-chain.js';
import { Attempt, type AttackTrace } from './attempt.js';
import { say } from './words.js';

export class FigureAttack extends DrawnFigure {
  static override styles = figureStyles;
  private last: { readonly answer: unknown; readonly attempt: Attempt } | null = null;

  protected override picture(): TemplateResult {
    const { steal = 'nothing', at = 'before' } = this.parameters as { steal?: string; at?: string };
    const answer = this.answer(attackLine({ steal, at }, this.model.trace.scenario));
    if (answer && this.last?.answer !== answer) this.last = { answer, attempt: new Attempt(answer as AttackTrace) };
    return html`<figure>
      <figcaption>${answer ? say('chain') : say('working')}</figcaption>
      ${answer ? html`<attack-chain .attempt=${this.last!.attempt}></attack-chain>` : nothing}
    </figure>`;
  }
}

define('figure-attack', FigureAttack);
