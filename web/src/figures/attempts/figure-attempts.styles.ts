import { css } from 'lit';

export const attemptsStyles = css`
  ol {
    max-width: 720px;
  }
  li {
    display: grid;
    grid-template-columns: 26px minmax(0, 1fr);
    gap: 0 10px;
    padding: 9px 0;
    border-top: 1px solid var(--line);
    font-size: 13.5px;
    line-height: 1.45;
    break-inside: avoid;
  }
  p {
    max-width: none;
  }
  .sign {
    width: 24px;
    height: 24px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    font-weight: 700;
    font-size: 13px;
    line-height: 1;
    background: var(--clear-bg);
  }
  .caught .sign {
    background: var(--server-bg);
    color: var(--server);
  }
  .late .sign,
  .believed .sign,
  .unnoticed .sign {
    background: var(--bad-bg);
    color: var(--bad);
  }
  .done {
    font-size: 14px;
    overflow-wrap: anywhere;
  }
  .done b {
    font-weight: 600;
  }
  .done small {
    font-size: 12px;
    border-radius: 6px;
    padding: 1px 7px;
    background: var(--clear-bg);
    white-space: nowrap;
  }
  .done .early,
  .done .application {
    background: var(--app-bg);
    color: var(--app);
  }
  .done .handshake {
    background: var(--hs-bg);
    color: var(--hs);
  }
  .done .session {
    background: var(--session-bg);
    color: var(--session);
  }
  .came {
    color: var(--soft);
  }
  .came > b {
    font-weight: 600;
  }
  .stuck .came > b,
  .believed .came > b,
  .unnoticed .came > b,
  .check {
    color: var(--ink);
  }
  .late .came {
    color: var(--ink);
  }
  code {
    white-space: nowrap;
  }
`;
