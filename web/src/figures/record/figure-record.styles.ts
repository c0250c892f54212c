import { css } from 'lit';

export const recordStyles = css`
  .inputs {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 10px;
  }
  section {
    border: 1px solid var(--line);
    border-radius: 8px;
    padding: 9px 12px;
    min-width: 0;
  }
  .wide {
    grid-column: 1 / -1;
  }
  h3 {
    font-size: 13.5px;
    font-weight: 600;
    margin-bottom: 4px;
  }
  p {
    font-size: 13px;
    max-width: none;
    overflow-wrap: anywhere;
  }
  small {
    color: var(--soft);
    font-size: 12.5px;
    font-weight: 400;
  }
  dt {
    font-size: 13px;
  }
  .nonce dl {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 2px 14px;
    align-items: baseline;
  }
  .nonce code {
    white-space: pre;
  }
  .nonce .sum {
    border-top: 1.5px solid var(--ink);
    padding-top: 2px;
  }
  .nonce .sum code,
  .nonce dt:last-of-type {
    font-weight: 600;
  }
  .key {
    border-left: 3px solid var(--app);
    background: var(--app-bg);
  }
  .key small {
    color: var(--app);
  }
  .plain code {
    display: block;
  }
  .cipher {
    text-align: center;
    font-weight: 600;
    font-size: 13.5px;
    margin: 10px 0;
  }
  .wire {
    border: 1.5px solid var(--ink);
  }
  .wire dl {
    display: grid;
    gap: 6px;
    grid-template-columns: 9.5em minmax(0, 1fr) 9.5em;
  }
  .wire div {
    border-radius: 6px;
    padding: 5px 8px;
    min-width: 0;
  }
  .wire .header,
  .wire .explicit {
    background: var(--clear-bg);
  }
  .wire .ciphertext {
    background: var(--app-bg);
  }
  .wire .tag {
    background: var(--hs-bg);
  }
  .wire dl:has(.explicit) {
    grid-template-columns: 9.5em 9.5em minmax(0, 1fr) 9.5em;
  }
  @container (max-width: 700px) {
    .wire dl,
    .wire dl:has(.explicit) {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @container (max-width: 560px) {
    .inputs,
    .nonce dl {
      grid-template-columns: minmax(0, 1fr);
    }
    .nonce code {
      font-size: 12px;
    }
    .nonce dd {
      overflow-x: clip;
      margin-bottom: 4px;
    }
  }
`;
