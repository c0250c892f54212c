import './app/handshake-playground.js';
