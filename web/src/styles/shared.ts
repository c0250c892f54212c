// Styles that every element shares.
import { css } from 'lit';
import { veilStyles } from '../role/veil.styles.js';

export const shared = css`
  ${veilStyles}
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  p {
    max-width: 66ch;
  }
  code {
    font-family: var(--mono);
    font-size: 12.5px;
    overflow-wrap: anywhere;
  }
  button,
  select,
  input {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
    background: none;
    border: 0;
    padding: 0;
    text-align: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .btn {
    border: 1px solid var(--line);
    background: var(--panel);
    border-radius: 8px;
    padding: 6px 14px;
    min-height: 34px;
    font-size: 14px;
    white-space: nowrap;
  }
  .btn:hover {
    border-color: var(--soft);
  }
  .btn:disabled {
    color: var(--soft);
    cursor: default;
    border-color: var(--line);
    opacity: 0.6;
  }
  .btn.go {
    background: var(--ink);
    color: var(--panel);
    border-color: var(--ink);
  }
  .soft {
    color: var(--soft);
  }
  .ref {
    color: var(--soft);
    font-size: 13px;
  }
  .client {
    color: var(--client);
  }
  .server {
    color: var(--server);
  }
  .bad {
    color: var(--bad);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
