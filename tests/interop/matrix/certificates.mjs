// Certificates of every kind of key for the matrix, made by openssl for this run.
import { inFolder, openssl } from '../support.mjs';

const ec = (curve) => ['-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`];
const kinds = {
  rsa: ['-newkey', 'rsa:2048'],
  pss: ['-newkey', 'rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048'],
  p256: ec('P-256'),
  p384: ec('P-384'),
  p521: ec('P-521'),
  ed25519: ['-newkey', 'ed25519'],
};
export const kindsOfKey = Object.keys(kinds);

const parameters = new Map();
// dhParameters makes the file of a finite field group, as servers of TLS 1.2 want it.
export function dhParameters(group) {
  if (!parameters.has(group)) {
    const file = inFolder(`${group}.pem`);
    const made = openssl('genpkey', '-genparam', '-algorithm', 'DH', '-pkeyopt', `group:${group}`, '-out', file);
    parameters.set(
      group,
      made.then(() => file),
    );
  }
  return parameters.get(group);
}
// dhGroup names the group that a server of TLS 1.2 has to be given for a row.
export const dhGroup = ({ version, group }) =>
  version === 'TLS 1.2' && group?.startsWith('ffdhe') ? group : undefined;

// makeCertificates makes a root and a certificate of each kind under it. Their subjects differ: NSS wants that.
export async function makeCertificates() {
  const request = (name, ...args) =>
    openssl(
      ...['req', '-x509', '-nodes', '-days', '3650', '-subj', `/CN=interop ${name}`],
      ...['-keyout', `${name}.key`, '-out', `${name}.crt`, ...args],
    );
  const extensions = (...texts) => texts.flatMap((text) => ['-addext', text]);
  await request(
    'root',
    ...ec('P-256'),
    ...extensions('basicConstraints=critical,CA:true', 'keyUsage=critical,keyCertSign'),
  );
  const certificates = {};
  for (const [name, newKey] of Object.entries(kinds)) {
    const usage = name === 'rsa' ? 'digitalSignature,keyEncipherment' : 'digitalSignature';
    await request(
      name,
      ...newKey,
      ...['-CA', 'root.crt', '-CAkey', 'root.key'],
      ...extensions('basicConstraints=critical,CA:false', `keyUsage=critical,${usage}`),
      ...extensions('extendedKeyUsage=serverAuth,clientAuth'),
      ...extensions('subjectAltName=DNS:localhost,DNS:www.example.com,IP:127.0.0.1'),
    );
    certificates[name] = { name, cert: inFolder(`${name}.crt`), key: inFolder(`${name}.key`) };
  }
  return { root: inFolder('root.crt'), rootKey: inFolder('root.key'), certificates };
}
