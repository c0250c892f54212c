// Colours and sizes. Blue is the client, green the server, grey the clear, violet what handshake keys protect, amber what
// application keys protect, plum what the session keys of TLS 1.2 protect, red what fails or ends.
import { css } from 'lit';

export const tokens = css`
  :host {
    --bg: #f7f7f4;
    --panel: #ffffff;
    --raised: #fafaf8;
    --ink: #1c1e21;
    --soft: #5d636b;
    --later: #70767e;
    --line: #e3e3dd;
    --lifeline: #d9d9d2;
    --client: #2457c5;
    --client-bg: #e9effb;
    --server: #0b7154;
    --server-bg: #e4f4ee;
    --clear: #6f757d;
    --clear-bg: #eeeeea;
    --hs: #7a3fb8;
    --hs-bg: #f2eafb;
    --app: #985006;
    --app-bg: #fbeedd;
    --session: #8a3a5e;
    --session-bg: #f8e8ef;
    --bad: #b3261e;
    --bad-bg: #fbeae8;
    --focus: #2457c5;
    --shadow: 0 1px 2px rgb(28 30 33 / 4%), 0 4px 18px rgb(28 30 33 / 4%);
    --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace;
    --sans: system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
    --r: 10px;
    color-scheme: light;
  }
  :host([data-theme='dark']) {
    --bg: #14161a;
    --panel: #1b1e24;
    --raised: #20242b;
    --ink: #e8e9ec;
    --soft: #a2a9b3;
    --later: #868d97;
    --line: #2d323b;
    --lifeline: #39404b;
    --client: #8db1ff;
    --client-bg: #1d2a47;
    --server: #66d3ac;
    --server-bg: #15342a;
    --clear: #9aa0a9;
    --clear-bg: #282c34;
    --hs: #c59bf5;
    --hs-bg: #31233f;
    --app: #f2b06a;
    --app-bg: #3a2a17;
    --session: #f09abf;
    --session-bg: #3d2230;
    --bad: #ff8a80;
    --bad-bg: #43211f;
    --focus: #8db1ff;
    --shadow: none;
    color-scheme: dark;
  }
`;
