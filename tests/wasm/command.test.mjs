// The command through WebAssembly, byte for byte the native one: what it prints, what it says, how it ends.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const fromRoot = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const native = process.env.HANDSHAKE_COMMAND ?? fromRoot('build/native/handshake');
const { default: create } = await import(fromRoot('build/wasm/core.js'));
const core = await create({
  wasmBinary: await readFile(fromRoot('build/wasm/core.wasm')),
  moreBinary: await readFile(fromRoot('build/wasm/core.more.wasm')),
});
const folder = mkdtempSync(path.join(tmpdir(), 'handshake-command-'));
after(() => rmSync(folder, { recursive: true }));

function spawned(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (error) throw error;
  return { exit_code: status, out: stdout, err: stderr };
}
const runNative = (args) => spawned(native, args);
const runWasm = (args) => {
  const { exit_code, out, err } = core.command(args);
  return { exit_code, out, err };
};

// same runs both, compares, and gives what both gave.
function same(args) {
  const expected = runNative(args);
  const actual = runWasm(args);
  // Not deepEqual: its message would hold two whole traces.
  for (const key of ['exit_code', 'err', 'out']) {
    assert.ok(actual[key] === expected[key], `${key} of ${args.join(' ')}\n${actual.err}${expected.err}`);
  }
  return expected;
}

const list = JSON.parse(runNative(['list', '--format', 'json']).out);
const names = (key) => list[key].map(({ name }) => name);
const seed = () => randomBytes(32).toString('hex');

test('an attack says the same, of a run and of files', () => {
  for (const args of [['--steal', 'client-ephemeral'], ['--steal', 'server-key', '--at', 'after'], ['--matrix']]) {
    const { exit_code: code, out } = same(['attack', ...args]);
    assert.equal(code, 0);
    assert.match(out, /none|all/);
    same(['attack', '--format', 'json', ...args]);
  }
  const [wire, log] = ['wire.pcapng', 'keys.log'].map((name) => path.join(folder, name));
  const settings = ['--seed', seed(), '--key-update', 'both'];
  for (const [format, file] of [
    ['pcapng', wire],
    ['keylog', log],
  ]) {
    assert.equal(spawnSync(native, ['run', ...settings, '--format', format, '-o', file]).status, 0);
  }
  const words = ['attack', wire, '--key-log', log, '--format', 'json'];
  assert.deepEqual(core.commandFiles(words), [wire, log]);
  const expected = spawned(native, words);
  const { exit_code: code, out } = core.commandWith(words, [readFileSync(wire), readFileSync(log)]);
  assert.ok(code === 0 && out === expected.out);
  const [{ client, server }] = JSON.parse(out).outcome.eavesdropper.connections;
  assert.deepEqual([client.reads, server.reads], ['all', 'all']);
  const npm = spawned('node', [fromRoot('wasm/cli.mjs'), ...words]);
  assert.ok(npm.exit_code === 0 && npm.out === expected.out);
  for (const bad of [
    ['attack', path.join(folder, 'nothing')],
    ['attack', log],
    ['attack', '--steal', 'colour'],
  ]) {
    const [one, other] = [spawned(native, bad), spawned('node', [fromRoot('wasm/cli.mjs'), ...bad])];
    assert.deepEqual(other, one);
    assert.deepEqual([one.exit_code, one.err.trim().split('\n').length], [2, 1]);
  }
});

test('a capture has the same bytes, and is no text', () => {
  for (const args of [[], ['--with-key-log'], ['--resumption', 'psk_dhe_ke', '--pause', '60'], ['--tls', '1.2']]) {
    const words = ['run', '--format', 'pcapng', '--seed', seed(), ...args];
    const { status, stdout } = spawnSync(native, words);
    assert.equal(status, 0);
    const { exit_code, out, bytes } = core.command(words);
    assert.deepEqual([exit_code, out], [0, '']);
    assert.ok(bytes instanceof Uint8Array && bytes.length > 1000 && stdout.equals(bytes), args.join(' '));
    const npm = spawnSync('node', [fromRoot('wasm/cli.mjs'), ...words]);
    assert.ok(npm.stdout.equals(stdout));
    const file = path.join(folder, 'run.pcapng');
    assert.equal(spawnSync('node', [fromRoot('wasm/cli.mjs'), ...words, '-o', file]).status, 0);
    assert.ok(readFileSync(file).equals(stdout));
  }
  same(['run', '--with-key-log']);
  same(['run', '--format', 'pcap']);
  assert.equal(core.command(['run']).bytes.length, 0);
});

const isTls12 = (suite) => suite.includes('_WITH_');
for (const suite of names('suites').filter(isTls12)) {
  test(`TLS 1.2, ${suite}, every format, random seeds`, () => {
    const ecdsa = suite.includes('ECDSA');
    for (const signature of ecdsa ? ['ecdsa_secp256r1_sha256', 'ed25519'] : ['rsa_pss_rsae_sha256']) {
      // A certificate with P-256 goes only to a client that names that curve (RFC 8422, section 5.3).
      const groups = 'x25519,secp256r1,secp384r1,ffdhe2048';
      const settings = ['--tls', '1.2', '--group', groups, '--suite', suite, '--seed', seed()];
      for (const format of ['text', 'json', 'keylog']) {
        const { exit_code, out, err } = same(['run', ...settings, '--signature', signature, '--format', format]);
        assert.equal(exit_code, 0, err);
        assert.ok(out.includes(format === 'keylog' ? 'CLIENT_RANDOM' : suite));
      }
    }
  });
}

for (const group of names('groups')) {
  for (const suite of names('suites').filter((one) => !isTls12(one))) {
    test(`${group}, ${suite}, every signature, every format, random seeds`, () => {
      for (const signature of names('signature_schemes')) {
        const settings = ['--group', group, '--suite', suite, '--signature', signature, '--seed', seed()];
        for (const format of ['text', 'json', 'keylog']) {
          const { exit_code, out, err } = same(['run', ...settings, '--format', format]);
          assert.equal(exit_code, 0, err);
          assert.ok(out.includes(format === 'keylog' ? 'EXPORTER_SECRET' : signature));
        }
      }
    });
  }
}

const done = [
  ['list'],
  ['list', '--format', 'json'],
  ...['root', ...names('signature_schemes')].map((name) => ['list', '--pem', name]),
  ['--help'],
  ['help'],
  ['help', 'run'],
  ['help', 'list'],
  ['run', '--help'],
  ['list', '-h'],
  ['--version'],
  ['run', '--grease', '--seed', seed()],
  ['run', '--grease=on', '--compatibility', 'off', '--format=json'],
  ['run', '--client-group', 'x25519,P-256', '--server-group', 'prime256v1', '--format', 'json'],
  ['run', '--tickets', '4', '--alpn', 'h2,http/1.1', '--server-alpn=http/1.1', '--seed', seed()],
  ['run', '--request', 'zwölf Boxkämpfer 🥊\u0001"\\', '--response=', '--server-name', 'www.example.com'],
  ['run', '--response', 'x'.repeat(60000), '--format', 'json'],
];
test('other runs and lists', () => done.forEach((args) => assert.equal(same(args).exit_code, 0, args.join(' '))));

const failures = [
  [['--trust', 'off'], 'unknown_ca'],
  [['--time', '0'], ''],
  [['--time', '4999999999'], 'certificate_expired'],
  [['--server-name', 'example.org'], 'bad_certificate'],
  [['--client-group', 'x25519', '--server-group', 'P-256'], 'handshake_failure'],
  [['--client-suite', 'AES-128-GCM', '--server-suite', 'CHACHA20'], 'handshake_failure'],
  [['--client-signature', 'ed25519', '--server-signature', 'RSA-PSS+SHA256'], 'handshake_failure'],
  [['--client-alpn', 'h2'], 'no_application_protocol'],
];
test('handshakes that fail', () => {
  for (const [settings, alert] of failures) {
    for (const format of ['text', 'json', 'keylog']) {
      const { exit_code, out, err } = same(['run', ...settings, '--format', format]);
      assert.equal(exit_code, 1, settings.join(' '));
      assert.match(err, new RegExp(`^handshake run: the handshake failed: ${alert}.*\n$`));
      if (format !== 'keylog') assert.ok(out.includes(alert));
    }
  }
});

const bad = [
  [],
  ['nonsense'],
  ['run', 'word'],
  ['run', '--nonsense'],
  ['run', '--nonsense=1'],
  ['run', '--group'],
  ['run', '--group', '--suite'],
  ['run', '--group', 'x25519', '--group', 'P-256'],
  ['run', '--group', 'x25519,x25519'],
  ['run', '--group', 'x448'],
  ['run', '--group='],
  ['run', '--suite', 'TLS_NULL_WITH_NULL_NULL'],
  ['run', '--signature', 'ünbekannt'],
  ['run', '--seed', '00'],
  ['run', '--seed', 'x'.repeat(64)],
  ['run', '--format', 'xml'],
  ['run', '--format', 'pcapng\u001b[31m'],
  ['run', '--tls', '1.1'],
  ['run', '--tickets', '5'],
  ['run', '--tickets', '-1'],
  ['run', '--time', '1e9'],
  ['run', '--grease', 'maybe'],
  ['run', '--trust=maybe'],
  ['run', '-x'],
  ['run', '--o', 'file'],
  ['run', '--help=1'],
  ['list', '--format', 'keylog'],
  ['list', '--pem', 'nobody'],
  ['list', 'groups'],
  ['help', 'nonsense'],
];
test('bad usage: exit code 2, nothing on standard output, one line that says why', () => {
  for (const args of bad) {
    const { exit_code, out, err } = same(args);
    assert.equal(exit_code, 2, args.join(' '));
    assert.equal(out, '');
    assert.ok(!err.includes('\u001b'));
    if (args.length) assert.equal(err.trimEnd().split('\n').length, 1, err);
  }
});

test('--seed random is another one each time, and the trace says which', () => {
  const seeds = Array.from(
    { length: 5 },
    () => JSON.parse(runWasm(['run', '--seed', 'random', '--format', 'json']).out).scenario.seed,
  );
  assert.equal(new Set(seeds).size, 5);
  const again = JSON.parse(same(['run', '--seed', seeds[0], '--format', 'json']).out);
  assert.equal(again.scenario.seed, seeds[0]);
});

test('the npm bin: the same bytes and exit codes, files, and what it cannot do', () => {
  const bin = (...args) => spawned(process.execPath, [fromRoot('wasm/cli.mjs'), ...args]);
  for (const args of [['run', '--format', 'json'], ['run', '--trust', 'off'], ['list'], ['run', '--wat'], []]) {
    assert.deepEqual(bin(...args), runNative(args));
  }
  const [ours, theirs] = ['ours', 'theirs'].map((name) => path.join(folder, name));
  assert.deepEqual(bin('run', '-o', ours), { exit_code: 0, out: '', err: '' });
  assert.deepEqual(runNative(['run', '--output', theirs]), { exit_code: 0, out: '', err: '' });
  assert.ok(readFileSync(ours).equals(readFileSync(theirs)));
  const nowhere = ['run', '-o', path.join(folder, 'no', 'file')];
  assert.deepEqual(bin(...nowhere), runNative(nowhere));
  assert.equal(bin(...nowhere).exit_code, 2);
  for (const command of ['connect', 'serve']) {
    const { exit_code, err } = bin(command);
    assert.equal(exit_code, 2);
    assert.match(err, /needs the native program/);
  }
});
