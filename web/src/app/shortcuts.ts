// Arrow keys, Home, End, space and Escape, unless the focused thing needs them itself. In a document of our own they are
// ours wherever the focus is; somebody else's page scrolls with them, unless the focus is in the element.

/** What a key asks for: a step, to play or pause, or to close the open panel. */
export type Shortcut = { readonly step: number } | 'play' | 'close';

export interface Place {
  /** The element that the keys are for. */
  readonly page: Element;
  readonly ladder: Element | null;
  readonly current: number;
  readonly last: number;
  /** A panel is open. */
  readonly panel: boolean;
  /** The document is ours, and what nobody has the focus for too. */
  readonly alone: boolean;
}

const isAt = (event: Event, what: (node: HTMLElement) => boolean): boolean =>
  event.composedPath().some((node) => node instanceof HTMLElement && what(node));

/** inLadder tells whether a key was pressed on the ladder. */
export const inLadder = (event: Event, { ladder }: Pick<Place, 'ladder'>): boolean =>
  ladder !== null && event.composedPath().includes(ladder);

/** shortcutOf gives what a key asks for; null when it is nothing, or is for somebody else. */
export function shortcutOf(event: KeyboardEvent, place: Place): Shortcut | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null;
  const target = event.composedPath()[0];
  if (!event.composedPath().includes(place.page) && !(place.alone && target === document.body)) return null;
  if (event.key === 'Escape') return place.panel ? 'close' : null;
  const tag = target instanceof HTMLElement ? target.tagName : '';
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(tag)) return null;
  const onControl = /^(BUTTON|SUMMARY|A)$/.test(tag) && !inLadder(event, place);
  // There the arrows scroll.
  const inPanel = isAt(event, (node) => node.id === 'tab-panel');
  if (event.key === ' ') return onControl || inPanel ? null : 'play';
  if (isAt(event, (node) => node.getAttribute('role') === 'tablist')) return null;
  const { current, last } = place;
  const goals: Record<string, number> = { ArrowRight: current + 1, ArrowLeft: current - 1 };
  if (!inPanel) Object.assign(goals, { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: last });
  const goal = goals[event.key];
  return goal === undefined ? null : { step: Math.max(0, Math.min(last, goal)) };
}
