import { css } from 'lit';

export const handoutStyles = css`
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
      font: 10.5pt/1.45 var(--sans);
      --soft: #444;
      --line: #bbb;
      print-color-adjust: exact;
      -webkit-print-color-adjust: exact;
    }
  }
  h1 {
    font-size: 20pt;
    line-height: 1.2;
    margin: 0 0 4pt;
    letter-spacing: -0.01em;
  }
  h2 {
    font-size: 13pt;
    margin: 18pt 0 4pt;
    break-after: avoid;
  }
  h3 {
    font-size: 11pt;
    margin: 12pt 0 2pt;
    break-after: avoid;
  }
  p {
    max-width: none;
    margin-bottom: 4pt;
    orphans: 3;
    widows: 3;
  }
  code {
    font-size: 8.5pt;
  }
  .value {
    background: var(--clear-bg);
    border-radius: 3pt;
    padding: 0 3pt;
  }
  section:not(.answers) {
    break-inside: avoid;
  }
  .figure {
    zoom: 0.72;
    border: 0.6pt solid var(--line);
    border-radius: 5pt;
    padding: 8pt 10pt;
    margin: 6pt 0;
    container-type: inline-size;
  }
  .question,
  .answer {
    break-inside: avoid;
  }
  .question {
    border-left: 2.4pt solid #000;
    padding-left: 9pt;
    margin-top: 8pt;
  }
  li {
    display: grid;
    grid-template-columns: 10pt 12pt 1fr;
    gap: 5pt;
    align-items: baseline;
    padding: 1.5pt 0;
  }
  li i {
    width: 8.5pt;
    height: 8.5pt;
    border: 0.8pt solid #000;
    border-radius: 1.5pt;
    transform: translateY(1pt);
  }
  .answers {
    break-before: page;
  }
`;
