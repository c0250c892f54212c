import { css } from 'lit';

export const reportStyles = css`
  :host {
    display: none;
    direction: ltr;
  }
  @media print {
    :host {
      display: block;
      color-scheme: light;
      background: #fff;
      color: #000;
      font: 9.5pt/1.4 var(--sans);
      --soft: #444;
      --line: #bbb;
    }
  }
  h1 {
    font-size: 19pt;
    line-height: 1.2;
    margin: 0 0 2pt;
    letter-spacing: -0.01em;
  }
  h2 {
    font-size: 13pt;
    margin: 18pt 0 5pt;
    break-after: avoid;
  }
  h3 {
    font-size: 10.5pt;
    margin: 10pt 0 3pt;
    break-after: avoid;
  }
  p {
    max-width: none;
    orphans: 3;
    widows: 3;
  }
  .new-page {
    break-before: page;
    margin-top: 0;
  }
  code {
    font-size: 8pt;
    line-height: 1.45;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    table-layout: fixed;
    font-size: 9pt;
  }
  thead {
    display: table-header-group;
  }
  th {
    text-align: left;
    font-weight: 600;
    border-bottom: 0.8pt solid #000;
    padding: 2pt 6pt 2pt 0;
  }
  td {
    vertical-align: top;
    border-bottom: 0.4pt solid var(--line);
    padding: 2.5pt 6pt 2.5pt 0;
    overflow-wrap: anywhere;
  }
  tr {
    break-inside: avoid;
  }
  .number {
    width: 26pt;
  }
  .side {
    width: 40pt;
  }
  .size {
    width: 52pt;
  }
  .setting {
    width: 130pt;
  }
  .verdict {
    width: 50pt;
  }
  .facts {
    display: grid;
    grid-template-columns: 130pt 1fr;
    gap: 1pt 6pt;
  }
  .facts dt {
    color: var(--soft);
  }
  .part {
    break-inside: avoid;
    text-align: center;
  }
  .part svg {
    display: block;
    width: 100%;
    height: auto;
  }
  .value {
    padding: 4pt 0 5pt;
    border-bottom: 0.4pt solid var(--line);
  }
  .value > p:first-child {
    break-after: avoid;
  }
  .value > p {
    break-inside: avoid;
  }
  .value .long {
    break-inside: auto;
  }
  .value b {
    font-weight: 600;
  }
  .failed {
    font-weight: 700;
  }
`;
