// The code with which a person can compute a value elsewhere is run by python3 and openssl, and must give what the trace
// has. Nothing of the project takes part in it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { argsOf, loadCore, modules, traceOf } from './support.mjs';

const old = { tls: '1.2' };
const scenarios = {
  'TLS 1.3, x25519': {},
  'TLS 1.3, secp256r1, SHA-384, RSA': {
    group: 'secp256r1',
    suite: 'TLS_AES_256_GCM_SHA384',
    signature: 'rsa_pss_rsae_sha256',
  },
  'TLS 1.3, secp384r1, RSASSA-PSS key': { group: 'secp384r1', signature: 'rsa_pss_pss_sha384' },
  'TLS 1.3, secp521r1, ed25519': { group: 'secp521r1', signature: 'ed25519' },
  'TLS 1.3, ffdhe2048': { group: 'ffdhe2048', 'key-update': 'both' },
  'TLS 1.3, ffdhe3072': { group: 'ffdhe3072', exporter: "it's \\ naïve" },
  'TLS 1.3, ffdhe4096': { group: 'ffdhe4096' },
  'TLS 1.3, X25519MLKEM768': { group: 'X25519MLKEM768' },
  'TLS 1.3, HelloRetryRequest': {
    'server-group': 'secp256r1',
    'client-auth': 'require',
    'client-certificate': 'ed25519',
  },
  'TLS 1.3, resumption': { resumption: 'psk_dhe_ke', 'early-data': 'early' },
  'TLS 1.3, resumption after HelloRetryRequest': { resumption: 'psk_dhe_ke', 'server-group': 'secp256r1' },
  'TLS 1.3, external PSK': { psk: 'somebody:00112233445566778899' },
  'TLS 1.2, RSA': { ...old, suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256', signature: 'rsa_pss_rsae_sha256' },
  'TLS 1.2, DHE, CBC': {
    ...old,
    suite: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
    group: 'ffdhe2048',
    signature: 'rsa_pss_rsae_sha512',
  },
  'TLS 1.2, ECDHE': { ...old, suite: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', group: 'secp256r1' },
  'TLS 1.2, the client signs': { ...old, 'client-auth': 'require', 'client-certificate': 'rsa_pss_rsae_sha256' },
};

// Each program runs in a namespace of its own; all in one process, for that is quicker.
const runner = `
import contextlib, io, json, sys
results = []
for code in json.load(sys.stdin):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {'__name__': '__main__'})
    results.append(out.getvalue())
json.dump(results, sys.stdout)
`;

function python(programs) {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', runner], {
    input: JSON.stringify(programs),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

const shell = (code) => spawnSync('sh', ['-c', code], { encoding: 'utf8' });

let core;
let tools;
let recomputation;
before(async () => {
  core = await loadCore();
  tools = await modules();
  ({ recomputation } = await tools.load('recompute/commands.ts'));
});
after(() => tools.close());

const valuesOf = (trace) => trace.events.filter((e) => e.kind === 'value');

// What no code can be given for, and why.
const reasons = {
  draw: ['draw'],
  choose: ['choose', 'withheld'],
  seal_ticket: ['withheld'],
  open_ticket: ['withheld'],
  'RSAES-PKCS1-v1_5 encrypt': ['padding'],
  'RSAES-PKCS1-v1_5 decrypt': ['withheld'],
};

test('every value of every scenario is computed again, or it is said why not', () => {
  const programs = new Map(); // by their text: both sides compute much the same
  const covered = new Set();
  const commands = [];
  for (const [name, settings] of Object.entries(scenarios)) {
    const trace = traceOf(core, argsOf(settings));
    assert.equal(trace.exit_code, 0, name);
    for (const value of valuesOf(trace)) {
      const where = `${name}: event ${value.id}, ${value.by} ${value.name} (${value.operation})`;
      const made = recomputation(value, trace.events);
      if ('why' in made) {
        assert.ok(reasons[value.operation]?.includes(made.why), `${where}: ${made.why}`);
        continue;
      }
      assert.ok(!(value.operation in reasons), where);
      covered.add(value.operation);
      if (made.language === 'shell') {
        assert.deepEqual([value.operation, made.prints], ['sign', 'verdict']);
        commands.push([where, made.code]);
      } else {
        assert.equal(made.prints, 'value');
        const known = programs.get(made.code);
        if (known) assert.equal(known.bytes, value.bytes, where);
        else programs.set(made.code, { bytes: value.bytes, where });
      }
    }
  }
  assert.deepEqual([...covered].sort(), [
    'HKDF-Expand-Label',
    'HKDF-Extract',
    'HMAC',
    'Hash',
    'PRF',
    'Transcript-Hash',
    'Transcript-Hash after HelloRetryRequest',
    'Transcript-Hash of a truncated ClientHello',
    'concatenate',
    'constant',
    'copy',
    'cut',
    'encapsulate',
    'power',
    'public_key',
    'receive',
    'shared_secret',
    'sign',
    'signature_content',
    'strip_leading_zeros',
  ]);
  assert.ok(programs.size > 500 && commands.length >= 16, `${programs.size} programs, ${commands.length} commands`);

  const results = python([...programs.keys()]);
  for (const [i, { bytes, where }] of [...programs.values()].entries()) assert.equal(results[i], `${bytes}\n`, where);
  for (const [where, code] of commands) {
    const { status, stdout, stderr } = shell(code);
    assert.equal(status, 0, `${where}: ${stderr}`);
    assert.match(stdout, /^Signature Verified Successfully$/m, where);
  }
});

test('a program is enough for itself', () => {
  const trace = traceOf(core, []);
  const value = valuesOf(trace).find((v) => v.name === 'client_handshake_traffic_secret');
  const { code } = recomputation(value, trace.events);
  const { status, stdout } = spawnSync('python3', ['-'], { input: code, encoding: 'utf8' });
  assert.deepEqual([status, stdout], [0, `${value.bytes}\n`]);
});

test('a wrong signature is not verified', () => {
  const trace = traceOf(core, []);
  const value = valuesOf(trace).find((v) => v.operation === 'sign');
  const last = value.bytes.at(-1) === '0' ? '1' : '0';
  const { code } = recomputation({ ...value, bytes: value.bytes.slice(0, -1) + last }, trace.events);
  const { status, stdout } = shell(code);
  assert.notEqual(status, 0);
  assert.doesNotMatch(stdout, /Successfully/);
});

test('nothing of a trace from elsewhere gets into a program but bytes, numbers and plain names', () => {
  const trace = traceOf(core, []);
  const evil = "00')\nprint('owned')\n#";
  const find = (operation) => valuesOf(trace).find((v) => v.operation === operation);
  const replaced = (value, name, members) => ({
    ...value,
    inputs: value.inputs.map((input) => (input.name === name ? { name, ...members } : input)),
  });
  const label = find('HKDF-Expand-Label');
  for (const value of [
    replaced(label, 'Secret', { bytes: evil }),
    replaced(label, 'Length', { number: evil }),
    replaced(label, 'hash', { text: evil }),
    replaced(label, 'Label', { text: 'ሴ' }),
    replaced(find('public_key'), 'group', { text: evil }),
    replaced(find('sign'), 'scheme', { text: evil }),
    replaced(find('sign'), 'content', { bytes: evil }),
    { ...find('sign'), bytes: 'END\nid\n' },
    { ...find('constant'), length: evil },
    { ...label, operation: 'toString' },
    { ...label, operation: 'a new one' },
  ]) {
    assert.deepEqual(recomputation(value, trace.events), { why: 'unknown' });
  }
  const received = find('receive');
  const [message] = received.inputs[0].messages;
  const places = trace.events.map((e) =>
    e.id === message ? { ...e, fields: [{ name: 'f', begin: evil, end: evil }] } : e,
  );
  const empty = { ...replaced(received, 'field', { text: 'f' }), bytes: '' };
  assert.deepEqual(recomputation(empty, places), { why: 'unknown' });
  // A text may hold anything; it is written so that it stays one.
  const quoted = recomputation(replaced(label, 'Label', { text: evil }), trace.events);
  assert.doesNotMatch(python([quoted.code])[0], /owned/);
  const events = trace.events.map((e) => (e.kind === 'value' ? { ...e, name: evil } : e));
  assert.doesNotMatch(recomputation(label, events).code, /owned/);
});
