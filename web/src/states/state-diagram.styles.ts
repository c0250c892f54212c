import { css } from 'lit';

export const stateDiagramStyles = css`
  .stage {
    position: relative;
    --own: var(--client);
    --own-bg: var(--client-bg);
    color: var(--ink);
  }
  .stage.server {
    --own: var(--server);
    --own-bg: var(--server-bg);
  }
  svg {
    position: absolute;
    left: 0;
    top: 0;
    overflow: visible;
  }
  .line {
    fill: none;
    stroke: var(--later);
    stroke-width: 1.2;
  }
  .head {
    fill: var(--later);
  }
  .impossible .line {
    stroke: var(--lifeline);
    stroke-dasharray: 3 3;
  }
  .impossible .head {
    fill: var(--lifeline);
  }
  .taken .line {
    stroke: var(--own);
    stroke-width: 2.4;
  }
  .taken .head {
    fill: var(--own);
  }
  .failed .line {
    stroke: var(--bad);
  }
  .failed .head {
    fill: var(--bad);
  }
  .label {
    font: 12px var(--sans);
    dominant-baseline: central;
    fill: var(--soft);
    stroke: var(--panel);
    stroke-width: 4px;
    paint-order: stroke;
  }
  .label.taken {
    fill: var(--own);
    font-weight: 600;
  }
  .label.impossible {
    fill: var(--later);
  }
  .state {
    position: absolute;
    left: 0;
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 0 8px 0 9px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--panel);
    color: var(--soft);
    line-height: 1.2;
  }
  .state code {
    font-size: 11.5px;
    overflow-wrap: normal;
  }
  .state::before {
    content: '';
    flex: none;
    width: 11px;
    height: 11px;
    border-radius: 50%;
    border: 1.5px solid var(--later);
  }
  .state.impossible {
    border-style: dashed;
    color: var(--later);
  }
  .state.impossible::before {
    border: 0;
    height: 1.5px;
    border-radius: 0;
    background: var(--later);
  }
  .state.visited {
    border-color: var(--own);
    color: var(--ink);
  }
  .state.visited::before {
    border-color: var(--own);
    background: var(--own);
  }
  .state.now {
    border: 2px solid var(--own);
    padding-left: 8px;
    background: var(--own-bg);
    color: var(--ink);
    font-weight: 650;
  }
  .state.now code {
    font-weight: inherit;
  }
  .state.now::before {
    border: 3.5px solid var(--own);
    background: var(--panel);
    outline: 1.5px solid var(--own);
    outline-offset: 1.5px;
  }
  button.state:hover {
    border-color: var(--own);
    color: var(--ink);
  }
  @media (forced-colors: active) {
    .taken .line {
      stroke: Highlight;
    }
    .state.now {
      border-color: Highlight;
    }
  }
`;
