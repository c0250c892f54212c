import { css } from 'lit';

export const beatViewStyles = css`
  :host {
    display: grid;
    gap: 16px;
    grid-template-columns: minmax(0, 1fr);
  }
  h3 {
    font-size: 15.5px;
    letter-spacing: -0.01em;
    margin-bottom: 8px;
  }
  h3 small {
    font-weight: 400;
    font-size: 13px;
    color: var(--soft);
    margin-left: 8px;
  }
  .cards {
    display: grid;
    gap: 10px;
    align-items: start;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 600px), 1fr));
  }
  .end {
    background: var(--bad-bg);
    border-radius: 8px;
    padding: 12px 16px;
    color: var(--ink);
  }
  .end h3 {
    color: var(--bad);
    margin-bottom: 2px;
  }
  .agreed {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 3px 18px;
    font-size: 14px;
  }
  dt {
    color: var(--soft);
  }
  .state {
    font-size: 13.5px;
  }
  .legend {
    display: grid;
    gap: 7px;
    font-size: 14px;
  }
  .legend li {
    display: grid;
    grid-template-columns: 40px minmax(0, 1fr);
    gap: 12px;
    align-items: center;
  }
  .legend svg {
    display: block;
  }
  .keys {
    font-size: 14px;
  }
  kbd {
    font: 12px var(--mono);
    border: 1px solid var(--line);
    border-bottom-width: 2px;
    border-radius: 5px;
    padding: 1px 6px;
    background: var(--raised);
  }
  .swatch-client {
    fill: var(--client);
    stroke: var(--client);
  }
  .swatch-server {
    fill: var(--server);
    stroke: var(--server);
  }
  .swatch-clear {
    fill: var(--clear);
    stroke: var(--clear);
  }
  .swatch-hs {
    fill: var(--hs);
    stroke: var(--hs);
  }
  .swatch-app {
    fill: var(--app);
    stroke: var(--app);
  }
  .swatch-session {
    fill: var(--session);
    stroke: var(--session);
  }
  .swatch-bad {
    stroke: var(--bad);
    fill: none;
  }
`;
