// Client certificates, PSKs, resumption and early data: the options of serve and connect.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demonstration, handshake, inFolder, missing, ourPage, run, serve, write } from './support.mjs';

const skip = missing('openssl');
const files = await demonstration();
for (const scheme of ['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256', 'ed25519']) {
  files[`client-${scheme}`] = inFolder(`client-${scheme}.pem`);
  const { code, err } = await handshake('list', '--pem', `client-${scheme}`, '-o', files[`client-${scheme}`]);
  assert.equal(code, 0, err);
}
const request = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
const secret = '00112233445566778899aabbccddeeff';
// sClient sends a request to our server by openssl, and gives our page.
const sClient = async (server, ...args) => {
  const result = await run(
    'openssl',
    ['s_client', '-connect', `localhost:${server.port}`, '-CAfile', files.root, '-ign_eof', ...args],
    { input: request },
  );
  return { ...result, page: ourPage(result.out) };
};
const certificate = (name) => ['-cert', files[name], '-key', files[name]];

for (const tls of ['1.3', '1.2']) {
  test(`serve --client-auth with openssl s_client, TLS ${tls}`, { skip }, async () => {
    const version = tls === '1.3' ? '-tls1_3' : '-tls1_2';
    const asking = await serve('--client-auth', 'request');
    const none = await sClient(asking, version);
    assert.equal(none.page['client certificate'], 'none', none.out + none.err);
    for (const scheme of ['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256', 'ed25519']) {
      const { page } = await sClient(asking, version, ...certificate(`client-${scheme}`));
      assert.equal(page['client certificate'], '"Client Demonstration"', scheme);
      assert.equal(page.version, `TLS ${tls}`);
    }
    assert.match(none.out, /Acceptable client certificate CA names\nCN = Handshake Playground demonstration root\n/);
    await asking.stop();

    const insisting = await serve('--client-auth', 'require');
    await sClient(insisting, version);
    await insisting.said(tls === '1.3' ? /certificate_required, raised by/ : /handshake_failure, raised by/);
    const shown = await sClient(insisting, version, ...certificate('client-ed25519'));
    assert.equal(shown.page['client certificate'], '"Client Demonstration"');
    await insisting.stop();

    // Another authority: a certificate of ours is not one of its.
    const strict = await serve('--client-auth', 'require', '--client-ca', files.ed25519);
    await sClient(strict, version, ...certificate('client-ed25519'));
    await strict.said(/unknown_ca, raised by the server/);
    await strict.stop();
  });
}

test('serve --psk with openssl s_client: one of two, and a wrong key', { skip }, async () => {
  const server = await serve('--psk', `other:00,me:${secret}`);
  const psk = (identity, key) => ['-tls1_3', '-psk_identity', identity, '-psk', key];
  assert.equal((await sClient(server, ...psk('me', secret))).page.psk, 'external');
  assert.equal((await sClient(server, ...psk('other', '00'))).page.psk, 'external');
  // An identity that nobody knows: certificates.
  assert.equal((await sClient(server, ...psk('you', secret))).page.psk, 'none');
  await sClient(server, ...psk('me', 'ff'));
  await server.said(/decrypt_error, raised by the server; .*binder/);
  assert.ok(!server.text.includes(secret));
  await server.stop();
});

test('serve --early-data with openssl s_client', { skip }, async () => {
  const server = await serve('--early-data', '1000');
  const [session, early] = [inFolder('early.session'), write('early.txt', request)];
  const first = await sClient(server, '-tls1_3', '-sess_out', session);
  assert.equal(first.page.psk, 'none');
  assert.equal(first.page['early data'], 'none');
  const resumed = await sClient(server, '-tls1_3', '-sess_in', session);
  assert.deepEqual([resumed.page.psk, resumed.page['early data']], ['resumption', 'none']);
  const second = await sClient(server, '-tls1_3', '-sess_in', session, '-early_data', early);
  assert.deepEqual([second.page.psk, second.page['early data']], ['resumption', 'accepted'], second.out);
  assert.match(second.out, /Early data was accepted/);
  await server.said(/resumed, early data accepted/);
  await server.stop();
});

test('serve without --early-data takes none', { skip }, async () => {
  const server = await serve();
  const session = inFolder('late.session');
  const first = await sClient(server, '-tls1_3', '-sess_out', session);
  assert.match(first.out, /Max Early Data: 0/);
  await server.stop();
});
