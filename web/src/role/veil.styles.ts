import { css } from 'lit';

/** Every element has these: a veil looks the same wherever it lies. */
export const veilStyles = css`
  .veil {
    display: inline-flex;
    align-items: center;
    gap: 7px;
    max-width: 100%;
    border: 1px dashed var(--later);
    border-radius: 6px;
    padding: 1px 8px;
    font: 12.5px/1.5 var(--sans);
    color: var(--soft);
    background: repeating-linear-gradient(135deg, var(--line) 0 1px, transparent 1px 7px);
  }
  .veil > span {
    background: var(--panel);
    border-radius: 4px;
    padding: 0 4px;
  }
  button.veil {
    flex-wrap: wrap;
  }
  .eye {
    position: static;
    inset: auto;
    display: inline-block;
    flex: none;
    width: 15px;
    height: 10px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.3;
    stroke-linecap: round;
  }
  .lifts {
    font-size: 12.5px;
    color: var(--soft);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
`;
