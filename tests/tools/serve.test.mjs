// The static server: headers, types, the next free port, and nothing from outside its folder.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { fileFor, serve } from '../../tools/serve.mjs';

const top = mkdtempSync(path.join(tmpdir(), 'serve-'));
const folder = path.join(top, 'dist');
mkdirSync(path.join(folder, 'assets'), { recursive: true });
writeFileSync(path.join(top, 'secret.txt'), 'secret');
writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>x</title>');
writeFileSync(path.join(folder, 'assets', 'core-abcdefgh.wasm'), '\0asm');
writeFileSync(path.join(folder, 'a b.js'), '1');
writeFileSync(path.join(folder, 'long.txt'), 'x'.repeat(5000));
symlinkSync(path.join(top, 'secret.txt'), path.join(folder, 'link.txt'));
const server = await serve({ folder, port: 0 });
test.after(async () => {
  await server.close();
  rmSync(top, { recursive: true });
});

// get sends the path exactly as written: fetch would tidy it.
function get(name, method = 'GET', headers = {}) {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, path: name, method, headers };
    const request = http.request(options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode, headers: response.headers, bytes, body: bytes.toString() });
      });
    });
    request.on('error', reject).end();
  });
}

test('the page comes with the strict policy', async () => {
  const { status, headers, body } = await get('/?seed=1');
  assert.equal(status, 200);
  assert.match(headers['content-type'], /^text\/html/);
  assert.match(headers['content-security-policy'], /default-src 'none'; script-src 'self' 'wasm-unsafe-eval'/);
  assert.doesNotMatch(headers['content-security-policy'], /'unsafe/);
  assert.match(body, /doctype/);
});

test('wasm has its type and a name with a hash lasts', async () => {
  const { headers } = await get('/assets/core-abcdefgh.wasm');
  assert.equal(headers['content-type'], 'application/wasm');
  assert.match(headers['cache-control'], /immutable/);
});

for (const [accepted, coding, open] of [
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
  ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
  ['identity', undefined, (bytes) => bytes],
]) {
  test(`compressed as the browser accepts it: ${accepted}`, async () => {
    for (let again = 0; again < 2; again++) {
      const { headers, bytes } = await get('/long.txt', 'GET', { 'Accept-Encoding': accepted });
      assert.equal(headers['content-encoding'], coding);
      assert.equal(headers['vary'], 'Accept-Encoding');
      assert.equal(Number(headers['content-length']), bytes.length);
      if (coding) assert.ok(bytes.length < 100);
      assert.equal(open(bytes).toString(), 'x'.repeat(5000));
    }
  });
}

test('what has not changed is not sent again, what has is', async () => {
  const file = path.join(folder, 'changes.txt');
  writeFileSync(file, 'one');
  const first = await get('/changes.txt');
  assert.equal(first.headers['cache-control'], 'no-cache');
  const known = { 'If-None-Match': first.headers['etag'] };
  const same = await get('/changes.txt', 'GET', known);
  assert.deepEqual([same.status, same.body], [304, '']);
  writeFileSync(file, 'another');
  const changed = await get('/changes.txt', 'GET', known);
  assert.deepEqual([changed.status, changed.body], [200, 'another']);
});

test('escaped names are understood, HEAD has no body', async () => {
  const { status, headers, body } = await get('/a%20b.js', 'HEAD');
  assert.equal(status, 200);
  assert.match(headers['content-type'], /^text\/javascript/);
  assert.equal(body, '');
});

for (const name of [
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/link.txt',
  '/%00',
  '/%ff',
  '//../secret.txt',
  '/assets',
  '/nothing',
]) {
  test(`not given: ${name}`, async () => {
    const { status, body } = await get(name);
    assert.equal(status, 404);
    assert.doesNotMatch(body, /secret/);
  });
}

test('only GET and HEAD', async () => {
  assert.equal((await get('/', 'POST')).status, 405);
});

test('a port in use: the next free one', async () => {
  const blocker = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => blocker.once('listening', resolve));
  const { port } = blocker.address();
  const second = await serve({ folder, port });
  assert.ok(second.port > port);
  await second.close();
  blocker.close();
});

test('fileFor stays inside', () => {
  assert.equal(fileFor(folder, '/../../etc/passwd'), undefined);
  assert.ok(fileFor(folder, '/index.html'));
});
