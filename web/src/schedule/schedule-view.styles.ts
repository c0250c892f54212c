import { css } from 'lit';

export const scheduleStyles = css`
  :host {
    display: grid;
    gap: 14px;
    grid-template-columns: minmax(0, 1fr);
  }
  .sides {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
  }
  .sides .ref {
    margin-left: 8px;
  }
  .side {
    border-radius: 99px;
    padding: 3px 14px;
    min-height: 30px;
    color: var(--soft);
  }
  .side.client[aria-pressed='true'] {
    color: var(--client);
    border-color: var(--client);
    font-weight: 550;
  }
  .side.server[aria-pressed='true'] {
    color: var(--server);
    border-color: var(--server);
    font-weight: 550;
  }
  .stage {
    position: relative;
  }
  svg {
    position: absolute;
    inset: 0;
  }
  .edge {
    fill: none;
    stroke-width: 1.8;
    stroke: var(--clear);
  }
  .edge.handshake {
    stroke: var(--hs);
  }
  .edge.application {
    stroke: var(--app);
  }
  .edge.session {
    stroke: var(--session);
  }
  .edge.later {
    stroke: var(--line);
  }
  .node {
    --tone: var(--clear);
    position: absolute;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--panel);
    padding: 2px 8px;
    font-size: 11.5px;
    line-height: 1.2;
    display: flex;
    flex-direction: column;
    justify-content: center;
    text-align: left;
    transition:
      background-color 0.25s,
      border-color 0.25s;
  }
  .node span:not(.unseen),
  .node small {
    display: block;
    max-width: 100%;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .node small {
    font-size: 10.5px;
    font-family: var(--mono);
    color: var(--soft);
  }
  .node.later {
    color: var(--later);
    border-style: dashed;
  }
  .node.later small {
    color: var(--later);
  }
  .node.born.clear,
  .node.gone.clear {
    border-color: var(--clear);
    background: var(--clear-bg);
  }
  .node.born.handshake {
    border-color: var(--hs);
    background: var(--hs-bg);
  }
  .node.born.application {
    border-color: var(--app);
    background: var(--app-bg);
  }
  .node.born.session {
    border-color: var(--session);
    background: var(--session-bg);
  }
  .node.gone {
    background: var(--panel) !important;
    border-color: var(--line) !important;
    color: var(--soft);
  }
  .node.gone span {
    text-decoration: line-through;
    text-decoration-color: var(--bad);
    text-decoration-thickness: 2px;
  }
  .node.handshake {
    --tone: var(--hs);
  }
  .node.application {
    --tone: var(--app);
  }
  .node.session {
    --tone: var(--session);
  }
  .node.fresh {
    box-shadow: 0 0 0 1.5px var(--tone);
    border-color: var(--tone) !important;
    font-weight: 650;
  }
  .node[aria-pressed='true'] {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  .node i {
    position: absolute;
    right: -5px;
    top: -6px;
    width: 16px;
    height: 16px;
    border-radius: 50%;
    background: var(--server);
    color: var(--panel);
    font: 700 12px/16px var(--sans);
    text-align: center;
  }
  .opened {
    position: sticky;
    bottom: -10px;
    z-index: 1;
    background: var(--panel);
    border-radius: 8px;
    box-shadow: 0 -6px 24px rgb(0 0 0 / 10%);
    max-height: 62vh;
    overflow: auto;
  }
  .close {
    position: absolute;
    right: 6px;
    top: 6px;
    min-height: 28px;
    padding: 0 9px;
    border-color: transparent;
  }
  @container (max-width: 900px) {
    .opened {
      bottom: 108px;
      max-height: 50vh;
    }
  }
  .hint {
    font-size: 14px;
  }
  .node.veiled {
    border-style: dashed;
    border-color: var(--later);
    color: var(--soft);
    background: repeating-linear-gradient(135deg, var(--line) 0 1px, var(--panel) 1px 7px);
  }
`;
