import { css } from 'lit';

export const pageStyles = css`
  /* What is inside looks at the width of the element, not of the window: it may stand in somebody else's page. */
  :host {
    container-type: inline-size;
    /* So it has no width by its contents. Where a page asks for that (flex rows, tables, floats), it is this. */
    contain-intrinsic-inline-size: min(40rem, 80vw);
    flex: 1 1 auto;
    min-width: 0;
  }
  .page {
    background: var(--bg);
    color: var(--ink);
    font: 15px/1.5 var(--sans);
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr) auto;
    grid-template-columns: minmax(0, 1fr);
    -webkit-text-size-adjust: 100%;
  }
  .window {
    min-height: 100dvh;
  }
  .fixed {
    overflow: auto;
  }
  header {
    grid-row: 1;
    display: flex;
    gap: 8px 18px;
    align-items: center;
    padding: 9px 20px;
    background: var(--panel);
    border-bottom: 1px solid var(--line);
  }
  .mark {
    font-size: 16px;
    font-weight: 650;
    letter-spacing: -0.01em;
    white-space: nowrap;
    margin: 0;
  }
  .mark b {
    color: var(--client);
    font-weight: inherit;
  }
  .mark i {
    font-style: normal;
    color: var(--server);
  }
  settings-bar {
    flex: 1;
  }
  language-switch {
    margin-left: auto;
  }
  .theme {
    border-radius: 99px;
    width: 34px;
    padding: 0;
    text-align: center;
    flex: none;
  }
  take-along + .theme {
    margin-left: 0;
  }
  .said {
    grid-row: 2;
    min-width: 0;
  }
  .notice {
    display: flex;
    gap: 16px;
    align-items: center;
    justify-content: space-between;
    background: var(--bad-bg);
    padding: 8px 20px;
    font-size: 14px;
  }
  .notice p {
    max-width: none;
  }
  .drawer {
    padding: 14px 22px 20px;
    overflow: auto;
    flex: 1;
    min-height: 0;
  }
  .drawer:focus {
    outline: none;
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin-bottom: 10px;
  }
  .head h2,
  .start h2 {
    font-size: 17px;
  }
  .start {
    margin-top: 26px;
    padding-top: 18px;
    border-top: 1px solid var(--line);
  }
  main {
    grid-row: 3;
    display: grid;
    grid-template-columns: minmax(440px, 5fr) minmax(0, 6fr);
    grid-template-rows: minmax(0, 1fr);
    gap: 16px;
    padding: 16px 20px;
    min-height: 0;
  }
  main.one {
    grid-template-columns: minmax(0, 1fr);
  }
  /* The lesson stands above the ladder. It takes what it needs and leaves the ladder a few steps. */
  .taught {
    grid-template: 'lesson detail' minmax(0, auto) 'ladder detail' minmax(200px, 1fr) / minmax(440px, 5fr) minmax(
        0,
        6fr
      );
  }
  .taught.one {
    grid-template: 'lesson' auto 'ladder' minmax(0, 1fr) / minmax(0, 1fr);
  }
  .taught .lesson {
    grid-area: lesson;
  }
  .taught .ladder {
    grid-area: ladder;
  }
  .taught .detail {
    grid-area: detail;
  }
  .taught.one .detail {
    grid-area: ladder;
  }
  /* A figure has the place of the step view, or gives it. */
  .figured .panel.figure {
    grid-area: detail;
  }
  .figured.one .panel.figure {
    grid-area: figure;
  }
  .figured.one {
    grid-template: 'lesson' auto 'figure' auto 'ladder' minmax(0, 1fr) / minmax(0, 1fr);
  }
  @container (min-width: 901px) {
    /* All options of a question are in sight; of the ladder there is not much yet. */
    .asking:not(.one) {
      grid-template-rows: minmax(0, auto) minmax(130px, 1fr);
    }
    .figured:not(.one) {
      grid-template-columns: minmax(400px, 5fr) minmax(0, 8fr);
    }
    .figured:not(.one, .stepped) .panel.detail,
    .stepped:not(.one) .panel.figure {
      display: none;
    }
  }
  /* As high as what is in it; the ladder follows its step inside. */
  .auto .panel.ladder {
    height: var(--handshake-ladder-height, 560px);
  }
  .auto > main {
    align-items: start;
  }
  .panel {
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--r);
    box-shadow: var(--shadow);
    overflow: hidden;
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
  }
  .attacked {
    overflow: auto;
    padding: 18px 22px;
  }
  .attacked > * {
    max-width: 860px;
  }
  ladder-view {
    flex: 1;
  }
  beat-story {
    padding: 14px 22px 12px;
    min-height: 146px;
  }
  footer {
    grid-row: 4;
    position: sticky;
    bottom: 0;
    background: var(--panel);
    border-top: 1px solid var(--line);
    padding: 10px 20px;
    z-index: 2;
  }
  .wait {
    grid-template-columns: 1fr;
    place-items: center;
  }
  .failure {
    padding: 24px 28px;
    gap: 10px;
    max-width: 600px;
    border-color: var(--bad);
  }
  .failure h2 {
    font-size: 19px;
  }
  .silent {
    display: none;
  }
  @media (min-height: 560px) {
    @container (min-width: 901px) {
      .window {
        height: 100dvh;
      }
    }
  }
  @container (max-width: 900px) {
    header {
      flex-wrap: wrap;
      gap: 8px;
      padding: 8px 12px;
    }
    .mark {
      font-size: 15px;
      line-height: 1.15;
    }
    language-switch {
      margin-left: 0;
    }
    settings-bar {
      order: 3;
      flex-basis: 100%;
    }
    main {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto auto;
      padding: 10px;
      gap: 10px;
    }
    main.taught {
      grid-template: 'lesson' auto 'ladder' auto 'detail' auto / minmax(0, 1fr);
    }
    main.figured {
      grid-template: 'lesson' auto 'figure' auto 'ladder' auto 'detail' auto / minmax(0, 1fr);
    }
    main.figured .panel.figure {
      grid-area: figure;
    }
    .panel.ladder {
      height: clamp(320px, 50dvh, 560px);
    }
    beat-story {
      padding: 12px 16px;
      min-height: 0;
    }
    footer {
      padding: 8px 12px;
    }
  }
  @container (max-width: 480px) {
    .mark {
      width: min-content;
      white-space: normal;
      margin-right: auto;
    }
  }
`;
