import { css } from 'lit';

export const exchangesStyles = css`
  .cells {
    display: grid;
    grid-template-columns: repeat(var(--columns), minmax(0, 1fr));
    gap: 0 10px;
  }
  /* Which column is which, wherever one reads. */
  .heads {
    position: sticky;
    top: 0;
    background: var(--panel);
    padding: 4px 8px 8px 11px;
  }
  .heads b {
    display: block;
    font-size: 15px;
  }
  .heads small {
    color: var(--soft);
    font-size: 12.5px;
  }
  section {
    border-top: 1px solid var(--line);
    border-left: 3px solid transparent;
    padding: 8px 8px 10px;
  }
  .lit {
    background: var(--raised);
    border-left-color: var(--ink);
  }
  h3 {
    font-size: 13.5px;
    font-weight: 600;
    margin-bottom: 6px;
  }
  .later {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    color: var(--soft);
    font-size: 13px;
    padding-bottom: 4px;
  }
  .cell {
    min-width: 0;
  }
  .cell .name {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  ul {
    display: grid;
    gap: 4px;
  }
  .deed {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 7px;
    border-radius: 6px;
    padding: 3px 8px;
    font-size: 13px;
    line-height: 1.4;
    background: var(--clear-bg);
    overflow-wrap: anywhere;
  }
  .deed .client,
  .deed .server {
    font-weight: 600;
  }
  .deed small {
    font-size: 12px;
  }
  .deed code {
    white-space: nowrap;
  }
  .deed .soft {
    color: var(--soft);
  }
  .sends {
    background: none;
    border: 1px solid var(--line);
    padding: 2px 7px;
  }
  .discards .what {
    text-decoration: line-through;
    text-decoration-color: var(--bad);
  }
  /* What the key of the certificate does. */
  .own,
  .keeps {
    background: var(--app-bg);
    border-left: 3px solid var(--app);
    padding-left: 7px;
  }
  .with {
    flex-basis: 100%;
    color: var(--app);
    font-weight: 600;
  }
  .note {
    font-size: 12.5px;
    padding: 0 8px;
  }
  @container (max-width: 560px) {
    .cells:not(.heads) {
      grid-template-columns: minmax(0, 1fr);
      gap: 10px;
    }
    .cell .name {
      position: static;
      width: auto;
      height: auto;
      clip-path: none;
      display: block;
      font-size: 13px;
      margin-bottom: 3px;
    }
    .heads {
      display: none;
    }
  }
`;
