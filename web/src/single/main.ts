// The page in one file. It has no service worker: there is nothing to fetch.
import '../app/handshake-playground.js';
