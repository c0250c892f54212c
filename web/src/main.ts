import { firstWords } from './language/language.js';
import { startOffline } from './offline/offline.js';

// They are fetched while the element is.
firstWords().catch(() => undefined);

// The words of index.html are on screen before the page takes its time to start. A page that nobody sees is not painted.
await new Promise((resolve) => {
  requestAnimationFrame(() => setTimeout(resolve));
  setTimeout(resolve, 100);
});
// When a handshake is on screen, so that it costs nothing at the start.
document.querySelector('handshake-playground')?.addEventListener('ready', startOffline, { once: true });
await import('./app/handshake-playground.js');
