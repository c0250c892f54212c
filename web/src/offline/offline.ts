// Offline after the first visit: registers the service worker (worker.ts), when the page has nothing better to do.
import { scriptUrl } from '../app/trusted.js';

/** startOffline registers the worker. Where workers are not allowed nothing is said, and the page needs its server. */
export function startOffline(): void {
  // Vite's own server has no sw.js.
  if (!import.meta.env.PROD) return;
  const idle = globalThis.requestIdleCallback ?? ((then: () => void) => setTimeout(then, 500));
  idle(() => {
    try {
      // In a sandboxed frame the mere mention throws; a plain http page does not have it.
      navigator.serviceWorker?.register(scriptUrl('./sw.js'), { updateViaCache: 'none' }).catch(() => {});
    } catch {
      // As said above.
    }
  });
}
