import { css } from 'lit';

export const ladderStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .lanes {
    display: grid;
    grid-template-columns: 1fr 1fr;
    border-bottom: 1px solid var(--line);
  }
  .lane {
    padding: 10px 18px;
    min-width: 0;
  }
  .lane.server {
    text-align: right;
  }
  .lane b {
    font-size: 15.5px;
  }
  .lane small {
    display: block;
    color: var(--soft);
    font-size: 12.5px;
    min-height: 1.5em;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .scroller {
    position: relative;
    overflow: hidden auto;
    flex: 1;
    min-height: 0;
    outline: none;
  }
  .stage {
    position: relative;
  }
  .drawing {
    position: absolute;
    left: 0;
  }
  svg {
    display: block;
  }
  .life {
    stroke: var(--lifeline);
    stroke-width: 2;
    fill: none;
  }
  .lane-client {
    stroke: var(--client);
    opacity: 0.75;
  }
  .lane-server {
    stroke: var(--server);
    opacity: 0.75;
  }
  .bar.client {
    fill: var(--client);
  }
  .bar.server {
    fill: var(--server);
  }
  .bar.handshake {
    fill: var(--hs);
  }
  .bar.application {
    fill: var(--app);
  }
  .bar.session {
    fill: var(--session);
  }
  .bar.ghost rect {
    fill: var(--panel);
    stroke: var(--later);
    stroke-dasharray: 2 2;
  }
  .arrow.protected .line {
    stroke-width: 4;
  }
  .arrow.protected path {
    stroke: var(--ink);
  }
  .arrow.protected .head {
    fill: var(--ink);
  }
  .arrow.protected .glow {
    fill: var(--clear-bg);
  }
  .lock {
    position: static;
    display: inline-block;
    width: 12px;
    height: 12px;
    margin-right: 5px;
    vertical-align: -1px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.3;
  }
  .lock rect {
    fill: currentColor;
  }
  .stop.unseen_inside {
    font-style: italic;
    color: var(--later);
  }
  .details .veil {
    flex: none;
    font-size: 11px;
    padding: 0 5px;
  }
  .bar rect.later {
    opacity: 0.14;
  }
  .cross {
    stroke: var(--bad);
    stroke-width: 2.2;
    fill: none;
  }
  .cross.later {
    opacity: 0.22;
  }
  .mark {
    stroke: var(--panel);
    stroke-width: 1.5;
  }
  .mark.client {
    fill: var(--client);
  }
  .mark.server {
    fill: var(--server);
  }
  .mark.bad {
    fill: var(--bad);
  }
  .mark.later {
    fill: var(--lifeline);
  }
  .mark.here {
    stroke-width: 3;
  }
  .arrow .line {
    stroke-width: 2.2;
    fill: none;
  }
  .arrow.later {
    opacity: 0.3;
  }
  .arrow .rest {
    stroke-width: 2;
    stroke-dasharray: 2 6;
    stroke-linecap: round;
    opacity: 0.5;
    fill: none;
  }
  .arrow .wait {
    stroke-width: 2;
    stroke-dasharray: 1 5;
    stroke-linecap: round;
    fill: none;
  }
  .trip path {
    stroke: var(--soft);
    opacity: 0.7;
    stroke-width: 1.2;
    fill: none;
  }
  .trip text {
    fill: var(--soft);
    font-size: 11px;
  }
  .trip.later {
    opacity: 0.45;
  }
  .arrow.clear path {
    stroke: var(--clear);
  }
  .arrow.clear .head {
    fill: var(--clear);
  }
  .arrow.clear .glow {
    fill: var(--clear-bg);
  }
  .arrow.handshake path {
    stroke: var(--hs);
  }
  .arrow.handshake .head {
    fill: var(--hs);
  }
  .arrow.handshake .glow {
    fill: var(--hs-bg);
  }
  .another {
    stroke: var(--soft);
    stroke-dasharray: 2 5;
  }
  .arrow.early path,
  .arrow.application path {
    stroke: var(--app);
  }
  .arrow.session path {
    stroke: var(--session);
  }
  .arrow.early .head,
  .arrow.application .head {
    fill: var(--app);
  }
  .arrow.session .head {
    fill: var(--session);
  }
  .arrow.early .glow,
  .arrow.application .glow {
    fill: var(--app-bg);
  }
  .arrow.session .glow {
    fill: var(--session-bg);
  }
  .arrow .head {
    stroke: none;
  }
  .arrow path.cross {
    stroke: var(--bad);
  }

  button {
    position: absolute;
    border-radius: 8px;
  }
  .message {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: space-between;
    text-align: center;
    padding: 2px 0 3px;
    font-size: 13.5px;
    line-height: 1.3;
  }
  .message .size {
    font-size: 11.5px;
    color: var(--soft);
  }
  .message .name {
    font-weight: 550;
  }
  .message.here .name {
    font-weight: 650;
  }
  .message:hover .name,
  .stop:hover span {
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 3px;
  }
  .caption {
    position: absolute;
    text-align: center;
    font-size: 11.5px;
    line-height: 19px;
    white-space: nowrap;
  }
  .caption.handshake:not(.later) {
    color: var(--hs);
  }
  .caption.early:not(.later),
  .caption.application:not(.later) {
    color: var(--app);
  }
  .caption.session:not(.later) {
    color: var(--session);
  }
  .stop {
    font-size: 12.5px;
    line-height: 1.05;
    padding: 0 7px;
    display: flex;
    align-items: center;
  }
  /* A row has room for two lines; the whole text is in the title. */
  .stop > span:first-child {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    overflow-wrap: break-word;
    hyphens: auto;
    padding-bottom: 1px;
  }
  .stop {
    color: var(--ink);
  }
  .stop.handshake:not(.later) {
    color: var(--hs);
  }
  .stop.application:not(.later) {
    color: var(--app);
  }
  .stop.session:not(.later) {
    color: var(--session);
  }
  .stop.key.client:not(.later) {
    color: var(--client);
  }
  .stop.key.server:not(.later) {
    color: var(--server);
  }
  /* A prediction comes first: what is still to come is not there yet. */
  :host([guess]) .later {
    visibility: hidden;
  }
  .stop.later {
    color: var(--later);
  }
  .stop.client {
    justify-content: flex-end;
    text-align: right;
  }
  .stop.ends:not(.later),
  .stop.bad:not(.later) {
    color: var(--bad);
  }
  .stop.here {
    font-weight: 600;
  }
  .stop.client.here {
    background: var(--client-bg);
  }
  .stop.server.here {
    background: var(--server-bg);
  }
  .later {
    color: var(--later);
  }
  .message.later .size {
    color: var(--later);
  }
  .message.later .name {
    font-weight: 400;
  }
  .details {
    position: absolute;
    border-radius: 8px;
    padding: 4px 8px;
    font-size: 11.5px;
    line-height: 19px;
    pointer-events: none;
    z-index: 1;
    box-shadow:
      0 0 0 3px var(--panel),
      var(--shadow);
  }
  .details.client {
    background: var(--client-bg);
  }
  .details.server {
    background: var(--server-bg);
  }
  .details div {
    display: flex;
    gap: 8px;
    justify-content: space-between;
    white-space: nowrap;
    overflow: hidden;
  }
  .details span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .details code {
    font-size: 11px;
    color: var(--soft);
    white-space: nowrap;
    overflow-wrap: normal;
  }
  :host([narrow]) .caption {
    font-size: 10.5px;
  }
  :host([narrow]) .stop {
    font-size: 11px;
    padding: 0 2px;
    line-height: 1.1;
  }
  /* The background says it; bold words would break. */
  :host([narrow]) .stop.here {
    font-weight: inherit;
  }
  :host([narrow]) .message {
    font-size: 12px;
  }
  :host([narrow]) .sealed .name {
    font-size: 11px;
    white-space: nowrap;
  }
  :host([narrow]) .message .size {
    font-size: 10.5px;
  }
  :host([narrow]) .details {
    font-size: 10.5px;
  }
  :host([narrow]) .details code {
    font-size: 9.5px;
  }
`;
