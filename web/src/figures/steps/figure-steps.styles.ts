import { css } from 'lit';

export const stepsStyles = css`
  .head,
  li {
    display: grid;
    gap: 0 10px;
    grid-template-columns: minmax(120px, 190px) minmax(0, 1fr);
  }
  .two .head,
  .two li {
    grid-template-columns: minmax(110px, 170px) minmax(0, 1fr) minmax(0, 1fr);
  }
  .head {
    font-size: 13.5px;
    padding: 0 8px 6px;
  }
  .head b:first-child {
    grid-column: 2;
  }
  li {
    border-top: 1px solid var(--line);
    border-left: 3px solid transparent;
    padding: 7px 8px 7px 5px;
    align-items: start;
  }
  .lit {
    background: var(--raised);
    border-left-color: var(--ink);
  }
  .step {
    display: flex;
    gap: 9px;
  }
  .number {
    flex: none;
    width: 24px;
    height: 24px;
    border: 1.5px solid var(--line);
    border-radius: 99px;
    display: grid;
    place-items: center;
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .lit .number {
    background: var(--ink);
    border-color: var(--ink);
    color: var(--panel);
  }
  .title b {
    display: block;
    font-weight: 600;
    font-size: 14px;
    line-height: 1.35;
    hyphens: auto;
  }
  .title small {
    display: block;
    color: var(--soft);
    font-size: 12.5px;
    line-height: 1.35;
  }
  .cell {
    min-width: 0;
    display: grid;
    gap: 4px;
  }
  .sent {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 0 8px;
    align-items: baseline;
    border-radius: 6px;
    padding: 2px 8px;
    font-size: 13px;
    background: var(--clear-bg);
    overflow-wrap: anywhere;
  }
  .order {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .sent small {
    font-size: 12px;
    white-space: nowrap;
  }
  .part {
    background: none;
    border: 1px dashed var(--later);
    padding: 1px 7px;
  }
  .handshake {
    background: var(--hs-bg);
    color: var(--hs);
  }
  .application {
    background: var(--app-bg);
    color: var(--app);
  }
  .session {
    background: var(--session-bg);
    color: var(--session);
  }
  .sent .what {
    color: var(--ink);
  }
  .none {
    color: var(--soft);
    font-size: 13px;
    padding: 2px 8px;
  }
  .ready {
    font-size: 12.5px;
    padding: 0 8px;
  }
  .lock {
    width: 9px;
    height: 11px;
    margin-right: 4px;
    transform: translateY(1px);
    fill: currentColor;
  }
  .lock path {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.3;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 8px;
    margin-top: 12px;
    max-width: none;
  }
  .key {
    font-size: 12.5px;
    border-radius: 6px;
    padding: 2px 8px;
    background: var(--clear-bg);
  }
  .key.handshake {
    background: var(--hs-bg);
  }
  .key.application {
    background: var(--app-bg);
  }
  .key.session {
    background: var(--session-bg);
  }
  @container (max-width: 760px) {
    .two .sent {
      grid-template-columns: auto minmax(0, 1fr);
    }
    .two .sent small {
      grid-column: 2;
    }
  }
  @container (max-width: 620px) {
    .two .head {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      padding-left: 16px;
    }
    .two .head b:first-child {
      grid-column: 1;
    }
    .two li {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      gap: 5px 8px;
    }
    .two .step {
      grid-column: 1 / 3;
    }
  }
  @container (max-width: 440px) {
    .one .head,
    .one li {
      grid-template-columns: minmax(0, 1fr);
      gap: 5px;
    }
    .one .head b:first-child {
      grid-column: 1;
    }
  }
`;
