import { css } from 'lit';

export const playbackStyles = css`
  :host {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 8px 20px;
    align-items: center;
  }
  .buttons {
    display: flex;
    gap: 6px;
    align-items: center;
  }
  .play {
    min-width: 68px;
    text-align: center;
  }
  select {
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--panel);
    min-height: 34px;
    padding: 0 4px;
    font-size: 13.5px;
    color: var(--soft);
  }
  .line {
    position: relative;
    height: 26px;
    margin: 0 9px;
  }
  svg {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    overflow: visible;
  }
  line {
    stroke: var(--line);
    stroke-width: 3;
    stroke-linecap: round;
  }
  line.done {
    stroke: var(--ink);
  }
  circle.client {
    fill: var(--client);
  }
  circle.server {
    fill: var(--server);
  }
  circle.bad {
    fill: var(--bad);
  }
  circle {
    stroke: var(--panel);
    stroke-width: 1.5;
  }
  circle.later {
    opacity: 0.4;
  }
  /* A prediction comes first. */
  :host([guess]) .later {
    visibility: hidden;
  }
  input {
    -webkit-appearance: none;
    appearance: none;
    position: absolute;
    inset: 0 -9px;
    width: calc(100% + 18px);
    height: 26px;
    margin: 0;
    background: none;
    cursor: pointer;
    border-radius: 13px;
  }
  input::-webkit-slider-thumb {
    -webkit-appearance: none;
    width: 18px;
    height: 18px;
    border-radius: 50%;
    background: var(--ink);
    border: 3px solid var(--panel);
    box-shadow: 0 0 0 1px var(--ink);
  }
  input::-moz-range-thumb {
    width: 13px;
    height: 13px;
    border-radius: 50%;
    background: var(--ink);
    border: 3px solid var(--panel);
  }
  input::-moz-range-track {
    background: none;
  }
  .count {
    color: var(--soft);
    font-size: 13.5px;
    font-variant-numeric: tabular-nums;
    min-width: 4.5em;
    text-align: right;
  }
  @container (max-width: 640px) {
    :host {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .line {
      grid-column: 1 / -1;
      grid-row: 1;
    }
    .btn {
      padding: 6px 12px;
    }
  }
  @container (max-width: 400px) {
    .btn {
      padding: 6px 8px;
      font-size: 13px;
    }
    /* There is no room for it; the heading of the step says it too. */
    .count {
      display: none;
    }
  }
  @container (max-width: 300px) {
    .buttons {
      flex-wrap: wrap;
    }
    /* The words say it without the arrows. */
    .btn [aria-hidden] {
      display: none;
    }
    .play {
      min-width: 50px;
    }
  }
`;
