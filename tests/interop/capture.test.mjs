// Captures, in a program that is not ours: tshark reads what we write. What it and editcap write, the fuzz target and
// tests/native/eavesdropper read; here our writer is judged, and the lesson that such a file teaches.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { command, demonstration, handshake, inFolder, missing, opensslServer, run, serve } from './support.mjs';

const files = await demonstration();
const skip = missing('tshark');

async function tshark(file, ...more) {
  const { code, out, err } = await run('tshark', ['-r', file, ...more]);
  assert.equal(code, 0, err);
  return out;
}

// fields gives a column of tshark's: one line for each packet.
const fields = (file, names, ...more) =>
  tshark(file, ...more, '-T', 'fields', ...names.flatMap((name) => ['-e', name]));

let count = 0;
async function capture(args, more = []) {
  const file = inFolder(`run-${++count}.pcapng`);
  const { code, err } = await handshake('run', ...args, '--format', 'pcapng', ...more, '-o', file);
  assert.equal(code, 0, err);
  return file;
}

const suites = {
  rsa: ['--tls', '1.2', '--suite', 'AES128-SHA256', '--signature', 'rsa_pss_rsae_sha256'],
  rsaGcm: ['--tls', '1.2', '--suite', 'AES256-GCM-SHA384', '--signature', 'rsa_pss_rsae_sha256'],
  dhe: ['--tls', '1.2', '--suite', 'DHE-RSA-AES128-GCM-SHA256', '--group', 'ffdhe2048'],
  ecdhe: ['--tls', '1.2', '--suite', 'ECDHE-RSA-AES128-GCM-SHA256', '--signature', 'rsa_pss_rsae_sha256'],
};
const runs = {
  'TLS 1.3': [],
  'TLS 1.3, X25519MLKEM768': ['--group', 'X25519MLKEM768'],
  'TLS 1.3, a long response': ['--response', `HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n${'x'.repeat(40_000)}`],
  'TLS 1.2, RSA': suites.rsa,
  'TLS 1.2, RSA, AES-256-GCM': suites.rsaGcm,
  'TLS 1.2, DHE': suites.dhe,
  'TLS 1.2, ECDHE': suites.ecdhe,
};

for (const [name, args] of Object.entries(runs)) {
  test(`tshark reads a run: ${name}`, { skip }, async () => {
    const file = await capture(args);
    const strict = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'];
    // Every packet is what it should be: sums (1 is good), nothing malformed, nothing that TCP would wonder at.
    const sums = await fields(file, ['ip.checksum.status', 'tcp.checksum.status'], ...strict);
    assert.match(sums, /^(1\t1\n){11,}$/);
    const odd = '_ws.malformed || tcp.analysis.flags || _ws.expert.severity >= warning';
    assert.equal(await tshark(file, '-Y', odd), '');
    assert.match(await fields(file, ['tls.handshake.type'], '-Y', 'tls'), /^1\n2\b/);
    assert.match(await fields(file, ['frame.time_epoch']), /^1767225600\.000000000\n/);
    assert.doesNotMatch(await tshark(file), /HTTP/);
    // With the secrets in the file it reads everything, and is asked for nothing.
    const open = await capture(args, ['--with-key-log']);
    assert.match(await fields(open, ['http.request.method', 'http.response.code']), /GET[^]*200/);
    assert.equal(await tshark(open, '-Y', odd), '');
    // The packets are the same.
    const bytes = (path) => fields(path, ['frame.time_epoch', 'tcp.payload']);
    assert.equal(await bytes(open), await bytes(file));
  });
}

test('two connections are two for tshark, the second later', { skip }, async () => {
  const args = ['--resumption', 'psk_dhe_ke', '--early-data', 'GET /early HTTP/1.1\r\n\r\n', '--pause', '60'];
  const file = await capture(args, ['--with-key-log']);
  const hellos = await fields(file, ['tcp.stream', 'frame.time_relative'], '-Y', 'tls.handshake.type == 1');
  assert.match(hellos, /^0\t0\.0{9}\n1\t60\.\d{9}\n$/);
  const requests = await fields(file, ['tcp.stream', 'http.request.uri'], '-Y', 'http.request');
  assert.match(requests, /^1\t\/early$/m);
});

// The server's key opens what was encrypted to it, years later too. With an ephemeral key nothing was.
const withKey = () => [
  ...['-o', `uat:rsa_keys:"${files.rsa_pss_rsae_sha256}",""`],
  ...['-o', 'tls.desegment_ssl_records:TRUE'],
];
for (const [name, opens] of Object.entries({ rsa: true, rsaGcm: true, dhe: false, ecdhe: false })) {
  test(`the server's private key ${opens ? 'opens' : 'does not open'} a recording: ${name}`, { skip }, async () => {
    const file = await capture(suites[name]);
    assert.doesNotMatch(await tshark(file), /HTTP/);
    const read = await tshark(file, ...withKey());
    (opens ? assert.match : assert.doesNotMatch)(read, /GET \/[^]*200 OK/);
  });
}

// What others made of our captures is the same recording for `handshake attack`: the older format in both resolutions,
// packets in another order, packets twice, a file of little-endian numbers.
test('what editcap and mergecap make of a capture is read all the same', { skip }, async () => {
  const original = await capture([...suites.rsa, '--response', 'x'.repeat(20_000)]);
  const attack = async (file, ...more) => {
    const { code, out, err } = await handshake('attack', file, '--server-key', files.rsa_pss_rsae_sha256, ...more);
    assert.equal(code, 0, err);
    return out;
  };
  const expected = await attack(original);
  assert.match(expected, /of the client she reads all, of the server all/);
  const made = async (name, program, ...args) => {
    const file = inFolder(name);
    const { code, err } = await run(
      program,
      args.map((arg) => (arg === 'OUT' ? file : arg)),
    );
    assert.equal(code, 0, err);
    assert.notDeepEqual(readFileSync(file), readFileSync(original));
    assert.equal(await attack(file), expected, name);
  };
  for (const format of ['pcap', 'nsecpcap', 'pcapng']) {
    await made(`converted.${format}`, 'editcap', '-F', format, original, 'OUT');
  }
  await made('twice.pcapng', 'mergecap', '-w', 'OUT', original, original);
  // The server's long answer in another order; appended files are in no order of time.
  const of = (await fields(original, ['frame.number'], '-Y', 'tcp.srcport == 443 && tcp.len == 1460'))
    .trim()
    .split('\n');
  const [first, last] = [of.at(-10), of.at(-3)];
  const parts = [`1-${first - 1}`, `${Number(first) + 1}-${last}`, `${first}`, `${Number(last) + 1}-99999`];
  const cut = parts.map((range, i) => [inFolder(`part-${i}.pcapng`), range]);
  for (const [file, range] of cut) assert.equal((await run('editcap', ['-r', original, file, range])).code, 0);
  await made('reordered.pcapng', 'mergecap', '-a', '-w', 'OUT', ...cut.map(([file]) => file));
});

test('the same settings and seed give the same file, with secrets only on request', async () => {
  const read = async (args, more) => readFileSync(await capture(args, more));
  const plain = await read([]);
  assert.deepEqual(await read([]), plain);
  const { out: keys } = await handshake('run', '--format', 'keylog');
  const open = await read([], ['--with-key-log']);
  assert.ok(open.includes(keys));
  for (const line of keys.trimEnd().split('\n')) {
    const secret = line.split(' ')[2];
    assert.ok(!plain.includes(secret) && !plain.includes(Buffer.from(secret, 'hex')));
  }
  // Standard output is the same as a file.
  const { bytes } = await run(command, ['run', '--format', 'pcapng']);
  assert.deepEqual(bytes, plain);
  const { code, err } = await handshake('run', '--with-key-log');
  assert.equal(code, 2);
  assert.match(err, /^handshake run: --with-key-log: goes with --format pcapng \(/m);
});

test('connect and serve write what crossed the wire', { skip }, async () => {
  const [mine, theirs, keys] = ['connect.pcapng', 'serve.pcapng', 'capture.keys'].map((name) => inFolder(name));
  const server = await serve('--capture', theirs);
  const options = ['--ca', files.root, '--http-get', '/', '--resume', '--capture', mine, '--keylog', keys];
  const began = Date.now() / 1000;
  const client = await handshake('connect', 'localhost', String(server.port), ...options);
  assert.equal(client.code, 0, client.err);
  const again = await handshake('connect', 'localhost', String(server.port), ...options.slice(0, 4));
  assert.equal(again.code, 0, again.err);
  await server.stop();
  const payload = (file, stream, side) =>
    fields(file, ['tcp.payload'], '-Y', `tcp.stream == ${stream} && tcp.${side} == 443 && tcp.len > 0`);
  const joined = async (...args) => (await payload(...args)).replaceAll('\n', '');
  for (const stream of [0, 1]) {
    for (const side of ['srcport', 'dstport']) {
      const sent = await joined(mine, stream, side);
      assert.ok(sent.length > 200);
      const there = await joined(theirs, stream, side);
      // The last words of one may come after the other has gone.
      assert.ok(sent.startsWith(there) || there.startsWith(sent), `${stream} ${side}`);
    }
  }
  assert.match(await joined(theirs, 2, 'dstport'), /^160301/);
  assert.equal(await joined(mine, 2, 'dstport'), '');
  const times = (await fields(mine, ['frame.time_epoch'])).trim().split('\n').map(Number);
  assert.ok(times.every((time) => time > began - 1 && time < Date.now() / 1000 + 1));
  assert.match(await tshark(mine, '-o', `tls.keylog_file:${keys}`), /GET \/[^]*200 OK/);
  assert.doesNotMatch(await tshark(mine), /HTTP/);
  for (const file of [mine, theirs]) assert.equal(statSync(file).mode & 0o077, 0);
});

test('a server whose handshake fails leaves a capture too', { skip }, async () => {
  const pem = files.ed25519;
  const server = await opensslServer('-cert', pem, '-key', pem, '-tls1_2');
  const file = inFolder('failed.pcapng');
  const client = await handshake('connect', 'localhost', String(server.port), '--tls', '1.3', '--capture', file);
  assert.equal(client.code, 1);
  await server.stop();
  assert.match(await tshark(file), /Client Hello[^]*Alert/);
});
