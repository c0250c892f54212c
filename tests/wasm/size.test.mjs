// What a page has to fetch: the module, as a server with brotli sends it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';

// The second part is fetched by those only who attack, compute with small numbers or take a capture along.
for (const [name, limit] of [
  ['core.wasm', 200_000],
  ['core.more.wasm', 60_000],
])
  test(`${name} takes at most ${limit} bytes after brotli`, async (t) => {
    const module = await readFile(new URL(`../../build/wasm/${name}`, import.meta.url));
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: module.length,
    };
    const compressed = brotliCompressSync(module, { params }).length;
    t.diagnostic(`${module.length} bytes, ${compressed} after brotli`);
    assert.ok(compressed <= limit, `${name} has ${compressed} bytes after brotli, ${compressed - limit} too many`);
  });

test('no path of the machine that built it is in core.wasm', async () => {
  const module = await readFile(new URL('../../build/wasm/core.wasm', import.meta.url), 'latin1');
  assert.doesNotMatch(module, /\/(?:home|root|Users|work|tmp)\/[\w./-]+/);
});
