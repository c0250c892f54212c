// Where the focus of the page goes when the part that had it is closed.
import type { LitElement } from 'lit';
import type { Goal } from './keep-focus.js';

/** nextFocus gives the goal. `moved`: the cursor or the run has changed with it. */
export function nextFocus(root: ParentNode, was: Element, moved: boolean): Goal {
  const find = (name: string): LitElement | null => root.querySelector<LitElement>(name);
  const first = (...goals: [name: string, inside: string][]): Goal => {
    for (const [name, inside] of goals) {
      const part = find(name);
      if (part) return [part, inside];
    }
    return find('take-along');
  };
  const drawer = was.closest('.drawer');
  // Whoever closes a panel is back at what opened it; whoever chose something in it, at what came of that.
  if (drawer && !moved) {
    const opener = `.opener.${['examples', 'lessons'].find((name) => drawer.classList.contains(name)) ?? 'settings'}`;
    return first(['settings-bar', opener], ['split-bar', opener], ['beat-story', 'h2']);
  }
  if (was.matches('settings-bar, split-bar'))
    return first(['split-desk', 'button'], ['file-bar', 'button'], ['settings-bar', '.split']);
  return find('.drawer') ?? first(['beat-story', 'h2']);
}
