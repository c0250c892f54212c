// Python's ssl module: one process is client and server; python.py is its program.
import { fileURLToPath } from 'node:url';
import { dhGroup, dhParameters } from '../matrix/certificates.mjs';
import { certificateOf, opensslSuite, opensslGroup } from '../matrix/names.mjs';
import { blocks, certificateFor, curveOf } from '../matrix/rows.mjs';
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

const reportOf = ({ version, cipher, alpn, resumed, subject }) => ({
  version,
  suite: suiteNamed(cipher) ?? cipher,
  alpn: alpn ?? undefined,
  resumed: resumed ?? undefined,
  certificate: subject && certificateOf(subject.replace(/.*'commonName', '/, 'CN=')),
});

const noHybrid = ({ group }) => (group === 'X25519MLKEM768' ? 'no X25519MLKEM768 before OpenSSL 3.5' : undefined);

export default {
  name: 'python',
  programs: ['python3'],
  client: {
    name: 'python (client)',
    reports: ['version', 'suite', 'certificate', 'alpn', 'resumed'],
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
    async run(row, { port, root, request, serverName, alpn }) {
      const tls12 = row.version === 'TLS 1.2';
      const named = row.group && !row.firstGroup && !row.group.startsWith('ffdhe');
      const { page, report } = await order({
        ...{ do: 'connect', port, root, request, serverName, alpn, version: row.version, resume: Boolean(row.resume) },
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
    reports: ['version', 'suite', 'alpn', 'resumed'],
    can: (row) =>
      noHybrid(row) ??
      (row.version === 'TLS 1.3' && row.group?.startsWith('ffdhe')
        ? 'TLS 1.3: the ssl module offers no ffdhe groups as server'
        : undefined),
    key: (row) => [certificateFor(row.signature), dhGroup(row)].filter(Boolean).join(' '),
    async start(row, { certificates, alpn }) {
      const { cert, key } = certificates[certificateFor(row.signature)];
      const dh = dhGroup(row);
      const name = `server ${certificateFor(row.signature)} ${dh}`;
      const file = dh ? await dhParameters(dh) : '';
      const { port } = await order({ do: 'serve', cert, key, alpn, dh: file, name });
      const whole = await worker;
      return {
        port,
        get text() {
          return whole.text;
        },
        stop: () => whole.stop(),
      };
    },
    complete: (text) => /^\{"server": .*\}$/m.test(text),
    report(text) {
      const line = /^\{"server": .*\}$/m.exec(text)?.[0];
      const { report } = line ? JSON.parse(line) : {};
      return report ? reportOf(report) : {};
    },
  },
};
