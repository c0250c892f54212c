import { css } from 'lit';

export const smallStyles = css`
  figure {
    display: grid;
    gap: 12px;
    max-width: 640px;
    margin: 0 auto;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 14px;
    align-items: end;
  }
  .controls:empty {
    display: none;
  }
  .field {
    display: grid;
    gap: 3px;
    font-size: 13px;
    color: var(--soft);
  }
  .field.client > span {
    color: var(--client);
  }
  .field.server > span {
    color: var(--server);
  }
  .field input,
  .field select {
    color: var(--ink);
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 8px;
    min-height: 34px;
    padding: 0 8px;
    font-size: 15px;
    font-variant-numeric: tabular-nums;
  }
  .field input {
    width: 5.2em;
  }
  .field select {
    max-width: 14em;
  }
  .problem {
    color: var(--bad);
    font-size: 14px;
  }
  .warnings {
    display: grid;
    gap: 4px;
    font-size: 14px;
    background: var(--bad-bg);
    color: var(--ink);
    border-radius: 8px;
    padding: 8px 12px;
  }
  .modes {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .modes .btn[aria-pressed='true'] {
    border-color: var(--ink);
    box-shadow: inset 0 0 0 1px var(--ink);
  }
  .stage svg {
    display: block;
    width: 100%;
    height: auto;
    max-height: 70vh;
    overflow: visible;
  }
  .stepper {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 12px;
    align-items: center;
  }
  .stepper input {
    width: 100%;
    accent-color: var(--ink);
  }
  .told {
    display: grid;
    gap: 4px;
    min-height: 5.4em;
    align-content: start;
    font-variant-numeric: tabular-nums;
  }
  .told p:first-child {
    font-size: 17px;
    font-weight: 600;
  }
  details {
    font-size: 14px;
  }
  summary {
    cursor: pointer;
    color: var(--soft);
  }
  .scroll {
    overflow: auto;
    max-height: 320px;
    margin-top: 8px;
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    text-align: left;
    padding: 3px 14px 3px 0;
    border-bottom: 1px solid var(--line);
    font-weight: 400;
  }
  th {
    color: var(--soft);
    font-size: 13px;
  }

  text {
    font-size: 13px;
    fill: var(--ink);
    text-anchor: middle;
    dominant-baseline: central;
    font-family: var(--sans);
    font-variant-numeric: tabular-nums;
  }
  text.small {
    font-size: 11px;
    fill: var(--soft);
  }
  text.client {
    fill: var(--client);
    font-weight: 650;
  }
  text.server {
    fill: var(--server);
    font-weight: 650;
  }
  text.secret {
    font-weight: 650;
  }
  .ring {
    fill: none;
    stroke: var(--line);
  }
  .dot {
    fill: var(--panel);
    stroke: var(--lifeline);
    stroke-width: 1.2;
  }
  .dot.seen {
    fill: var(--clear-bg);
    stroke: var(--soft);
  }
  .dot.now {
    fill: var(--ink);
    stroke: var(--ink);
  }
  text.now {
    fill: var(--panel);
  }
  .dot.tried {
    fill: var(--app-bg);
    stroke: var(--app);
    stroke-dasharray: 3 2;
  }
  .dot.other {
    fill: none;
    stroke: var(--later);
  }
  .path {
    fill: none;
    stroke: var(--soft);
    stroke-width: 1.1;
    opacity: 0.45;
  }
  .path.now {
    stroke: var(--ink);
    stroke-width: 2.2;
    opacity: 1;
  }
  .path.line {
    stroke: var(--hs);
    stroke-width: 1.4;
    opacity: 0.75;
  }
  .path.fall {
    stroke: var(--ink);
    stroke-width: 1.6;
    stroke-dasharray: 4 4;
    opacity: 1;
  }
  .path.tried {
    stroke: var(--app);
    opacity: 0.7;
  }
  .mark {
    fill: none;
    stroke-width: 2.4;
  }
  .mark.client {
    stroke: var(--client);
  }
  .mark.server {
    stroke: var(--server);
  }
  .mark.secret {
    stroke: var(--ink);
  }
  .mark.sent {
    stroke: var(--bad);
  }
  text.sent {
    fill: var(--bad);
  }
  .grid {
    stroke: var(--line);
    stroke-width: 0.7;
  }
  .points .dot {
    stroke: var(--later);
  }
  .points .dot.now {
    stroke: var(--ink);
  }
  text.client,
  text.server,
  text.secret {
    paint-order: stroke;
    stroke: var(--panel);
    stroke-width: 4px;
  }
  /* Where there is room, the words stand beside the picture. */
  @container (min-width: 700px) {
    figure {
      grid-template-columns: minmax(0, 1fr) minmax(240px, 34%);
      column-gap: 26px;
      max-width: 980px;
    }
    figcaption,
    .controls,
    .problem,
    .warnings,
    .modes {
      grid-column: 1 / -1;
    }
    .stage {
      grid-row: 6 / span 3;
    }
    .stepper {
      grid-row: 6;
    }
    .told {
      grid-row: 7;
    }
    details {
      grid-row: 8;
      align-self: end;
    }
    .stage svg {
      max-height: min(62vh, 560px);
    }
  }
  @media print {
    .controls,
    .stepper,
    .modes,
    details {
      display: none;
    }
    figure {
      break-inside: avoid;
    }
    .stage svg {
      max-height: 11cm;
    }
  }
  @container (max-width: 480px) {
    text {
      font-size: 18px;
    }
    text.small {
      font-size: 14px;
    }
  }
  @container (max-width: 420px) {
    .controls {
      gap: 8px 10px;
    }
    .field input {
      width: 4.4em;
    }
    .stepper {
      gap: 6px;
    }
    .stepper .btn {
      padding: 6px 9px;
    }
  }
`;
