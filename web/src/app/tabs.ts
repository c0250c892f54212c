// The tabs of the right panel, as data: what each is called and what it shows.
import { html, nothing, type TemplateResult } from 'lit';
import { until } from 'lit/directives/until.js';
import type { Theft } from '../address/theft.js';
import { ask } from './events.js';
import '../checks/checks-view.js';
import '../compare/compare-view.js';
import '../keys/keys-view.js';
import type { UiKey } from '../language/languages.js';
import { ui } from '../language/ui.js';
import '../message/message-view.js';
import '../network/network-view.js';
import '../schedule/schedule-view.js';
import type { Tables } from '../states/machine.js';
import '../states/states-view.js';
import '../story/beat-view.js';
import type { Settings } from '../scenario/settings.js';
import type { TraceModel } from '../trace/model.js';

export interface TabContext {
  readonly model: TraceModel;
  readonly current: number;
  /** Id of the value that is opened in the key schedule. */
  readonly value: number | null;
  /** Id of the message that is opened, when it is not the latest one. */
  readonly message: number | null;
  /** What is played; null: a trace from a file, or one side alone. */
  readonly settings: Settings | null;
  /** One side is played alone, by hand. */
  readonly alone: boolean;
  /** Only recorded runs can be played. */
  readonly recorded: boolean;
  /** The transition tables of the core. */
  readonly tables: Tables;
  /** Settings of the run to compare with, and what plays them. */
  readonly beside: Settings | null;
  readonly play: (settings: Settings) => Promise<TraceModel>;
  /** What an eavesdropper steals, and what runs a command of the core. */
  readonly theft: Theft;
  readonly ask: (args: readonly string[]) => Promise<string>;
}

export interface Tab {
  readonly id: string;
  /** In the language that is spoken when it is read. */
  readonly title: string;
  show(context: TabContext): TemplateResult;
}

export const tabs: readonly Tab[] = [
  {
    id: 'step',
    get title() {
      return ui('tab.step');
    },
    show: ({ model, current }) => html`<beat-view .model=${model} .current=${current}></beat-view>`,
  },
  {
    id: 'message',
    get title() {
      return ui('tab.message');
    },
    show: message,
  },
  {
    id: 'keys',
    get title() {
      return ui('tab.keys');
    },
    show: ({ model, current }) => html`<keys-view .model=${model} .current=${current}></keys-view>`,
  },
  {
    id: 'schedule',
    get title() {
      return ui('tab.schedule');
    },
    show: ({ model, current, value }) =>
      html`<schedule-view .model=${model} .current=${current} .selected=${value}></schedule-view>`,
  },
  {
    id: 'network',
    get title() {
      return ui('tab.network');
    },
    show: ({ model, current, settings, alone, play, recorded }) =>
      html`<network-view
        .play=${play}
        .model=${model}
        .current=${current}
        .settings=${recorded ? null : settings}
        .why=${alone ? 'network.split' : recorded && settings ? 'recorded.network' : 'network.file'}
      ></network-view>`,
  },
  {
    id: 'checks',
    get title() {
      return ui('tab.checks');
    },
    show: ({ model, current }) => html`<checks-view .model=${model} .current=${current}></checks-view>`,
  },
  {
    id: 'states',
    get title() {
      return ui('tab.states');
    },
    show: ({ model, current, tables }) =>
      html`<states-view .model=${model} .tables=${tables} .current=${current}></states-view>`,
  },
  {
    id: 'compare',
    get title() {
      return ui('tab.compare');
    },
    show: compare,
  },
  {
    id: 'attack',
    get title() {
      return ui('tab.attack');
    },
    show: attack,
  },
];

function message({ model, current, message: chosen }: TabContext): TemplateResult {
  const { now } = model.beatAt(current);
  const shown = (chosen === null ? undefined : model.message(chosen)) ?? model.lastMessage(now);
  if (!shown) return html`<p class="soft">${ui('message.none')}</p>`;
  return html`<message-view .message=${shown} .model=${model}></message-view>`;
}

// What looks at the whole run has no meaning behind a veil.
const whole = (text: UiKey): TemplateResult =>
  html`<p>${ui(text)}</p>
    <p>
      <button class="btn" @click=${(e: Event) => ask(e.currentTarget!, 'show-role', 'both')}>
        ${ui('compare.both')}
      </button>
    </p>`;

function compare({ model, current, settings, beside, play }: TabContext): TemplateResult {
  if (model.viewer !== 'both') return whole('compare.whole');
  return html`<compare-view
    .model=${model}
    .current=${current}
    .settings=${settings}
    .beside=${beside}
    .play=${play}
  ></compare-view>`;
}

// It is fetched when somebody wants it first.
function attack({ model, settings, alone, recorded, theft, ask: core }: TabContext): TemplateResult {
  if (model.viewer !== 'both') return whole('attack.whole');
  return html`${until(
      import('../figures/attack/attack-view.js').then(
        () => nothing,
        (error: unknown) => html`<p role="alert">${(error as Error).message}</p>`,
      ),
    )}<attack-view
      .model=${model}
      .settings=${settings}
      .theft=${theft}
      .core=${core}
      .why=${alone ? 'alone' : recorded && settings ? 'recorded' : settings ? null : 'file'}
    ></attack-view>`;
}
