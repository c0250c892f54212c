// Client certificates, PSKs, resumption and early data: the options of serve and connect.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import net from 'node:net';
import { test } from 'node:test';
import {
  demonstration,
  handshake,
  inFolder,
  messages,
  missing,
  opensslServer,
  ourPage,
  readTrace,
  run,
  serve,
  speak,
  traces,
  write,
} from './support.mjs';

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

test('a PSK for SHA-384: connect with serve, and run', async () => {
  const server = await serve('--psk', `other:00,me:${secret}:SHA-384`);
  const pick = (suite, psk) => get(server, '--suite', suite, '--psk', psk);
  for (const [suite, psk] of [
    ['TLS_AES_256_GCM_SHA384', `me:${secret}:SHA-384`],
    ['TLS_AES_128_GCM_SHA256', 'other:00:SHA-256'],
    ['TLS_CHACHA20_POLY1305_SHA256', 'other:00'],
  ]) {
    const { page, err } = await pick(suite, psk);
    assert.deepEqual([page['cipher suite'], page.psk], [suite, 'external'], err);
  }
  // The same identity and key with another hash are another key, for which the server has no suite here.
  assert.equal((await pick('TLS_AES_128_GCM_SHA256', `me:${secret}`)).page.psk, 'none');
  await server.stop();

  const trace = inFolder('psk384.json');
  const played = await handshake('run', '--psk', `me:${secret}:SHA-384`, '--format', 'json', '-o', trace);
  assert.equal(played.code, 0, played.err);
  const { client } = readTrace(trace).outcome;
  assert.deepEqual([client.psk, client.cipher_suite], ['external', 'TLS_AES_256_GCM_SHA384']);
  for (const side of ['client', 'server']) {
    const args = ['run', '--psk', `me:${secret}:SHA-384`, `--${side}-suite`, 'TLS_AES_128_GCM_SHA256'];
    const { code, err } = await handshake(...args);
    assert.equal(code, 2);
    assert.match(
      err,
      new RegExp(`--psk: the key is for SHA-384, and no cipher suite of the ${side} has it; TLS_AES_256`),
    );
  }
});

test('--extended-master-secret and --encrypt-then-mac, on and off, on both sides', async () => {
  const trace = inFolder('switches.json');
  const [ems, etm] = ['--extended-master-secret', '--encrypt-then-mac'];
  const cbc = ['--tls', '1.2', '--suite', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256'];
  for (const [ours, theirs, expected] of [
    [[], [], [true, true]],
    [
      [ems, 'on'],
      [etm, 'off'],
      [true, false],
    ],
    [
      [etm, 'off'],
      [ems, 'off'],
      [false, false],
    ],
    [
      [ems, 'off'],
      [etm, 'on'],
      [false, true],
    ],
  ]) {
    const server = await serve(...theirs);
    const { code, err } = await get(server, ...cbc, ...ours, '--trace', trace);
    assert.equal(code, 0, err);
    const hello = JSON.stringify(readTrace(trace).events.find(({ name }) => name === 'server_hello'));
    const has = ['extended_master_secret', 'encrypt_then_mac'].map((name) => hello.includes(`"${name}"`));
    assert.deepEqual(has, expected, `${ours} ${theirs}`);
    await server.stop();
  }
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
// connect is our client; get asks for our page with it.
const connect = (server, ...args) =>
  handshake('connect', 'localhost', String(server.port), '--ca', files.root, ...args);
const get = async (server, ...args) => {
  const result = await connect(server, '--http-get', '/', ...args);
  return { ...result, page: ourPage(result.out) };
};
const own = (name) => ['--certificate', files[name], '--key', files[name]];

for (const tls of ['1.3', '1.2']) {
  test(`connect --certificate with openssl s_server and with serve, TLS ${tls}`, { skip }, async () => {
    const leaf = files.ecdsa_secp256r1_sha256;
    const theirs = await opensslServer('-cert', leaf, '-key', leaf, '-CAfile', files.root, '-Verify', '2', '-rev');
    const ours = await serve('--client-auth', 'require');
    for (const scheme of ['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256', 'ed25519']) {
      const args = ['--tls', tls, ...own(`client-${scheme}`)];
      const { code, out, err } = await connect(theirs, ...args, { input: 'abc\nCLOSE\n' });
      assert.equal(code, 0, err);
      assert.equal(out, 'cba\n');
      const { page } = await get(ours, ...args);
      assert.equal(page['client certificate'], '"Client Demonstration"');
    }
    const without = await get(ours, '--tls', tls);
    assert.equal(without.code, 1);
    assert.match(without.err, tls === '1.3' ? /certificate_required, said the server/ : /handshake_failure, said/);
    await theirs.said(/CN = Client Demonstration/);
    await Promise.all([theirs.stop(), ours.stop()]);
  });
}

test('connect --psk with openssl s_server that has no certificate, and with serve', { skip }, async () => {
  const theirs = await opensslServer('-nocert', '-psk', secret, '-psk_identity', 'me', '-rev', '-tls1_3');
  const { code, out, err } = await connect(theirs, '--psk', `me:${secret}`, { input: 'abc\nCLOSE\n' });
  assert.equal(code, 0, err);
  assert.equal(out, 'cba\n');
  assert.match(err, /external PSK/);
  await theirs.stop();
  const ours = await serve('--psk', `me:${secret}`);
  const { page } = await get(ours, '--psk', `you:00,me:${secret}`);
  assert.equal(page.psk, 'external');
  await ours.stop();
});

test('connect --resume: two connections, the second resumes the first', { skip }, async () => {
  const [trace, keys] = [inFolder('two.json'), inFolder('two.keys')];
  const ours = await serve('--early-data', '1000', '--keylog', `${keys}.server`);
  const { code, page, err } = await get(ours, '--resume', '--trace', trace, '--keylog', keys);
  assert.equal(code, 0, err);
  assert.equal(page.psk, 'resumption');
  assert.deepEqual(
    err
      .trimEnd()
      .split('\n')
      .map((line) => /, resumed, /.test(line)),
    [false, true],
  );
  const both = readTrace(trace);
  assert.equal(messages(both).filter((name) => name === 'client_hello').length, 2);
  assert.equal(both.outcome.client.psk, 'resumption');
  await ours.stop();
  const sorted = (file) => readFileSync(file, 'utf8').split('\n').sort();
  assert.deepEqual(sorted(keys), sorted(`${keys}.server`));

  const leaf = files.ecdsa_secp256r1_sha256;
  const theirs = await opensslServer('-cert', leaf, '-key', leaf, '-rev', '-tls1_3');
  const resumed = await connect(theirs, '--resume', { input: 'abc\nCLOSE\n' });
  assert.equal(resumed.code, 0, resumed.err);
  assert.equal(resumed.out, 'cba\n');
  assert.match(resumed.err, /, resumed, /);
  await theirs.stop();

  const none = await serve('--tickets', '0', '--timeout', '1');
  const nothing = await connect(none, '--resume', '--timeout', '1');
  assert.equal(nothing.code, 1);
  assert.match(nothing.err, /\nhandshake connect: --resume: the server left nothing to resume\n$/);
  await none.stop();
});

test('connect --early-data: with serve, with openssl s_server, and where there is none', { skip }, async () => {
  const early = write('request.txt', request);
  const ours = await serve('--early-data', '1000');
  for (const text of [request, `@${early}`]) {
    const { code, out, err } = await connect(ours, '--alpn', 'http/1.1', '--resume', '--early-data', text, {
      input: null,
    });
    assert.equal(code, 0, err);
    assert.deepEqual([ourPage(out).psk, ourPage(out)['early data']], ['resumption', 'accepted']);
    assert.match(err, /resumed, early data accepted/);
  }
  await ours.stop();

  const leaf = files.ecdsa_secp256r1_sha256;
  const server = ['-cert', leaf, '-key', leaf, '-tls1_3'];
  const theirs = await opensslServer(...server, '-early_data', '-no_anti_replay', '-max_early_data', '1000');
  const { code, err } = await connect(theirs, '--resume', '--early-data', 'too soon', { input: 'later\n' });
  assert.equal(code, 0, err);
  assert.match(err, /resumed, early data accepted/);
  // It writes the data past its own buffer.
  for (const part of [/Early data received:\n/, /too soon/, /\nlater\n/]) await theirs.said(part);
  await theirs.stop();

  const none = await opensslServer(...server);
  const refused = await connect(none, '--resume', '--early-data', 'too soon');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /--early-data: the server's ticket allows no early data\n$/);
  await none.stop();
});

test('early data that somebody sends again is not taken a second time', async () => {
  const server = await serve('--early-data', '1000', '--trace-dir', inFolder('again'), '--timeout', '2');
  const sent = [];
  const proxy = net.createServer((socket) => {
    const bytes = [];
    sent.push(bytes);
    const other = net.connect(server.port, '127.0.0.1');
    socket.on('data', (data) => bytes.push(data)).pipe(other);
    other.pipe(socket);
    for (const one of [socket, other]) one.on('error', () => {});
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { code, err } = await connect(proxy.address(), ...['--alpn', 'http/1.1', '--resume', '--early-data', request], {
    input: null,
  });
  assert.equal(code, 0, err);
  proxy.close();
  await speak(server.port, Buffer.concat(sent[1]), { end: true });
  await server.stop();
  const early = traces('again').map(({ events }) =>
    events.some(({ epoch, name }) => epoch === 'early' && name === 'application_data'),
  );
  assert.deepEqual(early, [false, true, false]);
});

test('connect --session-out and --session-in', { skip }, async () => {
  const file = write('kept.session', 'something else');
  chmodSync(file, 0o644);
  const ours = await serve('--early-data', '1000', '--tickets', '2');
  assert.equal((await get(ours, '--session-out', file)).code, 0);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.match(readFileSync(file, 'utf8'), /^handshake-playground sessions 3\n(tls1\.3 [0-9a-f]+\n){2}$/);
  const first = await get(ours, '--session-in', file, '--session-out', file);
  assert.equal(first.page.psk, 'resumption', first.err);
  const early = await connect(ours, '--alpn', 'http/1.1', '--session-in', file, '--early-data', request, {
    input: null,
  });
  assert.equal(ourPage(early.out)['early data'], 'accepted', early.err);
  await ours.stop();

  // Another server does not know the ticket: certificates.
  const other = await serve('--tickets', '0');
  const { code, page } = await get(other, '--session-in', file);
  assert.deepEqual([code, page.psk], [0, 'none']);
  const none = await get(other, '--session-out', inFolder('none.session'));
  assert.equal(none.code, 1);
  assert.match(none.err, /--session-out: the server left nothing to resume\n$/);
  await other.stop();

  // Files that do not fit: one line, exit code 2.
  const [title, line] = readFileSync(file, 'utf8').split('\n');
  const changed = (name, change) => {
    const bytes = Buffer.from(line.slice(7), 'hex');
    const after = 2 + bytes.readUInt16BE(0);
    const psk = bytes[after];
    change(bytes, after + 1 + psk);
    return write(name, `${title}\ntls1.3 ${bytes.toString('hex')}\n`);
  };
  const now = Math.floor(Date.now() / 1000);
  for (const [args, pattern] of [
    [[inFolder('nowhere.session')], /nowhere.session: No such file or directory/],
    [[write('empty.session', '')], /empty.session: there is no session in it/],
    [[write('title.session', `${title}\n`)], /title.session: there is no session in it/],
    [[files.root], /root.pem: is no file of --session-out/],
    [[write('odd.session', `${title}\nssl3 00\n`)], /odd.session, line 2: is no session of a kind that is known/],
    [
      [write('hex.session', `${title}\ntls1.3 0x\n`)],
      /hex.session, line 2: takes an even number of hexadecimal digits/,
    ],
    [
      [write('cut.session', `${title}\n${line.slice(0, -4)}\n`)],
      /cut.session, line 2: server_certificates, offset \d+: /,
    ],
    [[write('long.session', `${title}\n${line}00\n`)], /long.session, line 2: 1 bytes are left over/],
    [
      [changed('old.session', (bytes, at) => bytes.writeUInt32BE(now - 7300, at + 16))],
      /old.session: the session is too old: it was good for 7200 s, 73\d\d s ago/,
    ],
    [
      [changed('future.session', (bytes, at) => bytes.writeUInt32BE(now + 1000, at + 16))],
      /future.session: the session begins in the future/,
    ],
    [
      [changed('suite.session', (bytes, at) => bytes.writeUInt16BE(0xc02f, at + 20))],
      /cipher_suite: is none of TLS 1.3/,
    ],
    [[file, '--servername', 'example.com'], /the session is one with "localhost", not with "example.com"/],
    [[file, '--suite', 'TLS_AES_256_GCM_SHA384'], /--suite leaves out: TLS_AES_128_GCM_SHA256 would fit/],
    [[file, '--tls', '1.2'], /the session is of TLS 1.3, which --tls or --suite leaves out/],
    [[file, '--early-data', 'x', '--alpn', 'h2'], /--early-data: needs .*; --alpn "http\/1.1" would fit/],
    [
      [file, '--early-data', 'x', '--suite', 'TLS_CHACHA20_POLY1305_SHA256'],
      /--early-data: needs the suite of its session; --suite TLS_AES_128_GCM_SHA256 would fit/,
    ],
    [[file, '--early-data', '@/nowhere/x', '--alpn', 'http/1.1'], /--early-data: \/nowhere\/x: No such file/],
  ]) {
    const result = await handshake('connect', 'localhost', '1', '--ca', files.root, '--session-in', ...args);
    assert.equal(result.code, 2, `${args}: ${result.err}`);
    assert.match(result.err, pattern);
    assert.match(result.err, /^handshake connect: --(session-in|early-data): .*\n$/);
  }
});

test('connect resumes sessions of TLS 1.2 too, at once and from a file', { skip }, async () => {
  const file = inFolder('tls12.session');
  const leaf = files.ecdsa_secp256r1_sha256;
  const tls12 = ['--tls', '1.2'];
  for (const more of [[], ['-no_ticket']]) {
    const theirs = await opensslServer('-cert', leaf, '-key', leaf, '-tls1_2', '-rev', ...more);
    for (const args of [['--resume'], ['--session-out', file], ['--session-in', file]]) {
      const { code, out, err } = await connect(theirs, ...tls12, ...args, { input: 'abc\nCLOSE\n' });
      assert.equal(code, 0, err);
      assert.equal(out, 'cba\n');
      assert.equal(/resumed/.test(err), args[0] !== '--session-out', err);
    }
    await theirs.stop();
  }
  const ours = await serve(...tls12);
  for (const args of [['--resume'], ['--session-out', file], ['--session-in', file]]) {
    const { page, err } = await get(ours, ...args);
    const resumed = args[0] !== '--session-out';
    assert.equal(page.resumed, resumed ? 'by ticket' : 'no', args[0]);
    assert.equal(page.group === 'none', resumed);
    assert.equal(/SHA256, none, resumed, server name/.test(err), resumed, err);
  }
  const rsa = await get(ours, ...tls12, '--suite', 'TLS_RSA_WITH_AES_128_GCM_SHA256');
  assert.match(rsa.err, /: TLS 1.2, TLS_RSA_WITH_AES_128_GCM_SHA256, none, none, server name/);
  assert.deepEqual([rsa.page.group, rsa.page['signature scheme']], ['none', 'none']);
  const other = ['--session-in', file, ...tls12, '--extended-master-secret', 'off'];
  const unfit = await handshake('connect', 'localhost', '1', '--ca', files.root, ...other);
  assert.equal(unfit.code, 2);
  assert.match(
    unfit.err,
    /: the session is one with an extended master secret; --extended-master-secret on would fit /,
  );
  await ours.stop();
  const left = await handshake('connect', 'localhost', '1', '--ca', files.root, '--session-in', file, '--tls', '1.3');
  assert.match(left.err, /: the session is of TLS 1.2, which --tls or --suite leaves out /);
  assert.equal(left.code, 2);
});

test('connect --key-update and --exporter', { skip }, async () => {
  const leaf = files.ecdsa_secp256r1_sha256;
  const label = 'EXPERIMENTAL x';
  const theirs = await opensslServer('-cert', leaf, '-key', leaf, '-keymatexport', label, '-keymatexportlen', '32');
  const { code, err } = await connect(theirs, '--key-update', '--exporter', label, { input: 'hello\n' });
  assert.equal(code, 0, err);
  const [, exported] = /\nexported under "EXPERIMENTAL x": ([0-9a-f]{64})\n/.exec(err);
  const [, keying] = await theirs.said(/Keying material: ([0-9A-F]{64})/);
  assert.equal(exported, keying.toLowerCase());
  await theirs.said(/\nhello\n/);
  await theirs.stop();
  const earlier = await opensslServer(
    '-cert',
    leaf,
    '-key',
    leaf,
    '-tls1_2',
    '-keymatexport',
    label,
    '-keymatexportlen',
    '32',
  );
  const of12 = await connect(earlier, '--exporter', label, { input: 'hello\n' });
  assert.equal(of12.code, 0, of12.err);
  const [, exported12] = /\nexported under "EXPERIMENTAL x": ([0-9a-f]{64})\n/.exec(of12.err);
  const [, keying12] = await earlier.said(/Keying material: ([0-9A-F]{64})/);
  assert.equal(exported12, keying12.toLowerCase());
  await earlier.stop();
  const old = await serve('--tls', '1.2');
  const without = await get(old, '--key-update');
  assert.equal(without.code, 0);
  assert.match(without.err, /is for TLS 1.3, and the server chose TLS 1.2\n$/);
  await old.stop();
  const trace = inFolder('update.json');
  const ours = await serve();
  assert.equal((await get(ours, '--key-update', '--trace', trace)).code, 0);
  await ours.stop();
  assert.equal(messages(readTrace(trace)).filter((name) => name === 'key_update').length, 2);
});

// Bad configuration: exit code 2 and one line that names the option and what would fit.
const rsa = files.rsa_pss_rsae_sha256;
const kept = write('never.session', 'handshake-playground sessions 3\n');
const onlyX448 = ['--group', 'X448'];
for (const [args, pattern] of [
  [['serve', '--client-auth', 'maybe'], /--client-auth: takes none, request or require, not "maybe"/],
  [['serve', '--client-ca', files.root], /--client-ca: needs --client-auth request or require/],
  [['serve', '--client-auth', 'require', '--client-ca', kept], /--client-ca: .*: there is no CERTIFICATE block in it/],
  [['serve', '--psk', 'me'], /--psk: takes an identity, a colon and 1 to 64 bytes in hexadecimal digits/],
  [['serve', '--psk', `me:${secret},me:00`], /--psk: the identity "me" stands twice/],
  [['serve', '--psk', 'me:00', '--tls', '1.2'], /--psk: is for TLS 1.3; --tls 1.3 would fit/],
  [
    ['serve', '--psk', 'me:00', '--suite', 'TLS_AES_256_GCM_SHA384'],
    /--psk: the key is for SHA-256, and no cipher suite of --suite has it; TLS_AES_128_GCM_SHA256 would fit/,
  ],
  [
    ['serve', '--psk', `me:${secret}:SHA-384`, '--suite', 'TLS_AES_128_GCM_SHA256'],
    /--psk: the key is for SHA-384, and no cipher suite of --suite has it; TLS_AES_256_GCM_SHA384 would fit/,
  ],
  [['serve', '--psk', `me:${secret}:SHA-512`], /--psk: takes an identity, .*:SHA-384 when that is the key's hash/],
  [['serve', '--encrypt-then-mac', 'off', '--tls', '1.3'], /--encrypt-then-mac: is for TLS 1.2; --tls 1.2 would fit/],
  [['serve', '--extended-master-secret=perhaps'], /--extended-master-secret: takes on or off, not "perhaps"/],
  [
    ['connect', '--extended-master-secret', 'off', '--suite', 'TLS_AES_128_GCM_SHA256'],
    /--extended-master-secret: is for TLS 1.2; --tls 1.2 would fit/,
  ],
  [['connect', '--encrypt-then-mac=perhaps'], /--encrypt-then-mac: takes on or off, not "perhaps"/],
  [
    ['connect', '--psk', `a:00,me:${secret}:SHA-384`, '--suite', 'TLS_CHACHA20_POLY1305_SHA256'],
    /--psk: the key is for SHA-384, and no cipher suite of --suite has it; TLS_AES_256_GCM_SHA384 would fit/,
  ],
  [['serve', '--early-data', '16385'], /--early-data: takes a number of bytes from 0 to 16384, not "16385"/],
  [['serve', '--early-data', '1', '--tickets', '0'], /--early-data: needs a ticket .*; --tickets 1 would fit/],
  [['serve', '--early-data', '1', '--tls', '1.2'], /--early-data: is for TLS 1.3; --tls 1.3 would fit/],
  [['serve', ...onlyX448], /--group: group "X448" is not known; there are X25519MLKEM768,x25519,/],
  [
    ['serve', '--tls', '1.2', '--group', 'X25519MLKEM768'],
    /--group: TLS 1.2 has none of these groups; x25519 would fit/,
  ],
  [
    ['serve', '--tls', '1.3', '--suite', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
    /--suite: has none of TLS 1.3, which --tls names; TLS_AES_128_GCM_SHA256 would fit/,
  ],
  [
    ['serve', '--suite', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', '--cert', rsa, '--key', rsa],
    /--suite: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 needs an ECDSA or Ed25519 certificate/,
  ],
  [
    ['serve', '--suite', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', '--signature', 'ed25519'],
    /--suite: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 needs an RSA certificate/,
  ],
  [
    ['serve', '--suite', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', '--group', 'x25519'],
    /--suite: TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 needs another group .*; ffdhe2048 would fit/,
  ],
  [
    ['serve', '--suite', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', '--group', 'ffdhe2048'],
    /--suite: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 needs another group .*; x25519 would fit/,
  ],
  [
    ['serve', '--tls', '1.3', '--signature', 'rsa_pkcs1_sha256'],
    /--signature: TLS 1.3 signs with none of these schemes; ecdsa_secp256r1_sha256 would fit/,
  ],
  [['connect', '--tls', '1.3', '--signature', 'rsa_pkcs1_sha256'], /--signature: TLS 1.3 signs with none of these/],
  [
    ['connect', '--suite', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', '--group', 'ffdhe2048'],
    /--suite: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 needs another group .*; x25519 would fit/,
  ],
  [
    ['connect', '--suite', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', '--signature', 'rsa_pss_rsae_sha256'],
    /--suite: .* needs another signature scheme than those of --signature; ecdsa_secp256r1_sha256 would fit/,
  ],
  [['serve', '--cert', kept, '--key', rsa], /--cert: .*: there is no CERTIFICATE block in it/],
  [['serve', '--cert', rsa, '--key', kept], /--key: .*: there is no PRIVATE KEY block in it/],
  [['connect', '--certificate', rsa], /--certificate and --key go together/],
  [['connect', '--certificate', kept, '--key', rsa], /--certificate: .*: there is no CERTIFICATE block in it/],
  [
    ['connect', '--certificate', rsa, '--key', files.ed25519],
    /--key: .*ed25519.pem: the key is not that of the first certificate in .*rsa_pss_rsae_sha256.pem/,
  ],
  [['connect', '--psk', 'me:0'], /--psk: takes an identity, a colon/],
  [['connect', '--psk', 'me:00', '--suite', 'TLS_AES_256_GCM_SHA384'], /--psk: the key is for SHA-256/],
  [
    ['connect', '--early-data', 'x'],
    /--early-data: needs a session of TLS 1.3; --resume or --session-in FILE would fit/,
  ],
  [['connect', '--early-data', '', '--resume'], /--early-data: takes at least one byte/],
  [['connect', '--early-data', 'x', '--resume', '--tls', '1.2'], /--early-data: is for TLS 1.3/],
  [['connect', '--key-update', '--tls', '1.2'], /--key-update: is for TLS 1.3; --tls 1.3 would fit/],
  [['connect', '--exporter', ''], /--exporter: takes a label of 1 to 249 bytes/],
  [['connect', '--session-out', '/nowhere/x'], /--session-out: \/nowhere\/x: No such file or directory/],
  [['connect', '--session-out', ''], /--session-out: takes the name of a file/],
  [['connect', ...onlyX448], /--group: group "X448" is not known/],
  [['connect', '--ca', kept], /--ca: .*: there is no CERTIFICATE block in it/],
  [
    ['connect', '--suite', 'TLS_AES_128_GCM_SHA256', '--tls', '1.3,1.2'],
    /--suite: has none of TLS 1.2, which --tls names; TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 would fit/,
  ],
]) {
  test(`bad configuration: ${args.join(' ').replaceAll(inFolder(), '')}`, async () => {
    const [command, ...options] = args;
    const where = command === 'serve' ? ['--port', '0'] : ['localhost', '1'];
    const trust = command === 'connect' && !options.includes('--ca') ? ['--ca', files.root] : [];
    const result = await handshake(command, ...where, ...trust, ...options, { timeout: 5000 });
    assert.equal(result.code, 2, result.err);
    assert.equal(result.out, '');
    assert.match(result.err, pattern);
    assert.match(result.err, /^handshake (serve|connect): .*\n$/);
    assert.ok(!result.err.includes(secret));
  });
}
