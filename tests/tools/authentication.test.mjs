// What the fuzz build switches off cannot be switched off anywhere else.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { root } from '../../tools/steps.mjs';

const macro = 'HANDSHAKE_FUZZING_UNSAFE_NO_AUTHENTICATION';
const read = (file) => readFileSync(path.join(root, file), 'utf8');

// filesOf lists what builds are made of.
function filesOf() {
  const below = ['native', 'wasm', 'tests', 'cmake', 'tools', 'web'].flatMap((top) =>
    readdirSync(path.join(root, top), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(h|cc|c|cmake|txt|json|mjs|sh|ts)$/.test(entry.name))
      .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
      .filter((file) => !/(^|[/\\])(node_modules|vectors|dist)[/\\]/.test(file)),
  );
  return [...below, 'CMakeLists.txt', 'CMakePresets.json', 'package.json'].sort();
}
const filesWith = (pattern) => filesOf().filter((file) => pattern.test(read(file)));
const lines = (text, pattern) => text.split('\n').filter((line) => pattern.test(line));

test('the define is named where it is set, refused and used, and nowhere else', () => {
  assert.deepEqual(filesWith(new RegExp(macro)), [
    'cmake/Flags.cmake',
    'native/crypto/authentication.h',
    'tests/native/crypto/authentication_test.cc',
    'tests/tools/authentication.test.mjs',
  ]);
});

test('only HANDSHAKE_FUZZ sets the define', () => {
  const flags = read('cmake/Flags.cmake');
  assert.equal(lines(flags, new RegExp(`set\\(.*${macro}`)).length, 1);
  const [, fuzz] = /\nif\(HANDSHAKE_FUZZ\)\n([^]*?)\nelse\(\)/.exec(flags);
  assert.match(fuzz, new RegExp(`set\\(HANDSHAKE_FUZZ_DEFINITIONS ${macro}\\)`));
  assert.deepEqual(filesWith(/HANDSHAKE_FUZZ_DEFINITIONS/), [
    'CMakeLists.txt',
    'cmake/Flags.cmake',
    'tests/tools/authentication.test.mjs',
  ]);
});

test('a fuzz build has no product in it', () => {
  const { cacheVariables } = JSON.parse(read('CMakePresets.json')).configurePresets.find(({ name }) => name === 'fuzz');
  assert.equal(cacheVariables.HANDSHAKE_FUZZ, 'ON');
  assert.deepEqual(filesWith(/"HANDSHAKE_FUZZ"|HANDSHAKE_FUZZ=/), [
    'CMakePresets.json',
    'native/crypto/authentication.h',
    'tests/tools/authentication.test.mjs',
  ]);
  // The branch of the top CMakeLists.txt for it, up to the one for the command.
  const [, branch] = /\nelseif\(HANDSHAKE_FUZZ\)\n([^]*?)\nelse\(\)/.exec(read('CMakeLists.txt'));
  assert.deepEqual(lines(branch, /^\s*[a-z]/), ['  add_subdirectory(tests)']);
});

test('each check asks in one place', () => {
  const places = filesOf()
    .filter((file) => file.startsWith('native'))
    .flatMap((file) => lines(read(file), /\b(unauthenticated|right_mac)\(/).map(() => file.split(path.sep).join('/')))
    .filter((file) => file !== 'native/crypto/authentication.h');
  assert.deepEqual(places, [
    'native/crypto/aead.cc', // seal
    'native/crypto/aead.cc', // open
    'native/crypto/cbc.cc', // AES-CBC
    'native/crypto/cbc.cc', // the MAC under the encryption
    'native/crypto/cbc.cc', // the MAC over it
    'native/crypto/public_key.cc', // every signature
    'native/eavesdropper/tls13.cc', // the binder, by which she knows that a PSK is the right one
    'native/handshake/psk.cc', // the binder
    'native/handshake/tls12/client.cc', // Finished
    'native/handshake/tls12/server.cc', // Finished
    'native/handshake/tls13/secrets.cc', // Finished
  ]);
});

// configure lets cmake read the top of our tree and gives what it says.
function configure(...settings) {
  const folder = mkdtempSync(path.join(tmpdir(), 'authentication-'));
  try {
    const { status, stderr } = spawnSync('cmake', ['-S', root, '-B', folder, ...settings], { encoding: 'utf8' });
    return { status, stderr: stderr.replaceAll(/\s+/g, ' ') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const noCmake = spawnSync('cmake', ['--version']).error ? 'there is no cmake' : false;

for (const [how, ...settings] of [
  ['a C++ flag', `-DCMAKE_CXX_FLAGS=-D${macro}`],
  ['a C++ flag of the build type', `-DCMAKE_CXX_FLAGS_RELEASE=-O2 -D${macro}=1`],
  ['a C flag', `-DCMAKE_C_FLAGS=-D${macro}`],
]) {
  test(`cmake refuses ${how} that sets the define`, { skip: noCmake }, () => {
    const { status, stderr } = configure(...settings);
    assert.notEqual(status, 0);
    assert.match(stderr, new RegExp(`${macro} is set by HANDSHAKE_FUZZ and by nothing else`));
  });
}

test('cmake refuses a fuzz build without sanitizer', { skip: noCmake }, () => {
  const { status, stderr } = configure('-DHANDSHAKE_FUZZ=ON');
  assert.notEqual(status, 0);
  assert.match(stderr, /HANDSHAKE_FUZZ needs clang and HANDSHAKE_SANITIZE=address/);
});

const compiler = ['clang++', 'g++'].find((name) => !spawnSync(name, ['--version']).error);
const noCompiler = compiler ? false : 'there is no compiler';

test('the header refuses a compiler that is not a sanitized clang', { skip: noCompiler }, () => {
  const compile = (...flags) =>
    spawnSync(compiler, ['-std=c++20', '-fsyntax-only', '-x', 'c++', `-I${path.join(root, 'native')}`, ...flags, '-'], {
      encoding: 'utf8',
      input: '#include "crypto/authentication.h"\nstatic_assert(!crypto::unauthenticated());\n',
    });
  assert.equal(compile().status, 0, 'without it, the switch is a constant');
  const { status, stderr } = compile(`-D${macro}`);
  assert.notEqual(status, 0);
  assert.match(stderr, /is for the fuzz build alone/);
});
