// Our server and our client as programs: bad peers, silence, many at once, files, signals.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import net from 'node:net';
import { test } from 'node:test';
import { demonstration, handshake, inFolder, missing, openssl, run, serve, speak, traces, write } from './support.mjs';

const files = await demonstration();
const skip = missing('curl');
const curl = (server, ...args) =>
  run('curl', ['-sS', '--cacert', files.root, ...args, `https://localhost:${server.port}/`]);
const get = (server, ...args) =>
  handshake('connect', 'localhost', String(server.port), '--ca', files.root, '--http-get', '/', ...args);
// tls talks to our server through our client.
const tls = (server, input) => handshake('connect', 'localhost', String(server.port), '--ca', files.root, { input });

test('plain HTTP gets an alert, rubbish too, and the server goes on', { skip }, async () => {
  const server = await serve();
  const http = await run('curl', ['-sS', `http://127.0.0.1:${server.port}/`]);
  assert.notEqual(http.code, 0);
  const alert = await speak(server.port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  assert.equal(alert.bytes.toString('hex'), '1503030002020a');
  for (const [hex, answer] of [
    ['160301000401000010', ''], // the message is not complete
    ['160301000400000000', '1503030002020a'], // another message
    ['1603014141', '15030300020216'], // a record that is too long
    ['160301000401000000', '15030300020232'], // an empty ClientHello
    ['15030300020100', ''], // close_notify first
    ['14030300020101', '1503030002020a'],
  ]) {
    const { bytes } = await speak(server.port, Buffer.from(hex, 'hex'), { end: true });
    assert.equal(bytes.toString('hex'), answer, hex);
  }
  assert.equal((await curl(server)).code, 0);
  assert.deepEqual(await server.stop('SIGINT'), { code: 0, signal: null });
  assert.match(server.text, /\nstopped\n$/);
});

test(
  'a silent peer is dropped after the time limit, one that drips too, while others are served',
  { skip },
  async () => {
    const server = await serve('--timeout', '2');
    const silent = speak(server.port);
    const dripping = speak(server.port, Buffer.from('160301010001', 'hex'), {
      every: { bytes: Buffer.from([0]), ms: 150 },
    });
    // One that finishes the handshake and then says nothing.
    const idle = handshake('connect', 'localhost', String(server.port), '--ca', files.root, { input: null });
    for (let i = 0; i < 3; i++) assert.equal((await curl(server)).code, 0);
    for (const one of [await silent, await dripping]) {
      assert.ok(one.ms > 1800 && one.ms < 10000, `dropped after ${one.ms} ms`);
    }
    // It is told (RFC 8446, section 6.1).
    const { code, err } = await idle;
    assert.equal(code, 0);
    assert.match(err, /^connected to .*\n$/);
    await server.stop();
    assert.equal(server.text.match(/2 s are over: dropped/g).length, 3);
  },
);

test('50 at once', { skip, timeout: 60000 }, async () => {
  const server = await serve();
  const idle = Array.from({ length: 20 }, () => net.connect(server.port, '127.0.0.1'));
  const results = await Promise.all(Array.from({ length: 50 }, () => curl(server)));
  idle.forEach((socket) => socket.destroy());
  assert.deepEqual(
    results.filter(({ code }) => code !== 0).map(({ err }) => err),
    [],
  );
  for (const { out } of results) assert.match(out, /^version: TLS 1.3$/m);
  await server.stop();
});

test('waiting costs no processor time', async () => {
  const server = await serve('--timeout', '60');
  const sockets = Array.from({ length: 10 }, () => net.connect(server.port, '127.0.0.1'));
  // A peer that has closed its side only, and one that went away.
  sockets[0].once('connect', () => sockets[0].end());
  await new Promise((resolve) => setTimeout(resolve, 300));
  const ticks = () => {
    const stat = readFileSync(`/proc/${server.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return Number(stat[11]) + Number(stat[12]);
  };
  if (process.platform === 'linux') {
    const before = ticks();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.ok(ticks() - before <= 2, `${ticks() - before} ticks`);
  }
  sockets.forEach((socket) => socket.destroy());
  await server.stop();
});

test('requests: HEAD, other methods, no HTTP, too long, cut in pieces', { skip }, async () => {
  const server = await serve();
  const head = await curl(server, '-I');
  assert.match(head.out, /^HTTP\/1.1 200 OK\r\n/);
  const length = Number(/^Content-Length: (\d+)\r$/m.exec(head.out)[1]);
  const body = await curl(server);
  assert.equal(Buffer.byteLength(body.out), length);
  assert.match(head.out, /^Connection: close\r$/m);
  assert.match(head.out, /^Content-Type: text\/plain/m);
  assert.match((await curl(server, '-i', '-d', 'x=1')).out, /^HTTP\/1.1 405 /);
  assert.match((await tls(server, 'hello there\r\n\r\n')).out, /^HTTP\/1.1 400 /);
  assert.match((await tls(server, 'GET / HTTP/1.0\n\n')).out, /^HTTP\/1.1 200 /);
  assert.match((await tls(server, `GET /${'a'.repeat(20000)} HTTP/1.1\r\n\r\n`)).out, /^HTTP\/1.1 431 /);
  assert.match((await tls(server, Buffer.alloc(3_000_000, 'A'))).out, /^HTTP\/1.1 431 /);
  assert.equal((await tls(server, 'GET / HTTP/1.1\r\n')).out, '');
  assert.equal((await curl(server)).code, 0);
  await server.stop();
});

test('--once serves one connection and ends with its outcome', async () => {
  let server = await serve('--once');
  assert.equal((await get(server)).code, 0);
  assert.deepEqual(await server.closed, { code: 0, signal: null });
  server = await serve('--once');
  await speak(server.port, 'no TLS at all\r\n');
  assert.deepEqual(await server.closed, { code: 1, signal: null });
});

test('IPv6, where there is one', async (t) => {
  let server;
  try {
    server = await serve('--host', '::1');
  } catch {
    return t.skip('no ::1 here');
  }
  assert.match(server.text, /listening on \[::1\]:\d+\n/);
  const result = await handshake(
    'connect',
    '::1',
    String(server.port),
    '--ca',
    files.root,
    '--servername',
    'localhost',
    '--http-get',
    '/',
  );
  assert.equal(result.code, 0, result.err);
  await server.stop();
});

test('tickets arrive', async () => {
  const server = await serve('--tickets', '3');
  const trace = inFolder('tickets.json');
  assert.equal((await get(server, '--trace', trace)).code, 0);
  await server.stop();
  const names = JSON.parse(readFileSync(trace))
    .events.filter(({ kind }) => kind === 'message')
    .map(({ name }) => name);
  assert.equal(names.filter((name) => name === 'new_session_ticket').length, 3);
});

test('traces and key logs are for their owner alone, and both sides write the same secrets', async () => {
  const [keys, more] = [inFolder('server.keys'), inFolder('client.keys')];
  const server = await serve('--trace-dir', inFolder('private'), '--keylog', keys);
  assert.equal((await get(server, '--keylog', more)).code, 0);
  await speak(server.port, 'x\r\n\r\n\r\n');
  await server.stop();
  assert.equal(readFileSync(keys, 'utf8'), readFileSync(more, 'utf8'));
  assert.equal(statSync(keys).mode & 0o777, 0o600);
  const [good, bad] = traces('private');
  assert.equal(good.scenario.mode, 'serve');
  assert.match(good.scenario.peer, /^127\.0\.0\.1:\d+$/);
  assert.equal('seed' in good.scenario, false);
  assert.equal(bad.outcome.server.alert, 'unexpected_message');
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  test(`${signal}: who is connected gets close_notify`, async () => {
    const server = await serve('--trace-dir', inFolder(signal));
    const idle = handshake('connect', 'localhost', String(server.port), '--ca', files.root, { input: null });
    const silent = speak(server.port);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(await server.stop(signal), { code: 0, signal: null });
    const { code, err } = await idle;
    assert.equal(code, 0, err);
    assert.match(err, /^connected to .*\n$/);
    assert.equal((await silent).bytes.length, 0);
    assert.match(server.text, /, application protocol none: the server stopped\n/);
    const established = traces(signal).find(({ outcome }) => outcome.server.version);
    assert.match(JSON.stringify(established.events), /close_notify/);
  });
}

test('a fault after the handshake is one of the connection', { timeout: 60000 }, async (t) => {
  const server = await serve();
  const pairs = [];
  const proxy = net.createServer((near) => {
    const far = net.connect(server.port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      one.on('error', () => {});
      one.pipe(other);
    }
    pairs.push([near, far]);
  });
  t.after(() => {
    for (const socket of pairs.flat()) socket.destroy();
    proxy.close();
  });
  proxy.listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.once('listening', resolve));
  const damaged = Buffer.concat([Buffer.from('1703030020', 'hex'), Buffer.alloc(32)]);
  // 0: the client gets a damaged record, 1: the server does.
  for (const at of [0, 1]) {
    const { port } = proxy.address();
    const client = handshake('connect', 'localhost', String(port), '--ca', files.root, { input: null });
    await new Promise((resolve) => setTimeout(resolve, 500));
    pairs[at][at].write(damaged);
    const { code, err } = await client;
    assert.equal(code, 1);
    const [own, peer] =
      at === 0 ? ['raised by the client', 'said the client'] : ['said the server', 'raised by the server'];
    assert.match(err, new RegExp(`handshake connect: the connection failed: bad_record_mac, ${own}`));
    await server.said(new RegExp(`: the connection failed: bad_record_mac, ${peer}`));
  }
  await server.stop();
});

test('nothing in an argument reaches the terminal as it is', async () => {
  const odd = '\u001b]0;x\u0007\n\u009b2J';
  for (const args of [
    ['run', '--tls', odd],
    ['run', '--tickets', odd],
    ['run', '--group', odd],
    ['run', `--${odd}`],
    ['run', '-o', `/nowhere/${odd}`],
    ['list', '--pem', odd],
    [odd],
    ['connect', odd, '1', '--insecure'],
    ['connect', odd, '1', '--insecure', '--servername', 'x'],
    ['connect', 'localhost', '1', '--insecure', '--servername', odd],
    ['connect', 'exa mple..com', '1', '--insecure', '--servername', odd],
    ['connect', 'localhost', '1', '--ca', odd],
    ['connect', 'localhost', '1', '--insecure', '--trace', `/nowhere/${odd}`],
    ['connect', 'localhost', '1', `--${odd}`],
    ['serve', '--port', '0', '--host', odd],
    ['serve', '--port', '0', '--trace-dir', `/nowhere/${odd}`],
  ]) {
    const { code, out, err } = await handshake(...args);
    // 1: a host that is not found.
    assert.equal(code, args.includes('x') ? 1 : 2, JSON.stringify(args));
    assert.equal(out, '');
    assert.match(err, /^[^\p{Cc}]*\n$/u, JSON.stringify(args));
    assert.match(err, /\\x1b\]0;x\\x07\\n\\xc2\\x9b2J/, JSON.stringify(args));
  }
});

test('connect makes no trace when nobody is there, and takes an old one from other readers', async () => {
  const trace = inFolder('late.json');
  const refused = await handshake(
    'connect',
    '127.0.0.1',
    '1',
    '--insecure',
    '--trace',
    trace,
    '--keylog',
    `${trace}.keys`,
  );
  assert.equal(refused.code, 1);
  assert.equal(existsSync(trace), false);
  assert.equal(existsSync(`${trace}.keys`), false);
  write('late.json', 'x'.repeat(1_000_000));
  chmodSync(trace, 0o644);
  const server = await serve();
  assert.equal((await get(server, '--trace', trace)).code, 0);
  await server.stop();
  assert.equal(statSync(trace).mode & 0o777, 0o600);
  assert.equal(JSON.parse(readFileSync(trace)).scenario.mode, 'connect');
});

// Bad usage and input: exit code 2 and one line that says what and where.
const badInput = [
  ['connect', 'localhost', /HOST and PORT are missing/],
  ['connect', 'localhost', 'http', /PORT: takes a number from 1 to 65535, not "http"/],
  ['connect', 'localhost', '1', '2', /"2" is one word too many/],
  ['connect', 'localhost', '1', '--group', 'P-256,secp256r1', /--group: group "secp256r1" stands twice/],
  [
    'connect',
    'localhost',
    '1',
    '--group',
    'x25519',
    '--key-share',
    'P-256',
    /--key-share: has a group that --group does not have/,
  ],
  [
    'connect',
    'localhost',
    '1',
    '--signature',
    'rsa_pkcs1_sha1',
    /--signature: signature scheme "rsa_pkcs1_sha1" is not known/,
  ],
  ['connect', 'localhost', '1', '--http-get', 'index', /--http-get: takes a path that begins with \//],
  ['connect', 'localhost', '1', '--ca', '/nowhere/ca.pem', /\/nowhere\/ca.pem: No such file or directory/],
  ['connect', 'localhost', '1', '--ca', 'CA', '--insecure', /--insecure and --ca do not go together/],
  ['connect', 'localhost', '1', '--timeout', '0', '--insecure', /--timeout: takes a number of seconds/],
  ['connect', 'localhost', '1', '--insecure', '--trace', '/nowhere/t.json', /--trace: \/nowhere\/t.json: No such file/],
  ['serve', /--port is missing/],
  ['serve', '--port', '70000', /--port: takes a number from 0 to 65535, not "70000"/],
  ['serve', '--port', '0', '--cert', 'X', /--cert and --key go together/],
  ['serve', '--port', '0', '--tickets', '5', /--tickets: takes a number from 0 to 4/],
  ['serve', '--port', '0', '--host', '192.0.2.77', /192\.0\.2\.77:0: /],
  ['serve', '--port', '0', '--wat', /--wat is not known/],
  ['serve', '--port', '0', '--suite', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', /--suite: cipher suite .* is not known/],
];
for (const [...args] of badInput) {
  const pattern = args.pop();
  test(`bad usage: ${args.join(' ')}`, async () => {
    const result = await handshake(...args);
    assert.equal(result.code, 2, result.err);
    assert.equal(result.out, '');
    assert.match(result.err, pattern);
    assert.equal(result.err.trimEnd().split('\n').length, 1);
  });
}

test('bad certificate and key files are said with file and line', { skip: missing('openssl') }, async () => {
  const good = readFileSync(files.ed25519, 'utf8');
  const other = files.ecdsa_secp256r1_sha256;
  await openssl('genpkey', '-algorithm', 'ED25519', '-aes256', '-pass', 'pass:x', '-out', 'locked.pem');
  await openssl('genpkey', '-algorithm', 'X448', '-out', 'x448.pem');
  const cases = [
    [files.ed25519, other, /ecdsa_secp256r1_sha256.pem: the key is not that of the first certificate in .*ed25519.pem/],
    [write('empty.pem', ''), other, /empty.pem: there is no CERTIFICATE block in it/],
    [files.ed25519, files.root, /root.pem: there is no PRIVATE KEY block in it/],
    [write('cut.pem', good.slice(0, 300)), other, /cut.pem, line 1: /],
    [write('odd.pem', good.replace('MII', 'M!I')), other, /odd.pem, line 2: /],
    [
      write('short.pem', `text before\n-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n`),
      other,
      /short.pem, line 2: the certificate cannot be read: /,
    ],
    [files.ed25519, inFolder('locked.pem'), /locked.pem, line 1: the key is encrypted/],
    [files.ed25519, inFolder('x448.pem'), /x448.pem, line 1: the key cannot be read/],
    [files.ed25519, inFolder('none.pem'), /none.pem: No such file or directory/],
  ];
  for (const [cert, key, pattern] of cases) {
    const result = await handshake('serve', '--port', '0', '--cert', cert, '--key', key, { timeout: 20000 });
    assert.equal(result.code, 2, `${cert} ${key}: ${result.err}`);
    assert.match(result.err, pattern);
    assert.equal(result.err.trimEnd().split('\n').length, 1);
  }
  const unusable = await handshake(
    'serve',
    '--port',
    '0',
    '--cert',
    files.ed25519,
    '--key',
    files.ed25519,
    '--signature',
    'rsa_pss_rsae_sha256',
    { timeout: 20000 },
  );
  assert.match(unusable.err, /--signature: the key cannot sign with any of these schemes/);
});

test('connect: nobody there, a peer that goes away, one that is silent', async () => {
  const nobody = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => nobody.once('listening', resolve));
  const { port } = nobody.address();
  let behave = (socket) => socket.destroy();
  nobody.on('connection', (socket) => {
    socket.on('error', () => {});
    behave(socket);
  });
  const attempt = () => handshake('connect', '127.0.0.1', String(port), '--insecure', '--timeout', '1');
  const gone = await attempt();
  assert.equal(gone.code, 1);
  assert.match(gone.err, /the server went away during the handshake\n$/);
  behave = () => {};
  const silent = await attempt();
  assert.equal(silent.code, 1);
  assert.match(silent.err, /the server was silent for 1 s during the handshake\n$/);
  behave = (socket) => socket.end('HTTP/1.0 400 Bad Request\r\n\r\n');
  const plain = await attempt();
  assert.equal(plain.code, 1);
  assert.match(plain.err, /unexpected_message, raised by the client; this is not so: the record's type is known/);
  nobody.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const refused = await attempt();
  assert.equal(refused.code, 1);
  assert.match(refused.err, /127\.0\.0\.1:\d+: Connection refused\n$/);
});

test('help of every command', async () => {
  for (const args of [
    ['--help'],
    ['run', '--help'],
    ['connect', '--help'],
    ['serve', '--help'],
    ['list', '--help'],
    ['help', 'serve'],
  ]) {
    const { code, out, err } = await handshake(...args);
    assert.equal(code, 0);
    assert.equal(err, '');
    for (const line of out.split('\n')) assert.ok([...line].length <= 100, line);
  }
});
