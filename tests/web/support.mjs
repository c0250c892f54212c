// What the tests of the page share: the core run in node, the page served as people get it, and a browser that watches.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from '../../tools/browser.mjs';
import { serve } from '../../tools/serve.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const coreFolder = path.resolve(process.env.HANDSHAKE_CORE_DIR ?? path.join(root, 'build/wasm'));

/** loadCore starts the core that the page was built with, in node. */
export async function loadCore() {
  const { default: create } = await import(pathToFileURL(path.join(coreFolder, 'core.js')).href);
  const bytes = (name) => readFileSync(path.join(coreFolder, name));
  return create({ wasmBinary: bytes('core.wasm'), moreBinary: bytes('core.more.wasm') });
}

/** traceOf runs a handshake and gives its trace and exit code. */
export function traceOf(core, args) {
  const result = core.command(['run', '--format', 'json', ...args]);
  assert.notEqual(result.exit_code, 2, result.err);
  return { ...JSON.parse(result.out), exit_code: result.exit_code };
}

/** argsOf turns settings of the page into the arguments of the command. */
export const argsOf = (settings) => Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);

/** hashOf turns settings of the page into its address. */
export const hashOf = (settings) => `#${new URLSearchParams(settings)}`;

export const seedOf = (byte) => byte.toString(16).padStart(2, '0').repeat(32);

export const dist = process.env.HANDSHAKE_PAGE ?? path.join(root, 'dist');

/**
 * openSite serves the built page (or another folder, under another policy) and starts a browser. Every page that it opens is
 * watched. None installs the service worker, which would fetch all of the site for each: that is for offline.test.mjs.
 */
export async function openSite(options = {}) {
  const server = await serve({ port: 0, folder: dist, ...options });
  const browser = await launch();
  const pages = [];
  return {
    url: server.url,
    /** open gives a page at an address, with the list of everything that went wrong on it. */
    async open(hash = '', { width = 1440, height = 900, dark = false, before } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      const troubles = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) troubles.push(`console: ${message.text()}`);
      });
      page.on('pageerror', (error) => troubles.push(`error: ${error.stack}`));
      page.on('request', (request) => {
        const address = request.url();
        // A blob is made by the page itself.
        if (![server.url, `blob:${server.url}`, 'data:'].some((start) => address.startsWith(start)))
          troubles.push(`foreign request: ${address}`);
      });
      await page.addInitScript(() => {
        const workers = globalThis.ServiceWorkerContainer?.prototype;
        if (workers) workers.register = () => new Promise(() => {});
        window.violations = [];
        document.addEventListener('securitypolicyviolation', (e) =>
          window.violations.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sample}`),
        );
      });
      await before?.(page);
      await page.goto(server.url + hash);
      pages.push({ page, troubles });
      return {
        page,
        troubles,
        /** ready waits for the handshake to be on screen. */
        ready: () => page.locator('beat-story h2').waitFor(),
        /** idle waits until the core has answered what was asked, and the answer is on screen. */
        async idle() {
          await page.locator('handshake-playground:not([preview]):not([aria-busy])').first().waitFor();
          await page.evaluate(
            () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
          );
        },
        /** calm asserts that nothing went wrong on this page. */
        async calm() {
          assert.deepEqual(await page.evaluate(() => window.violations), []);
          assert.deepEqual(troubles, []);
        },
        close: () => context.close(),
      };
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** textOf gives the text of an element with everything in its shadow trees, spaces reduced. */
export const textOf = (locator) =>
  locator.evaluate((element) => {
    const read = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return node.data;
      if (/^(STYLE|SCRIPT)$/.test(node.nodeName)) return '';
      const inside = node.shadowRoot ?? node;
      return [...inside.childNodes].map(read).join(' ');
    };
    return read(element).replace(/\s+/g, ' ').trim();
  });

/** modules loads TypeScript of the page into node, through Vite. */
export async function modules() {
  const { createServer } = await import('vite');
  const vite = await createServer({
    configFile: false,
    root: path.join(root, 'web'),
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  const load = (file) => vite.ssrLoadModule(`/src/${file}`);
  await (await load('language/language.ts')).setLanguage('en');
  return { load, close: () => vite.close() };
}

/** scenarios are runs that between them show everything a trace can hold: all choices, and the ways to fail. */
export function scenarios(core) {
  const list = JSON.parse(core.command(['list', '--format', 'json']).out);
  const runs = [];
  for (const { name: group } of list.groups) runs.push(argsOf({ group }));
  const names = (key) => list[key].map(({ name }) => name);
  const isOld = (suite) => suite.includes('_WITH_');
  for (const suite of names('suites').filter((name) => !isOld(name)))
    for (const signature of names('signature_schemes')) runs.push(argsOf({ suite, signature }));
  for (const suite of names('suites').filter(isOld)) {
    const group = suite.startsWith('TLS_DHE') ? 'ffdhe2048' : 'x25519';
    runs.push(argsOf({ tls: '1.2', suite, group, 'extended-master-secret': suite.endsWith('SHA') ? 'off' : 'on' }));
  }
  return [
    ...runs,
    [],
    ['--server-group', 'secp256r1'],
    ['--key-share', ''],
    ['--client-group', 'x25519', '--server-group', 'secp256r1'],
    ['--client-suite', 'TLS_AES_128_GCM_SHA256', '--server-suite', 'TLS_AES_256_GCM_SHA384'],
    ['--client-signature', 'ed25519', '--server-signature', 'rsa_pss_rsae_sha256'],
    ['--server-name', 'other.test'],
    ['--server-name', ''],
    ['--trust', 'off'],
    ['--time', '0'],
    ['--time', '253402300799'],
    ['--client-alpn', 'h2'],
    ['--alpn', ''],
    ['--grease', 'on'],
    ['--compatibility', 'off'],
    ['--tickets', '4'],
    ['--tickets', '0'],
    ['--key-update', 'both'],
    ['--client-auth', 'request'],
    ['--client-auth', 'require'],
    ['--client-auth', 'require', '--client-certificate', 'ed25519'],
    ['--exporter', 'EXPORTER-page'],
    ['--record-padding', '500'],
    ['--client-tls', '1.3,1.2', '--server-tls', '1.2', '--grease', 'on'],
    ['--client-tls', '1.2', '--server-tls', '1.3,1.2'],
    ['--client-tls', '1.2', '--server-tls', '1.3,1.2', '--fallback', 'on'],
    ['--client-tls', '1.2', '--server-tls', '1.3'],
    ['--network', 'flip:server:2:20:3'],
    ['--network', 'swap:server:0,inject:client:1:1503030002012a'],
    ['--tls', '1.2', '--network', 'drop:server:1'],
    ['--client-tls', '1.3,1.2', '--server-tls', '1.3,1.2', '--network', 'strip:client:0:1.3'],
    ['--tls', '1.2', '--encrypt-then-mac', 'off', '--suite', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
    ['--tls', '1.2', '--trust', 'off'],
    ['--tls', '1.2', '--exporter', 'EXPORTER-page'],
    ['--tls', '1.2', '--client-auth', 'request'],
    ['--tls', '1.2', '--client-auth', 'require', '--client-certificate', 'ed25519'],
    [
      '--tls',
      '1.2',
      '--client-suite',
      'TLS_RSA_WITH_AES_128_CBC_SHA',
      '--server-suite',
      'TLS_RSA_WITH_AES_256_CBC_SHA',
    ],
  ];
}
