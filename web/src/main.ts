import './app/handshake-playground.js';
import { startOffline } from './offline/offline.js';

// When a handshake is on screen, so that it costs nothing at the start.
document.querySelector('handshake-playground')?.addEventListener('handshake-shown', startOffline, { once: true });
