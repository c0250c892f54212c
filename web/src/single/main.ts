// The page in one file. It has no service worker: there is nothing to fetch.
import './frame.js'; // before the element is there
import '../app/handshake-playground.js';
