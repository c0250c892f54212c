// An update may take away what has the keyboard focus. Then the focus goes to something near, and is not lost.
import type { LitElement, ReactiveController } from 'lit';

/** Where the focus goes: an element, or one that a part of the page draws, which may not be there yet. */
export type Goal = HTMLElement | readonly [part: LitElement, selector: string] | null;

export class KeepFocus implements ReactiveController {
  private was: Element | null = null;
  private readonly host: LitElement;
  private readonly next: (was: Element) => Goal;

  /** `next` gives the goal when `was`, which had the focus, is gone. */
  constructor(host: LitElement, next: (was: Element) => Goal) {
    this.host = host;
    this.next = next;
    host.addController(this);
  }

  hostUpdate(): void {
    this.was = this.host.shadowRoot?.activeElement ?? null;
  }

  hostUpdated(): void {
    const { was } = this;
    if (!was || was.isConnected) return;
    this.was = null;
    void focusOn(this.next(was));
  }
}

async function focusOn(goal: Goal): Promise<void> {
  if (!goal || goal instanceof HTMLElement) return goal?.focus();
  const [part, selector] = goal;
  await part.updateComplete;
  part.renderRoot.querySelector<HTMLElement>(selector)?.focus();
}
