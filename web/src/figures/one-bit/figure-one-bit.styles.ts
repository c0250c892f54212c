import { css } from 'lit';

export const oneBitStyles = css`
  ol {
    display: grid;
    gap: 14px;
  }
  p {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 14px;
    max-width: none;
    font-size: 14px;
    margin-bottom: 5px;
  }
  b {
    font-weight: 600;
  }
  span {
    font-variant-numeric: tabular-nums;
  }
  .same span {
    color: var(--soft);
  }
  svg {
    display: block;
    width: 100%;
    height: auto;
    overflow: visible;
  }
  .bit {
    fill: var(--clear-bg);
  }
  .changed {
    fill: var(--hs);
  }
`;
