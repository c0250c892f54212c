// The element by itself, for other people's pages: <script type="module" src="…/handshake-playground.js"></script>.
export { HandshakePlayground } from './app/handshake-playground.js';
