// Chromium, headless: its developer tools tell the security details of an answer.
import { X509Certificate, createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { chromium as findChromium } from '../../../tools/programs.mjs';
import { blocks } from '../matrix/rows.mjs';
import { parts } from '../matrix/names.mjs';
import { inFolder } from '../support.mjs';

const groups = { X25519MLKEM768: 'X25519MLKEM768', X25519: 'x25519', 'P-256': 'secp256r1', 'P-384': 'secp384r1' };
const schemes = {
  0x0403: 'ecdsa_secp256r1_sha256',
  0x0503: 'ecdsa_secp384r1_sha384',
  0x0804: 'rsa_pss_rsae_sha256',
  0x0805: 'rsa_pss_rsae_sha384',
  0x0806: 'rsa_pss_rsae_sha512',
  0x0401: 'rsa_pkcs1_sha256',
  0x0501: 'rsa_pkcs1_sha384',
  0x0601: 'rsa_pkcs1_sha512',
};
const allSuites = [...new Set(blocks.flatMap(({ suite }) => suite))];

function can({ version, suite, group, signature }) {
  const { exchange, cipher, hash } = parts(suite);
  if (exchange === 'DHE_RSA') return 'no DHE in Chromium';
  if (cipher.endsWith('CBC') && (hash !== 'SHA' || exchange === 'ECDHE_ECDSA')) {
    return 'no CBC but ECDHE_RSA and RSA with SHA-1 in Chromium';
  }
  if (group && !Object.values(groups).includes(group))
    return 'only X25519MLKEM768, x25519, P-256 and P-384 in Chromium';
  if (signature && !Object.values(schemes).includes(signature)) {
    return 'no Ed25519, P-521 and rsa_pss_pss in Chromium';
  }
  if (version === 'TLS 1.2' && group === 'X25519MLKEM768') return 'never';
  return undefined;
}

let browser;
// prepare starts it once; it trusts the keys of this run.
function prepare({ certificates }) {
  browser ??= (async () => {
    const { chromium } = await import('playwright-core');
    const pins = Object.values(certificates).map(({ cert }) => {
      const key = new X509Certificate(readFileSync(cert)).publicKey.export({ type: 'spki', format: 'der' });
      return createHash('sha256').update(key).digest('base64');
    });
    mkdirSync(inFolder('chromium'));
    const context = await chromium.launchPersistentContext(inFolder('chromium'), {
      executablePath: findChromium(),
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        ...['--disable-dev-shm-usage', '--disable-gpu', `--ignore-certificate-errors-spki-list=${pins.join(',')}`],
        '--host-resolver-rules=MAP * 127.0.0.1',
        // It is off else, and sent only when a ticket allows it. What it sent early it does not tell.
        '--enable-features=EnableTLS13EarlyData',
      ],
    });
    const page = context.pages()[0] ?? (await context.newPage());
    const tools = await context.newCDPSession(page);
    await tools.send('Network.enable');
    return { context, page, tools };
  })();
  return browser;
}

function report({ protocol, keyExchange, keyExchangeGroup, cipher, mac, serverSignatureAlgorithm, subjectName }) {
  const tls13 = protocol === 'TLS 1.3';
  const suite = allSuites.find((name) => {
    const of = parts(name);
    return (
      of.exchange === (tls13 ? 'any' : keyExchange) &&
      of.cipher === cipher.replace('-', '_') &&
      (!mac || of.hash === mac.replace(/^HMAC-SHA1$/, 'SHA'))
    );
  });
  return {
    version: protocol,
    suite: suite ?? [protocol, keyExchange, cipher, mac].join(' '),
    group: groups[keyExchangeGroup] ?? (keyExchangeGroup || undefined),
    signature: serverSignatureAlgorithm ? (schemes[serverSignatureAlgorithm] ?? serverSignatureAlgorithm) : undefined,
    certificate: /interop (\w+)/.exec(subjectName)?.[1],
  };
}

export default {
  name: 'chromium',
  programs: [findChromium() ?? 'chromium'],
  prepare,
  stop: async () => (await browser)?.context.close(),
  client: {
    name: 'chromium',
    reports: ['version', 'suite', 'group', 'signature', 'certificate'],
    can,
    // It sends shares for its first two groups.
    retries: ({ version, group }) => version === 'TLS 1.3' && group.startsWith('secp'),
    async run(row, { port, serverName }) {
      const { page, tools } = await browser;
      const visit = async (path) => {
        const url = `https://${serverName}:${port}${path}`;
        const details = new Promise((resolve) => {
          tools.on('Network.responseReceived', function heard({ response }) {
            if (response.url !== url) return;
            tools.off('Network.responseReceived', heard);
            resolve(response.securityDetails);
          });
        });
        const answer = await page.goto(url, { timeout: 10000 });
        return { code: 0, log: '', path, page: await answer.text(), report: report(await details) };
      };
      if (!row.resume) return visit('/matrix');
      // It takes a visit's connection from those that it opened ahead, perhaps before it had a ticket. So the first
      // visit that comes on a resumed one is looked at, and the path tells the server's side which that was.
      for (let i = 1; ; i++) {
        const result = await visit(`/matrix-${i}`);
        if (i === 8 || (row.early ? /^early data: accepted/m : /^resumed: by/m).test(result.page)) return result;
      }
    },
  },
};
