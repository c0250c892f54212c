// <figure-matrix>: all key exchanges with all that can be stolen.
import { html, type TemplateResult } from 'lit';
import { define } from '../../styles/define.js';
import { DrawnFigure, figureStyles } from '../figure.js';
import { AttackMatrix } from './attack-matrix.js';
import { say } from './words.js';

export class FigureMatrix extends DrawnFigure {
  static override styles = figureStyles;

  protected override picture(): TemplateResult {
    return html`<figure>
      <figcaption class="unseen">${say('all')}</figcaption>
      <attack-matrix .ask=${this.ask}></attack-matrix>
    </figure>`;
  }

  override get ready(): Promise<unknown> {
    return this.updateComplete.then(async () => {
      const matrix = this.renderRoot.querySelector('attack-matrix');
      if (!(matrix instanceof AttackMatrix)) return;
      await matrix.updateComplete;
      await matrix.ready;
      await matrix.updateComplete;
    });
  }
}

define('figure-matrix', FigureMatrix);
