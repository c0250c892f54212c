import { css } from 'lit';

export const takeAlongStyles = css`
  :host {
    position: relative;
    flex: none;
    margin-left: auto;
  }
  .open {
    display: flex;
    gap: 8px;
    align-items: center;
  }
  .open svg {
    width: 10px;
    height: 6px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
  }
  @container (max-width: 480px) {
    .open {
      padding: 6px 10px;
    }
    .open svg {
      display: none;
    }
  }
  [role='menu'] {
    position: absolute;
    top: calc(100% + 6px);
    right: 0;
    z-index: 5;
    width: max-content;
    min-width: 252px;
    max-width: calc(100vw - 24px);
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--r);
    box-shadow:
      var(--shadow),
      0 10px 30px rgb(28 30 33 / 14%);
    padding: 6px;
  }
  @container (max-width: 480px) {
    /* As wide as the page: the button need not stand at its edge. */
    [role='menu'] {
      position: fixed;
      top: auto;
      left: 12px;
      right: 12px;
      width: auto;
      margin-top: 6px;
    }
  }
  [role='menu'][hidden] {
    display: none;
  }
  [role='separator'] {
    height: 1px;
    background: var(--line);
    margin: 6px 10px;
  }
  [role='menuitem'] {
    display: flex;
    gap: 24px;
    justify-content: space-between;
    align-items: baseline;
    width: 100%;
    padding: 7px 12px;
    border-radius: 7px;
    font-size: 14px;
  }
  [role='menuitem'] small {
    color: var(--soft);
    font-size: 12.5px;
  }
  [role='menuitem']:hover,
  [role='menuitem']:focus-visible {
    background: var(--raised);
  }
  [role='menuitem']:focus-visible {
    outline-offset: -2px;
  }
  [role='menuitem'][aria-disabled='true'] {
    color: var(--later);
    cursor: default;
  }
  .said {
    position: absolute;
    top: calc(100% + 6px);
    right: 0;
    z-index: 4;
    width: max-content;
    max-width: min(360px, calc(100vw - 24px));
    background: var(--ink);
    color: var(--panel);
    border-radius: 8px;
    padding: 5px 12px;
    font-size: 13.5px;
  }
  .said:empty {
    display: none;
  }
  .drop {
    position: fixed;
    inset: 0;
    z-index: 10;
    display: grid;
    place-items: center;
    padding: 18px;
    background: color-mix(in srgb, var(--bg) 82%, transparent);
    pointer-events: none;
  }
  .drop > p {
    display: grid;
    place-content: center;
    gap: 4px;
    text-align: center;
    width: 100%;
    height: 100%;
    max-width: none;
    border: 2px dashed var(--focus);
    border-radius: 16px;
    font-size: 20px;
    font-weight: 600;
  }
  .drop small {
    font-size: 14.5px;
    font-weight: 400;
    color: var(--soft);
  }
`;
