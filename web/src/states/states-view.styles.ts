import { css } from 'lit';

export const statesViewStyles = css`
  .both {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
    /* The words, the picture and the list of both sides stand level. */
    grid-template-rows: repeat(3, auto);
    gap: 0 28px;
  }
  section {
    display: grid;
    grid-row: span 3;
    grid-template-rows: subgrid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    align-content: start;
    margin-bottom: 20px;
  }
  h3 {
    font-size: 15px;
    margin-bottom: 4px;
  }
  .words {
    font-size: 14px;
    display: grid;
    gap: 4px;
    align-content: start;
    /* So that the picture seldom moves when one steps on. */
    min-height: 150px;
  }
  .at {
    font-weight: 650;
  }
  .words ul {
    display: grid;
    gap: 3px;
    padding-left: 12px;
    border-left: 2px solid var(--line);
    margin-top: 2px;
    font-size: 13px;
  }
  .words ul code {
    font-size: 12px;
  }
  small {
    color: var(--soft);
    font-size: 12.5px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    margin-bottom: 14px;
    font-size: 13px;
    color: var(--soft);
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 7px;
  }
  .legend li::before {
    content: '';
    width: 11px;
    height: 11px;
    border-radius: 50%;
    border: 1.5px solid var(--later);
  }
  .legend .visited::before {
    border-color: var(--soft);
    background: var(--soft);
  }
  .legend .now::before {
    border: 3.5px solid var(--ink);
    outline: 1.5px solid var(--ink);
    outline-offset: 1.5px;
  }
  .legend .impossible::before {
    height: 1.5px;
    border: 0;
    border-radius: 0;
    background: var(--later);
  }
  details {
    font-size: 13.5px;
  }
  summary {
    cursor: pointer;
    color: var(--soft);
    width: fit-content;
  }
  .path {
    padding: 4px 0 0 6px;
    list-style: decimal inside;
    color: var(--soft);
  }
  .path button {
    padding: 2px 6px;
    border-radius: 6px;
    color: var(--ink);
  }
  .path .to-come button {
    color: var(--later);
  }
  .path .here button {
    font-weight: 650;
    background: var(--raised);
  }
`;
