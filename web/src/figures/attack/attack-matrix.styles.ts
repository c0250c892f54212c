import { css } from 'lit';

export const matrixStyles = css`
  :host {
    container-type: inline-size;
  }
  .about {
    font-size: 13.5px;
    margin-bottom: 12px;
  }
  table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 3px;
    table-layout: fixed;
    font-size: 12.5px;
  }
  th {
    font-weight: 550;
    text-align: left;
    vertical-align: bottom;
    hyphens: auto;
    overflow-wrap: anywhere;
    padding: 2px 3px;
    line-height: 1.3;
  }
  thead tr:first-child th {
    border-bottom: 2px solid var(--line);
    color: var(--soft);
    font-weight: 400;
  }
  thead tr:nth-child(2) th {
    font-weight: 400;
    font-size: 12px;
  }
  tbody th {
    vertical-align: middle;
  }
  tr > :first-child {
    width: 15%;
  }
  td {
    padding: 0;
    height: 1px;
  }
  .field {
    width: 100%;
    height: 100%;
    min-height: 50px;
    border: 1px solid transparent;
    border-radius: 8px;
    padding: 5px 3px;
    display: grid;
    justify-items: center;
    align-content: center;
    text-align: center;
    line-height: 1.2;
    hyphens: auto;
    overflow-wrap: anywhere;
    background: var(--clear-bg);
  }
  .field:hover {
    border-color: var(--ink);
  }
  .field.all {
    background: var(--bad-bg);
    border-color: var(--bad);
    font-weight: 550;
  }
  .field.part {
    background: var(--app-bg);
    border-color: var(--app);
  }
  .field.none-there {
    background: none;
    border: 1px dashed var(--line);
    color: var(--soft);
  }
  .sign {
    font-size: 15px;
  }
  .all .sign {
    color: var(--bad);
  }
  .part .sign {
    color: var(--app);
  }
  .label {
    display: none;
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 18px;
    margin-top: 10px;
    font-size: 13px;
    color: var(--soft);
    max-width: none;
  }
  @container (max-width: 620px) {
    table,
    tbody,
    tr,
    td,
    tbody th {
      display: block;
      width: auto;
    }
    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    tbody tr {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 3px;
      padding-bottom: 16px;
    }
    tbody th,
    tr > :first-child {
      width: auto;
      font-size: 15px;
      font-weight: 600;
    }
    td {
      height: auto;
    }
    .label {
      display: block;
      font-weight: 400;
      color: var(--ink);
    }
    .field {
      min-height: 36px;
      grid-template-columns: minmax(0, 1fr) auto 8.5em;
      gap: 8px;
      align-items: center;
      justify-items: start;
      text-align: left;
      padding: 4px 11px;
      font-size: 13.5px;
    }
  }
`;
