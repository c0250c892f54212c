import { css } from 'lit';

export const compareStyles = css`
  .choose {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    margin: 10px 0;
    font-size: 14px;
  }
  select {
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--panel);
    min-height: 34px;
    max-width: 100%;
    padding: 0 6px;
  }
  .ready .btn {
    font-size: 13px;
    padding: 3px 10px;
    min-height: 30px;
    white-space: normal;
  }
  h3 {
    font-size: 15px;
    margin: 22px 0 8px;
  }
  .refused {
    border-left: 4px solid var(--bad);
    background: var(--bad-bg);
    border-radius: 0 8px 8px 0;
    padding: 8px 14px;
    margin: 10px 0;
  }
  .verdict {
    font-size: 16px;
    margin: 16px 0 12px;
  }
  .verdict p + p {
    font-size: 14px;
    margin-top: 3px;
  }
  .heads {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 14px;
    padding-left: 30px;
    max-width: 724px;
    font-size: 14px;
    font-weight: 600;
  }
  .heads select {
    font-weight: 400;
    font-size: 13px;
    min-height: 28px;
  }
  .tag {
    display: inline-block;
    min-width: 18px;
    padding: 0 5px;
    border-radius: 5px;
    font: 600 11.5px/18px var(--sans);
    text-align: center;
    background: var(--ink);
    color: var(--panel);
  }
  .tag.b {
    background: var(--panel);
    color: var(--ink);
    box-shadow: inset 0 0 0 1.5px var(--ink);
  }
  svg {
    display: block;
    max-width: 100%;
    margin-top: 6px;
    font-family: var(--sans);
  }
  .grid {
    stroke: var(--line);
    stroke-dasharray: 2 4;
  }
  .grid.whole {
    stroke: var(--lifeline);
    stroke-dasharray: none;
  }
  svg text {
    fill: var(--ink);
    font-size: 11.5px;
  }
  svg.narrow .arrow text,
  svg.narrow .mark text {
    font-size: 10px;
  }
  svg .time {
    fill: var(--soft);
    font-size: 12px;
  }
  svg .role {
    font-size: 12px;
    font-weight: 600;
  }
  svg .role.client {
    fill: var(--client);
  }
  svg .role.server {
    fill: var(--server);
  }
  .wait {
    fill: var(--raised);
    stroke: var(--line);
  }
  .life {
    stroke-width: 2;
  }
  .life.client {
    stroke: var(--client);
  }
  .life.server {
    stroke: var(--server);
  }
  .arrow,
  .dot {
    --tone: var(--clear);
  }
  .arrow.handshake,
  .dot.handshake {
    --tone: var(--hs);
  }
  .arrow.early,
  .arrow.application,
  .dot.early,
  .dot.application {
    --tone: var(--app);
  }
  .arrow.session,
  .dot.session {
    --tone: var(--session);
  }
  .line {
    stroke: var(--tone);
  }
  .early .line {
    stroke-dasharray: 2 3;
  }
  .handshake .line {
    stroke-dasharray: 9 3;
  }
  .application .line {
    stroke-dasharray: 16 3 3 3;
  }
  .session .line {
    stroke-dasharray: 20 4;
  }
  .head {
    fill: var(--tone);
  }
  svg .arrow text {
    fill: var(--tone);
    paint-order: stroke;
    stroke: var(--panel);
    stroke-width: 3px;
    stroke-linejoin: round;
  }
  .cross {
    stroke: var(--bad);
    stroke-width: 2;
  }
  svg .failed {
    fill: var(--bad);
  }
  .mark path {
    stroke: var(--client);
    stroke-width: 2.5;
  }
  .mark .flag {
    fill: var(--client);
    stroke: none;
  }
  svg .mark text {
    font-weight: 650;
    fill: var(--client);
    paint-order: stroke;
    stroke: var(--panel);
    stroke-width: 7px;
    stroke-linejoin: round;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    margin-top: 4px;
    font-size: 12.5px;
    color: var(--soft);
  }
  .legend li {
    display: flex;
    gap: 5px;
    align-items: center;
  }
  .legend svg {
    margin: 0;
  }
  details {
    margin-top: 6px;
    font-size: 13.5px;
  }
  summary {
    cursor: pointer;
    padding: 4px 0;
  }
  details li {
    margin: 2px 0 2px 14px;
  }
  .measures {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 240px), 1fr));
    gap: 14px 26px;
  }
  .measures dt {
    font-size: 13.5px;
  }
  .measures dd {
    display: grid;
    grid-template-columns: 24px 62px minmax(0, 1fr);
    gap: 4px;
    align-items: center;
    font-size: 13.5px;
    font-variant-numeric: tabular-nums;
    margin-top: 3px;
  }
  .measures i {
    height: 11px;
    border-radius: 0 3px 3px 0;
    background: var(--ink);
    border: 1px solid var(--ink);
  }
  .measures .b i {
    background: repeating-linear-gradient(135deg, var(--ink) 0 1px, transparent 1px 5px);
  }
  .measures small {
    grid-column: 2 / -1;
    color: var(--soft);
    font-size: 12px;
  }
  table {
    border-collapse: collapse;
    width: 100%;
    table-layout: fixed;
    font-size: 13px;
  }
  th,
  td {
    text-align: left;
    vertical-align: top;
    font-weight: 400;
    padding: 5px 8px 5px 0;
    border-bottom: 1px solid var(--line);
    overflow-wrap: anywhere;
  }
  tbody th {
    color: var(--soft);
  }
  thead th:first-child {
    width: 26%;
  }
  @container (max-width: 520px) {
    tr {
      display: grid;
      grid-template-columns: 1fr 1fr;
      border-bottom: 1px solid var(--line);
      padding: 3px 0;
    }
    th,
    td {
      border: 0;
      padding: 2px 8px 2px 0;
    }
    tbody th,
    thead th:first-child {
      grid-column: 1 / -1;
      width: auto;
    }
  }
  .walk {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    margin-bottom: 6px;
    font-size: 13px;
  }
  .rows {
    position: relative;
    max-height: 430px;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: var(--r);
  }
  .row {
    display: grid;
    grid-template-columns: 1fr 1fr;
    width: 100%;
    border-left: 4px solid transparent;
    font-size: 12.5px;
  }
  .row > span {
    display: block;
    min-width: 0;
    padding: 3px 8px;
    overflow-wrap: anywhere;
  }
  .row > span + span {
    border-left: 1px solid var(--line);
  }
  .row:hover {
    background: var(--raised);
  }
  .row[aria-current] {
    border-left-color: var(--focus);
    background: var(--client-bg);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .row .sent {
    font-weight: 600;
    font-size: 13px;
  }
  .row small {
    font-size: 12px;
    font-weight: 400;
    color: var(--soft);
  }
  .dot {
    display: inline-block;
    width: 9px;
    height: 9px;
    margin-right: 3px;
    border-radius: 2px;
    background: var(--tone);
  }
`;
