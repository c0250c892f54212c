import { css } from 'lit';

export const splitDeskStyles = css`
  :host {
    padding: 14px 22px 10px;
    background: var(--raised);
    border-bottom: 1px solid var(--line);
    font-size: 14px;
    max-height: 46%;
    overflow: auto;
  }
  .spots {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 32px;
  }
  .spot {
    flex: 1 1 240px;
    min-width: 0;
    display: grid;
    gap: 7px;
    align-content: start;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
    max-width: none;
  }
  .hex {
    color: var(--soft);
    font-size: 11.5px;
    max-height: 3.2em;
    overflow: hidden;
  }
  input,
  textarea {
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--panel);
    color: inherit;
    padding: 6px 9px;
    min-width: 0;
  }
  .text {
    flex: 1 1 120px;
    min-height: 34px;
  }
  textarea {
    display: block;
    width: 100%;
    font: 12px/1.5 var(--mono);
    resize: vertical;
    margin: 3px 0 6px;
  }
  [aria-invalid='true'] {
    border-color: var(--bad);
  }
  details {
    margin-top: 8px;
    font-size: 13.5px;
  }
  summary {
    cursor: pointer;
    color: var(--soft);
    padding: 4px 0;
  }
  details p {
    margin-bottom: 6px;
  }
  label {
    display: block;
  }
  @container (max-width: 900px) {
    :host {
      padding: 12px 14px 8px;
      max-height: none;
    }
  }
`;
