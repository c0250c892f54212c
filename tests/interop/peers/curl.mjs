// curl, built on OpenSSL as Debian has it; it is a client only.
import { certificateOf, opensslGroup, opensslSuite } from '../matrix/names.mjs';
import { blocks, certificateFor, curveOf } from '../matrix/rows.mjs';
import { run } from '../support.mjs';

const allSuites = [...new Set(blocks.flatMap(({ suite }) => suite))];

export default {
  name: 'curl',
  programs: ['curl'],
  client: {
    name: 'curl',
    reports: ['version', 'suite', 'certificate', 'alpn'],
    features: ['resumed', 'clientProved'],
    can: ({ group }) => (group === 'X25519MLKEM768' ? 'no X25519MLKEM768 before OpenSSL 3.5' : undefined),
    async run(row, { port, root, certificates, serverName }) {
      const own = certificates[row.clientCertificate];
      const tls12 = row.version === 'TLS 1.2';
      const curve = tls12 && curveOf[certificateFor(row.signature)];
      const groups = [...new Set([row.firstGroup, row.group, curve])]
        .filter((group) => group && !(tls12 && group.startsWith('ffdhe')))
        .map(opensslGroup);
      const { code, out, err } = await run('curl', [
        ...['-sS', '-v', '--cacert', root, '--http1.1', '--resolve', `${serverName}:${port}:127.0.0.1`],
        ...['--tlsv1.2', ...(tls12 ? ['--tls-max', '1.2'] : ['--tlsv1.3'])],
        ...(tls12 ? ['--ciphers', `${opensslSuite(row.suite)}:@SECLEVEL=0`] : ['--tls13-ciphers', row.suite]),
        ...(groups.length ? ['--curves', groups.join(':')] : []),
        ...(own ? ['--cert', own.cert, '--key', own.key] : []),
        ...Array(row.resume ? 2 : 1).fill(`https://${serverName}:${port}/matrix`),
      ]);
      const [, version, cipher] = /SSL connection using TLSv([\d.]+) \/ (\S+)/.exec(err) ?? [];
      return {
        code,
        log: err,
        page: out,
        report: {
          resumed: row.resume && /SSL re-using session ID/.test(err) ? true : undefined,
          clientProved: /\(OUT\), TLS handshake, CERT verify/.test(err),
          version: version && `TLS ${version}`,
          suite: allSuites.find((suite) => opensslSuite(suite) === cipher) ?? cipher,
          alpn: /server accepted (?:to use )?(\S+)/.exec(err)?.[1],
          certificate: certificateOf(/subject: (.*)/.exec(err)?.[1]),
        },
      };
    },
  },
};
