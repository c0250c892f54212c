import { css } from 'lit';

export const valueCardStyles = css`
  .card {
    border: 1px solid var(--line);
    border-left: 3px solid var(--client);
    border-radius: 8px;
    padding: 11px 14px 10px;
    font-size: 13.5px;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 5px;
  }
  .card.server {
    border-left-color: var(--server);
    color: inherit;
  }
  .card.client {
    color: inherit;
  }
  h3 {
    font-size: 14.5px;
    font-weight: 600;
  }
  h3 > span {
    font-weight: 400;
    font-size: 12.5px;
    color: var(--soft);
    margin-left: 6px;
  }
  .id {
    font-family: var(--mono);
    font-size: 12px;
    overflow-wrap: anywhere;
  }
  .bytes {
    background: var(--raised);
    border-radius: 6px;
    padding: 6px 9px;
    line-height: 1.6;
    max-height: 150px;
    overflow: auto;
  }
  .bytes em {
    color: var(--soft);
  }
  .gone .bytes code {
    text-decoration: line-through;
    text-decoration-color: var(--bad);
    color: var(--soft);
  }
  .call {
    line-height: 1.7;
    overflow-wrap: anywhere;
  }
  .input {
    margin-left: 1px;
  }
  .link {
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 3px;
    overflow-wrap: anywhere;
    text-align: left;
  }
  .link:hover {
    text-decoration-thickness: 2px;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    max-width: none;
    font-size: 13px;
    color: var(--soft);
  }
  .foot b {
    color: var(--ink);
    font-weight: 550;
  }
  .foot .bad {
    color: var(--bad);
  }
`;
