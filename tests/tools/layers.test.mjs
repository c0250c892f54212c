// The layer check finds what it should find, and only that.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { problemsIn } from '../../tools/check-layers.mjs';

function problemsOf(files) {
  const tree = mkdtempSync(path.join(tmpdir(), 'layers-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.join(tree, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(tree, name), text);
    }
    return problemsIn(tree);
  } finally {
    rmSync(tree, { recursive: true });
  }
}

const allowed = {
  'native/wire/a.h': '#include <array>\n#include "wire/b.h"\n',
  'native/crypto/a.cc': '#include <openssl/sha.h>\n#include "crypto/a.h"\n#include "wire/a.h"\n',
  'native/session/a.cc': '#include "handshake/tls13/a.h"\n#include "wire/a.h"\n',
  'native/cli/main.cc': '#include <chrono>\n#include <iostream>\n#include "session/a.h"\n',
  'wasm/bindings.cc': '#include <emscripten/bind.h>\n#include "session/a.h"\n',
};

test('a tree that keeps the rules has no problem', () => {
  assert.deepEqual(problemsOf(allowed), []);
});

for (const [what, file, line] of [
  ['a layer to the right', 'native/wire/a.cc', '#include "crypto/hash.h"'],
  ['a layer to the right, with spaces', 'native/trace/a.cc', '  #  include "schedule/transcript.h"'],
  ['a sibling', 'native/cli/a.cc', '#include "wasm/a.h"'],
  ['the command in the core', 'native/session/a.cc', '#include "cli/a.h"'],
  ['BoringSSL outside crypto', 'native/handshake/a.cc', '#include <openssl/ssl.h>'],
  ['BoringSSL in the command', 'native/cli/a.cc', '#include <openssl/ssl.h>'],
  ['Emscripten outside wasm', 'native/session/a.cc', '#include <emscripten.h>'],
  ['a clock in the core', 'native/handshake/a.cc', '#include <chrono>'],
  ['a stream in the core', 'native/wire/a.cc', '#include <iostream>'],
  ['a thread in the core', 'native/session/a.cc', '#include <thread>'],
  ['a relative path', 'native/session/a.cc', '#include "../crypto/a.h"'],
  ['a project include of no layer', 'native/session/a.cc', '#include "util.h"'],
  ['a file outside the layers', 'native/util/a.cc', ''],
  ['a file beside the layers', 'native/a.cc', ''],
]) {
  test(`found: ${what}`, () => {
    const problems = problemsOf({ ...allowed, [file]: `${line}\n` });
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.ok(problems[0].startsWith(file.split('/').join(path.sep)), problems[0]);
  });
}
