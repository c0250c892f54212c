import { css } from 'lit';

export const embedDialogStyles = css`
  dialog {
    width: min(1280px, 100vw - 48px);
    height: min(920px, 100dvh - 48px);
    max-width: none;
    max-height: none;
    padding: 0;
    border: 1px solid var(--line);
    border-radius: 14px;
    background: var(--panel);
    color: var(--ink);
    font: 14px/1.5 var(--sans);
    overflow: hidden;
    box-shadow: 0 24px 70px rgb(0 0 0 / 28%);
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  dialog::backdrop {
    background: rgb(20 22 26 / 52%);
  }
  .head {
    display: flex;
    flex: none;
    align-items: center;
    justify-content: space-between;
    padding: 12px 20px;
    border-bottom: 1px solid var(--line);
  }
  h2 {
    font-size: 17px;
  }
  h3 {
    font-size: 14px;
  }
  .body {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template: minmax(0, 1fr) auto / 316px minmax(0, 1fr);
  }
  .settings {
    grid-row: 1 / 3;
    display: flex;
    flex-direction: column;
    gap: 16px;
    padding: 18px 20px;
    border-right: 1px solid var(--line);
    overflow: auto;
  }
  p.soft {
    font-size: 13px;
    line-height: 1.45;
    max-width: none;
  }
  legend,
  .field {
    padding: 0;
    font-size: 13px;
    color: var(--soft);
  }
  legend {
    float: left;
    width: 100%;
    margin-bottom: 4px;
  }
  select,
  input[type='number'] {
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--panel);
    min-height: 36px;
    padding: 0 8px;
    font-size: 14px;
    color: var(--ink);
  }
  .field > * {
    display: block;
    width: 100%;
    margin-top: 4px;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  fieldset label {
    position: relative;
    padding: 4px 11px;
    border: 1px solid var(--line);
    border-radius: 99px;
    font-size: 13.5px;
    cursor: pointer;
  }
  fieldset label:hover {
    border-color: var(--soft);
  }
  fieldset label:has(:checked) {
    background: var(--clear-bg);
    border-color: var(--ink);
    box-shadow: inset 0 0 0 1px var(--ink);
  }
  fieldset label:has(:focus-visible) {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  fieldset input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .preview {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
  }
  .bar {
    display: flex;
    flex: none;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    padding: 10px 20px;
  }
  .bar legend,
  .paste legend {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .pane {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 20px 20px 0;
    background: var(--clear-bg);
    border-block: 1px solid var(--line);
  }
  .pane:focus-visible {
    outline-offset: -2px;
  }
  .box {
    margin: 0 auto 20px;
    border-radius: 10px;
    overflow: clip;
    box-shadow:
      0 0 0 1px var(--line),
      var(--shadow);
  }
  .phone {
    max-width: 360px;
  }
  .column {
    max-width: 680px;
  }
  .paste {
    display: flex;
    flex-direction: column;
    gap: 10px;
    padding: 14px 20px 18px;
    min-width: 0;
  }
  a {
    color: var(--focus);
  }
  .snippet {
    display: grid;
    grid-template-columns: 1fr auto auto;
    align-items: center;
    gap: 6px 12px;
  }
  .snippet label {
    font-weight: 600;
  }
  .snippet .btn {
    min-height: 30px;
    padding: 3px 14px;
  }
  .save {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .said {
    color: var(--server);
    font-weight: 600;
  }
  textarea {
    grid-column: 1 / -1;
    width: 100%;
    max-height: 136px;
    resize: none;
    padding: 8px 12px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--raised);
    color: var(--ink);
    font: 12.5px/1.5 var(--mono);
    overflow-wrap: anywhere;
    field-sizing: content;
  }
  @media (max-width: 860px) {
    dialog {
      width: 100vw;
      height: 100dvh;
      border: 0;
      border-radius: 0;
    }
    .head {
      padding: 10px 16px;
    }
    .body {
      display: block;
      overflow: auto;
    }
    .settings {
      padding: 16px;
      border: 0;
      overflow: visible;
    }
    .bar {
      padding: 10px 16px;
      border-top: 1px solid var(--line);
    }
    .pane {
      max-height: 70dvh;
      padding: 12px 12px 0;
    }
    .paste {
      padding: 16px;
    }
  }
  @media (max-width: 480px) {
    .width {
      display: none;
    }
  }
`;
