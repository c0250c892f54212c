import { css } from 'lit';

export const playerStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 6px 10px;
    padding: 8px 8px 8px 22px;
    border-bottom: 1px solid var(--line);
    font-size: 13px;
    color: var(--soft);
    flex: none;
  }
  .name {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .dots {
    display: flex;
    gap: 5px;
  }
  .dots i {
    width: 7px;
    height: 7px;
    border-radius: 99px;
    border: 1.5px solid var(--later);
  }
  .dots .past {
    background: var(--later);
  }
  .dots .here {
    width: 18px;
    background: var(--ink);
    border-color: var(--ink);
  }
  .count {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .close {
    width: 30px;
    height: 30px;
    border-radius: 99px;
    text-align: center;
  }
  .close:hover {
    background: var(--raised);
    color: var(--ink);
  }
  .body {
    padding: 16px 22px 4px;
    overflow: auto;
    min-height: 0;
    flex: 1;
  }
  .body > p + p,
  .result p + p {
    margin-top: 8px;
  }
  h2 {
    font-size: 19px;
    line-height: 1.3;
    letter-spacing: -0.01em;
    margin-bottom: 6px;
  }
  h2:focus,
  .result:focus {
    outline: none;
  }
  .value {
    background: var(--clear-bg);
    border-radius: 5px;
    padding: 1px 5px;
    -webkit-box-decoration-break: clone;
    box-decoration-break: clone;
  }
  form {
    margin-top: 14px;
  }
  fieldset {
    border: 0;
    margin: 0;
    padding: 0;
    min-width: 0;
  }
  legend {
    padding: 0;
    font-weight: 600;
    margin-bottom: 8px;
  }
  .small {
    font-size: 13px;
    margin: -4px 0 8px;
  }
  .option {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 12px;
    border: 1px solid var(--line);
    border-radius: 8px;
    margin-bottom: 6px;
    padding: 0 12px;
  }
  .option:hover:not(.holds, .fails, .other) {
    border-color: var(--soft);
  }
  .option:has(:checked):not(.holds, .fails) {
    border-color: var(--ink);
  }
  .option label {
    display: flex;
    align-items: baseline;
    gap: 10px;
    padding: 7px 0;
    flex: 1 1 220px;
    cursor: pointer;
  }
  .option input {
    flex: none;
    accent-color: var(--ink);
    margin: 0;
    transform: translateY(1px);
  }
  .option.holds {
    border-color: var(--server);
    background: var(--server-bg);
  }
  .option.fails {
    border-color: var(--bad);
    background: var(--bad-bg);
  }
  .holds label,
  .fails label,
  .other label {
    cursor: default;
  }
  .verdict {
    font-size: 13px;
    padding-bottom: 7px;
  }
  .holds .verdict {
    color: var(--server);
  }
  .fails .verdict {
    color: var(--bad);
  }
  .other .verdict {
    color: var(--soft);
  }
  .link {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
    font-size: 13px;
    min-height: 24px;
  }
  .check {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    margin: 10px 0 8px;
  }
  .hint {
    font-size: 13.5px;
    color: var(--bad);
  }
  .result {
    margin: 10px 0 8px;
    padding-left: 12px;
    border-left: 3px solid var(--line);
  }
  .result.right {
    border-color: var(--server);
  }
  .result.wrong {
    border-color: var(--bad);
  }
  .right b {
    color: var(--server);
  }
  .wrong b {
    color: var(--bad);
  }
  .end {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 14px;
    margin: 14px 0 8px;
  }
  .ways {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 10px 22px 12px;
    flex: none;
  }
  .return,
  .beside {
    color: var(--soft);
    text-align: left;
  }
  .next {
    margin-left: auto;
  }
  @container (max-width: 900px) {
    /* There both are on the page. */
    .beside {
      display: none;
    }
    .bar {
      padding: 4px 4px 4px 16px;
    }
    .body {
      padding: 12px 16px 2px;
    }
    .ways {
      padding: 8px 16px 12px;
    }
  }
  @container (max-width: 480px) {
    /* The count says it too. */
    .dots {
      display: none;
    }
  }
`;
