import { css } from 'lit';

export const settingsStyles = css`
  :host {
    min-width: 0;
  }
  #form {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 8px;
    align-items: center;
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 7px;
    border: 1px solid var(--line);
    border-radius: 99px;
    padding: 0 4px 0 12px;
    min-height: 34px;
    font-size: 13.5px;
    min-width: 0;
  }
  label:focus-within {
    border-color: var(--focus);
  }
  label > span {
    font-size: 12.5px;
    color: var(--soft);
    white-space: nowrap;
  }
  input {
    border: 0;
    background: none;
    padding: 5px 4px;
    border-radius: 99px;
    min-width: 0;
  }
  .seed {
    flex: 0 1 158px;
  }
  .seed input {
    font-family: var(--mono);
    font-size: 12px;
    width: 100%;
    text-overflow: ellipsis;
  }
  .btn {
    border-radius: 99px;
    font-size: 13px;
    padding: 5px 14px;
  }
  .opener::after {
    content: '▾';
    margin-left: 7px;
    color: var(--soft);
  }
  .opener[aria-expanded='true'] {
    background: var(--ink);
    color: var(--panel);
    border-color: var(--ink);
  }
  .opener[aria-expanded='true']::after {
    content: '▴';
    color: inherit;
  }
  input[aria-invalid='true'] {
    color: var(--bad);
  }
  .problem {
    flex-basis: 100%;
    color: var(--bad);
    font-size: 13.5px;
    max-width: none;
  }
  .none {
    position: absolute;
  }
  .said {
    font-size: 13px;
    color: var(--soft);
  }
  @container (max-width: 900px) {
    .seed {
      flex: 1 0 150px;
    }
  }
  /* One row that can be pushed aside: the ladder needs the room. */
  @container (max-width: 480px) {
    :host {
      margin: 0 -12px;
    }
    #form {
      flex-wrap: nowrap;
      overflow-x: auto;
      scrollbar-width: none;
      padding: 3px 12px;
    }
    #form:has(.problem:not(.none)) {
      flex-wrap: wrap;
    }
    .btn,
    .seed {
      flex: none;
    }
    .seed {
      width: 160px;
    }
  }
`;
