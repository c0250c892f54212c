import { css } from 'lit';

export const chainStyles = css`
  :host {
    container-type: inline-size;
  }
  section + section {
    margin-top: 26px;
    padding-top: 18px;
    border-top: 1px solid var(--line);
  }
  h3 {
    font-size: 15px;
    margin-bottom: 8px;
  }
  .cap {
    font-size: 12.5px;
    font-weight: 550;
    color: var(--soft);
  }
  .verdict {
    font-size: 18px;
    font-weight: 600;
    line-height: 1.35;
    max-width: none;
  }
  .verdict span {
    color: var(--bad);
  }
  .verdict.none span {
    color: var(--server);
  }
  .wire {
    margin: 12px 0 16px;
    display: grid;
    gap: 3px;
  }
  .line {
    display: grid;
    grid-template-columns: 9em minmax(0, auto) 1fr;
    gap: 2px 12px;
    align-items: center;
    font-size: 13px;
    max-width: none;
  }
  .line small,
  .has small {
    color: var(--soft);
    font-size: 12.5px;
  }
  .boxes {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 3px;
  }
  .boxes i {
    width: 15px;
    height: 12px;
    border-radius: 3px;
    border: 1.5px solid var(--clear);
    background: var(--clear-bg);
  }
  .boxes .closed {
    background: repeating-linear-gradient(45deg, var(--clear) 0 2px, var(--clear-bg) 2px 4px);
  }
  .boxes .opened {
    border-color: var(--bad);
    background: var(--panel);
  }
  /* The road is a line down the middle; cards lie on it, and what belongs to one direction hangs on it. */
  .row {
    position: relative;
    padding: 7px 0;
    display: grid;
    justify-items: center;
  }
  .row::before {
    content: '';
    position: absolute;
    left: 50%;
    top: 0;
    bottom: 0;
    border-left: 2px solid var(--ink);
    margin-left: -1px;
  }
  .row > * {
    position: relative;
  }
  .row.top::before {
    top: 50%;
  }
  .broken::before,
  .broken ~ .row::before {
    border-left: 2px dashed var(--lifeline);
  }
  .row:last-child::before {
    bottom: 50%;
  }
  .top {
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0 24px;
    padding-top: 0;
    align-items: stretch;
    justify-items: stretch;
  }
  .has {
    border: 1px solid var(--line);
    border-radius: var(--r);
    background: var(--raised);
    padding: 9px 12px;
  }
  .has.stolen {
    border-color: var(--bad);
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 5px;
    margin-top: 5px;
    max-width: none;
  }
  .chip {
    border: 1px solid var(--line);
    border-radius: 7px;
    background: var(--panel);
    padding: 3px 9px;
    min-height: 26px;
    font-size: 13px;
    line-height: 1.35;
    max-width: 100%;
    overflow-wrap: anywhere;
  }
  .chip:hover {
    border-color: var(--soft);
  }
  .chip[aria-expanded='true'] {
    border-color: var(--ink);
    box-shadow: inset 0 0 0 1px var(--ink);
  }
  .chip b {
    font-weight: 550;
  }
  .chip span,
  .chip code {
    color: var(--soft);
    font-size: 12px;
  }
  .chip.got {
    background: var(--bad-bg);
    border-color: var(--bad);
  }
  .chip.heard {
    background: var(--clear-bg);
  }
  .chip.got span,
  .chip.got code,
  .chip.heard span,
  .chip.heard code {
    color: var(--ink);
  }
  .chip.slight {
    padding: 0 7px;
    min-height: 24px;
    font-size: 12.5px;
  }
  .chip.big {
    border: 0;
    padding: 0;
    background: none;
    font-size: 15px;
    text-align: center;
    box-shadow: none;
  }
  .chip.big b {
    display: block;
    font-weight: 600;
  }
  .chip.big[aria-expanded='true'] b {
    text-decoration: underline;
  }
  .node {
    border: 1.5px solid var(--ink);
    border-radius: var(--r);
    background: var(--panel);
    padding: 7px 16px 8px;
    max-width: min(100%, 30rem);
    text-align: center;
  }
  .sources {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    align-items: center;
    margin-top: 5px;
    max-width: none;
  }
  .node .sources {
    justify-content: center;
  }
  .sources small {
    color: var(--soft);
    font-size: 12.5px;
  }
  .fork {
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0 32px;
    justify-items: stretch;
    align-items: start;
  }
  .lane {
    border: 1px solid var(--line);
    border-radius: var(--r);
    background: var(--panel);
    padding: 8px 11px 10px;
    font-size: 13px;
    color: var(--ink);
  }
  .lane.client {
    border-left: 3px solid var(--client);
  }
  .lane.server {
    border-left: 3px solid var(--server);
  }
  .lane.bare,
  .lane.none {
    border: 0;
    padding: 0;
    background: none;
    display: grid;
    gap: 8px;
  }
  /* From the road to its lanes. */
  .lane.client::after,
  .lane.server::after,
  .data > .lane::after,
  .broken > .lane.bare::after {
    content: '';
    position: absolute;
    top: 22px;
    width: 16px;
    border-top: 2px solid var(--ink);
    right: -16px;
  }
  .lane.server::after,
  .data > .lane:nth-child(2)::after,
  .broken > .lane.bare:nth-child(2)::after {
    right: auto;
    left: -16px;
  }
  .lane.server::after {
    left: -19px;
    width: 19px;
  }
  .broken ~ .data > .lane::after,
  .broken > .lane.bare::after {
    border-top: 2px dashed var(--lifeline);
  }
  .opens {
    margin-top: 7px;
    font-size: 13px;
  }
  .end {
    border: 2px dashed var(--bad);
    border-radius: var(--r);
    background: var(--bad-bg);
    padding: 10px 14px;
    max-width: 34rem;
    display: grid;
    gap: 4px;
  }
  .end .cap {
    color: var(--bad);
    font-size: 14px;
    font-weight: 600;
  }
  .end .ref {
    color: var(--ink);
  }
  .said {
    border: 1px solid var(--line);
    border-radius: var(--r);
    background: var(--panel);
    padding: 8px 12px;
    font-size: 13.5px;
  }
  .said.all,
  .said.part {
    border-color: var(--bad);
  }
  .said > p:first-child {
    font-weight: 550;
  }
  .said pre {
    margin: 5px 0 0;
    white-space: pre-wrap;
  }
  .memory {
    margin-top: 8px;
    font-size: 13px;
    display: grid;
    gap: 4px;
  }
  .memory code {
    background: var(--clear-bg);
    border-radius: 6px;
    padding: 6px 9px;
    line-height: 1.6;
  }
  .card {
    grid-column: 1 / -1;
    margin-top: 8px;
    width: 100%;
    border: 1.5px solid var(--ink);
    border-radius: var(--r);
    background: var(--panel);
    padding: 12px 16px;
    font-size: 13.5px;
    display: grid;
    gap: 7px;
    justify-items: start;
  }
  .card .cap {
    font-size: 15px;
    color: var(--ink);
  }
  .card small {
    color: var(--soft);
    font-weight: 400;
    font-size: 12.5px;
  }
  .card .call {
    display: flex;
    flex-wrap: wrap;
    gap: 3px 5px;
    align-items: center;
    max-width: none;
  }
  @container (max-width: 520px) {
    .line {
      grid-template-columns: minmax(0, 1fr);
      padding-bottom: 4px;
    }
    .top {
      grid-template-columns: minmax(0, 1fr);
      gap: 8px;
    }
    .fork {
      gap: 0 20px;
    }
    .lane {
      padding: 7px 8px 9px;
    }
    .lane.client::after,
    .lane.server::after,
    .data > .lane::after,
    .broken > .lane.bare::after {
      width: 10px;
      right: -10px;
    }
    .lane.server::after,
    .data > .lane:nth-child(2)::after,
    .broken > .lane.bare:nth-child(2)::after {
      right: auto;
      left: -12px;
    }
  }
`;
