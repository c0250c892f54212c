import { css } from 'lit';

export const messageBytesStyles = css`
  :host {
    container-type: inline-size;
  }
  .split {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    border: 1px solid var(--line);
    border-radius: 8px;
    overflow: hidden;
    --hit: var(--clear);
    --hit-bg: var(--clear-bg);
  }
  .split.clear {
    --hit: var(--client);
    --hit-bg: var(--client-bg);
  }
  .split.handshake {
    --hit: var(--hs);
    --hit-bg: var(--hs-bg);
  }
  .split.early,
  .split.application {
    --hit: var(--app);
    --hit-bg: var(--app-bg);
  }
  .split.session {
    --hit: var(--session);
    --hit-bg: var(--session-bg);
  }
  .hex {
    position: relative;
    font-family: var(--mono);
    font-size: 12px;
    line-height: 1.75;
    padding: 10px 12px;
    border-right: 1px solid var(--line);
    white-space: nowrap;
    overflow: auto;
    max-height: 340px;
    cursor: default;
  }
  .hex i {
    font-style: normal;
    color: var(--soft);
    margin-right: 10px;
    user-select: none;
  }
  .hex span {
    padding: 1px 0.3em;
  }
  .hex .hit {
    background: var(--hit-bg);
    color: var(--hit);
    font-weight: 600;
  }
  .tree {
    position: relative;
    font-size: 13px;
    line-height: 1.7;
    padding: 8px 4px;
    max-height: 340px;
    overflow: auto;
  }
  .tree > div {
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
    border-radius: 5px;
    padding-right: 8px;
    cursor: default;
  }
  .tree em {
    font-style: normal;
    color: var(--soft);
    margin-left: 4px;
  }
  .twist {
    display: inline-block;
    width: 14px;
    color: var(--soft);
    font-size: 11px;
  }
  .tree .hit {
    background: var(--hit-bg);
    color: var(--hit);
    font-weight: 550;
  }
  .tree .hit em,
  .tree .hit .twist {
    color: inherit;
    font-weight: 400;
  }
  .hex:focus-visible,
  .tree :focus-visible {
    outline-offset: -2px;
  }
  .about {
    margin-top: 10px;
    min-height: 5.2em;
    font-size: 14px;
  }
  .crumbs {
    font-size: 13px;
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  .crumbs span {
    font-weight: 400;
    margin-left: 6px;
  }
  .value {
    overflow-wrap: anywhere;
  }
  @container (max-width: 520px) {
    .split {
      grid-template-columns: minmax(0, 1fr);
    }
    .hex {
      border-right: 0;
      border-bottom: 1px solid var(--line);
      max-height: 220px;
    }
    .tree {
      max-height: 260px;
    }
  }
`;
