import { css } from 'lit';

export const viewStyles = css`
  .lead {
    margin-bottom: 14px;
  }
  fieldset {
    border: 0;
    padding: 0;
    margin: 0 0 12px;
    min-width: 0;
  }
  legend {
    font-size: 13px;
    color: var(--soft);
    padding: 0;
    margin-bottom: 5px;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    max-width: none;
  }
  label {
    position: relative;
    display: flex;
    align-items: center;
    border: 1px solid var(--line);
    border-radius: 99px;
    padding: 3px 13px;
    min-height: 32px;
    font-size: 13.5px;
    cursor: pointer;
  }
  label:hover {
    border-color: var(--soft);
  }
  /* The whole label is the button. */
  label input {
    position: absolute;
    inset: 0;
    opacity: 0;
    margin: 0;
    cursor: inherit;
  }
  label:has(:checked) {
    background: var(--ink);
    border-color: var(--ink);
    color: var(--panel);
  }
  label:has(:focus-visible) {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  label.off {
    color: var(--soft);
    border-style: dashed;
    cursor: default;
  }
  label.off:has(:checked) {
    background: var(--clear-bg);
    color: var(--ink);
    border-color: var(--line);
  }
  fieldset .ref {
    margin-top: 5px;
  }
  attack-chain {
    margin-top: 18px;
  }
  hr {
    border: 0;
    border-top: 1px solid var(--line);
    margin: 28px 0 22px;
  }
  h3 {
    font-size: 16px;
    margin-bottom: 6px;
  }
  .active .choices {
    margin: 12px 0;
  }
  .btn[aria-pressed='true'] {
    border-color: var(--ink);
    box-shadow: inset 0 0 0 1px var(--ink);
  }
  .btn {
    white-space: normal;
  }
  .came {
    border-left: 4px solid var(--clear);
    background: var(--clear-bg);
    border-radius: 0 8px 8px 0;
    padding: 9px 14px;
    display: grid;
    gap: 5px;
  }
  .came.believed {
    border-color: var(--bad);
    background: var(--bad-bg);
  }
  .came pre {
    margin: 0;
    white-space: pre-wrap;
  }
  .came .soft {
    color: var(--ink);
  }
  .refusal {
    color: var(--bad);
  }
`;
