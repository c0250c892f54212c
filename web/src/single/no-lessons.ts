// What stands in for lessons and eavesdropper in the page in one file that does without them: it says where they are.
import { LitElement, html, type TemplateResult } from 'lit';
import { SpokenError } from '../language/spoken-error.js';
import { ui } from '../language/ui.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';

const file = 'handshake-lessons.html';

export const openCourse = (): Promise<never> =>
  Promise.reject(new SpokenError(() => ui('single.no_lessons', { file })));

class Elsewhere extends LitElement {
  static override styles = shared;

  override render(): TemplateResult {
    return html`<p>${ui('single.no_lessons', { file })} <a href=${file}>${file}</a></p>`;
  }
}

define('lesson-list', Elsewhere);
define('attack-view', class extends Elsewhere {});
