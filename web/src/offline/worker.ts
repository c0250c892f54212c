// The service worker, built as dist/sw.js: it keeps the files of one build and answers with them.
// A new build waits, complete, until no page of the old one is open; then it takes over whole and the old cache goes.

interface Waiting {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly registration: { readonly scope: string };
  addEventListener(name: 'install' | 'activate', then: (event: Waiting) => void): void;
  addEventListener(name: 'fetch', then: (event: Asked) => void): void;
}

// Written in by the build (web/offline-plugin.ts): the names below dist/ with their SHA-256, and a hash of them all.
declare const __BUILD__: string;
declare const __FILES__: Readonly<Record<string, string>>;

const worker = globalThis as unknown as Worker;
const { scope } = worker.registration;
// A scope ends in a slash and has no space, so copies of the page in other folders have other names.
const ours = `handshake-playground ${scope} `;
const current = ours + __BUILD__;
const files = __FILES__;

// Servers send index.html to the address of its folder, and some move it there.
const shortOf = (name: string): string => name.replace(/(^|\/)index\.html$/, '$1');
const addressOf = (name: string): string => new URL(shortOf(name), scope).href;
const addresses = new Set(Object.keys(files).map(addressOf));

// keyOf gives the address under which an answer is kept, or undefined for what is no file of the build.
function keyOf({ method, mode, url }: Request): string | undefined {
  if (method !== 'GET') return undefined;
  const address = new URL(url);
  address.hash = '';
  // A page may be opened with a query, which it reads itself.
  if (mode === 'navigate') address.search = '';
  if (!address.href.startsWith(scope)) return undefined;
  const key = addressOf(address.href.slice(scope.length));
  return addresses.has(key) ? key : undefined;
}

// fetchFile gets a file as it was built, or fails: half an upload is no build.
async function fetchFile(name: string, hash: string): Promise<Response> {
  const get = (cache: RequestCache): Promise<Response> =>
    fetch(addressOf(name), { integrity: `sha256-${hash}`, cache, credentials: 'same-origin' });
  // The page has just got what lies in assets/. If the browser kept it broken, it is asked for anew.
  const response = await (name.startsWith('assets/') ? get('default').catch(() => get('reload')) : get('no-cache'));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  // A browser does not take a redirected answer for a page.
  return response.redirected ? new Response(response.body, { headers: response.headers }) : response;
}

// What an attempt that broke off has left is overwritten by the next.
async function keep(): Promise<void> {
  const cache = await caches.open(current);
  await Promise.all(
    Object.entries(files).map(async ([name, hash]) => cache.put(addressOf(name), await fetchFile(name, hash))),
  );
}

async function dropOthers(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(ours) && name !== current);
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function answer(request: Request, key: string): Promise<Response> {
  const cache = await caches.open(current);
  return (await cache.match(key)) ?? fetch(request);
}

worker.addEventListener('install', (event) => event.waitUntil(keep()));
worker.addEventListener('activate', (event) => event.waitUntil(dropOthers()));
worker.addEventListener('fetch', (event) => {
  const key = keyOf(event.request);
  // What is not the build's own goes its usual way.
  if (key !== undefined) event.respondWith(answer(event.request, key));
});
