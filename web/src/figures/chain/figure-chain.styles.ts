import { css } from 'lit';

export const chainStyles = css`
  ol {
    max-width: 620px;
  }
  .card {
    border: 1.5px solid var(--line);
    border-radius: 12px;
    padding: 12px 16px;
    background: var(--panel);
  }
  .paper {
    border-color: var(--server);
  }
  .impostor {
    border: 1.5px dashed var(--bad);
  }
  .what {
    color: var(--soft);
    font-size: 12.5px;
  }
  h3 {
    margin: 0 0 4px;
    font-size: 16px;
    font-weight: 620;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  p:has(> .sign),
  .holds {
    display: grid;
    grid-template-columns: 20px minmax(0, 1fr);
    font-size: 13.5px;
    line-height: 1.45;
    max-width: none;
  }
  .sign {
    font-weight: 700;
  }
  .passed .sign {
    color: var(--server);
  }
  .failed {
    color: var(--bad);
  }
  .failed b {
    display: block;
    font: 12.5px/1.5 var(--mono);
  }
  .later,
  .never {
    color: var(--soft);
  }
  /* A link of the chain: a line from card to card, and beside it what holds them together. */
  .link {
    position: relative;
    padding: 9px 0 9px 46px;
  }
  .link::before {
    content: '';
    position: absolute;
    left: 30px;
    top: 0;
    bottom: 0;
    border-left: 2.5px solid var(--lifeline);
  }
  .link:has(> .passed)::before {
    border-color: var(--server);
  }
  .link:has(> .failed)::before {
    border-left: 2.5px dashed var(--bad);
  }
  .link:has(> .later)::before,
  .link:has(> .never)::before {
    border-left-style: dotted;
  }
  dl {
    display: grid;
    grid-template-columns: 96px minmax(0, 1fr);
    gap: 8px 14px;
    margin-top: 8px;
    font-size: 13.5px;
    line-height: 1.45;
  }
  dt {
    color: var(--soft);
    hyphens: auto;
  }
  dd {
    overflow-wrap: anywhere;
  }
  dd p {
    margin-top: 2px;
  }
  .time {
    display: block;
    position: relative;
    height: 16px;
    max-width: 380px;
    margin: 5px 0 2px;
  }
  .time::before {
    content: '';
    position: absolute;
    inset: 7px 0 auto;
    border-top: 2px dotted var(--lifeline);
  }
  .time i {
    position: absolute;
    top: 4px;
    height: 8px;
    border-radius: 4px;
    background: var(--server);
  }
  .time b {
    position: absolute;
    top: 0;
    width: 10px;
    height: 16px;
    margin-left: -5px;
    border-radius: 3px;
    border: 2px solid var(--panel);
    background: var(--ink);
  }
  .holds {
    grid-template-columns: 30px minmax(0, 1fr);
    margin-bottom: 3px;
  }
  .key {
    width: 22px;
    height: 11px;
    margin-top: 5px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.7;
  }
  .none {
    color: var(--soft);
  }
  @container (max-width: 480px) {
    dl {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
    dd {
      margin-bottom: 8px;
    }
    .card {
      padding: 11px 13px;
    }
    .link {
      padding-left: 40px;
    }
    .link::before {
      left: 24px;
    }
  }
  @media print {
    .card {
      break-inside: avoid;
      print-color-adjust: exact;
      -webkit-print-color-adjust: exact;
    }
  }
`;
