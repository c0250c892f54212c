// Python's ssl module: one process is client and server; python.py is its program.
import { fileURLToPath } from 'node:url';
import { dhGroup, dhParameters } from '../matrix/certificates.mjs';
import { certificateOf, opensslSuite, opensslGroup } from '../matrix/names.mjs';
import { blocks, certificateFor, curveOf, serverKey } from '../matrix/rows.mjs';
import { start } from '../support.mjs';

const allSuites = [...new Set(blocks.flatMap(({ suite }) => suite))];
const suiteNamed = (name) => allSuites.find((suite) => opensslSuite(suite) === name);

let worker;
let orders = 0;
async function order(what) {
  worker ??= start('python3', [fileURLToPath(new URL('python.py', import.meta.url))], /^()/);
  const { child, said } = await worker;
  const id = ++orders;
  child.stdin.write(`${JSON.stringify({ id, ...what })}\n`);
  const [line] = await said(new RegExp(`^\\{"id": ${id}\\b.*\\}$`, 'm'));
  const answer = JSON.parse(line);
  if (answer.problem) throw new Error(`python: ${answer.problem}`);
  return answer;
}

// SSL_OP_NO_EXTENDED_MASTER_SECRET, SSL_OP_NO_ENCRYPT_THEN_MAC and SSL_OP_NO_TICKET of OpenSSL 3.
const without = { ems: 1, etm: 1 << 19 };
const optionsOf = (row) => (without[row.without] ?? 0) | (row.resume === 'session ID' ? 1 << 14 : 0);

const named = (subject) => subject && certificateOf(subject.replace(/.*'commonName', '/, 'CN='));
const reportOf = ({ version, cipher, alpn, resumed, subject }) => ({
  version,
  suite: suiteNamed(cipher) ?? cipher,
  alpn: alpn ?? undefined,
  resumed: resumed ?? undefined,
  certificate: named(subject),
});

const noHybrid = ({ group }) => (group === 'X25519MLKEM768' ? 'no X25519MLKEM768 before OpenSSL 3.5' : undefined);

export default {
  name: 'python',
  programs: ['python3'],
  client: {
    name: 'python (client)',
    reports: ['version', 'suite', 'certificate', 'alpn'],
    features: ['resumed'],
    can: (row) =>
      noHybrid(row) ??
      // set_ecdh_curve takes one curve, which TLS 1.2 then wants of the certificate too.
      (row.version === 'TLS 1.2' &&
      row.group !== curveOf[certificateFor(row.signature)] &&
      curveOf[certificateFor(row.signature)]
        ? 'TLS 1.2: set_ecdh_curve takes one curve, and the certificate has another'
        : undefined),
    // set_ecdh_curve knows no ffdhe groups: OpenSSL offers a share of another.
    retries: ({ version, group }) => version === 'TLS 1.3' && group.startsWith('ffdhe'),
    async run(row, { port, root, certificates, request, serverName, alpn }) {
      const own = certificates[row.clientCertificate];
      const tls12 = row.version === 'TLS 1.2';
      const named = row.group && !row.firstGroup && !row.group.startsWith('ffdhe');
      const { page, report } = await order({
        ...{ do: 'connect', port, root, request, serverName, alpn, version: row.version, resume: Boolean(row.resume) },
        ...{ options: optionsOf(row), cert: own?.cert ?? '', key: own?.key ?? '' },
        cipher: tls12 ? `${opensslSuite(row.suite)}:@SECLEVEL=0` : '',
        curve: named
          ? opensslGroup(row.group)
              .replace('P-256', 'prime256v1')
              .replace('P-384', 'secp384r1')
              .replace('P-521', 'secp521r1')
          : '',
      });
      return { code: 0, log: '', page, report: reportOf(report) };
    },
  },
  server: {
    name: 'python (server)',
    reports: ['version', 'suite', 'alpn'],
    features: ['resumed', 'clientCertificate'],
    can: (row) =>
      noHybrid(row) ??
      (row.version === 'TLS 1.3' && row.group?.startsWith('ffdhe')
        ? 'TLS 1.3: the ssl module offers no ffdhe groups as server'
        : undefined),
    key: (row) => serverKey(row, dhGroup(row)),
    async start(row, { root, certificates, alpn }) {
      const { cert, key } = certificates[certificateFor(row.signature)];
      const dh = dhGroup(row);
      const name = `server ${serverKey(row, dh)}`;
      const asks = { undefined: '', null: 'request' }[row.clientCertificate] ?? 'require';
      const file = dh ? await dhParameters(dh) : '';
      const { port } = await order({
        do: 'serve',
        cert,
        key,
        alpn,
        dh: file,
        name,
        root,
        asks,
        options: optionsOf(row),
      });
      const whole = await worker;
      return {
        port,
        get text() {
          return whole.text;
        },
        stop: () => whole.stop(),
      };
    },
    complete: (text, connections, asked) => text.match(/^\{"server": .*\}$/gm)?.length >= asked,
    report(text) {
      const { report } = JSON.parse(text.match(/^\{"server": .*\}$/gm)?.at(-1) ?? '{}');
      if (!report) return {};
      const { subject, ...rest } = report;
      return { ...reportOf(rest), clientCertificate: named(subject) };
    },
  },
};
