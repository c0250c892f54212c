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
  select,
  input {
    border: 0;
    background: none;
    font-size: 13px;
    font-weight: 550;
    field-sizing: content;
    padding: 5px 4px;
    border-radius: 99px;
    min-width: 0;
    max-width: 100%;
  }
  option {
    background: var(--panel);
    color: var(--ink);
    font-weight: 400;
  }
  .seed {
    flex: 0 1 158px;
  }
  .seed input {
    font-family: var(--mono);
    font-size: 12px;
    font-weight: 400;
    width: 100%;
    field-sizing: fixed;
    text-overflow: ellipsis;
  }
  .btn {
    border-radius: 99px;
    font-size: 13px;
    padding: 5px 12px;
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
  .toggle {
    display: none;
  }
  @media (max-width: 900px) {
    .toggle {
      display: block;
      width: 100%;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .toggle::before {
      content: '▸ ';
      color: var(--soft);
    }
    .toggle[aria-expanded='true']::before {
      content: '▾ ';
    }
    #form {
      display: none;
      padding-top: 8px;
    }
    #form.open {
      display: flex;
    }
    #form label {
      flex: 1 1 100%;
    }
    select {
      flex: 1;
    }
  }
`;
