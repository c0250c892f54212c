// The static server: headers, types, the next free port, and nothing from outside its folder.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileFor, serve } from '../../tools/serve.mjs';

const top = mkdtempSync(path.join(tmpdir(), 'serve-'));
const folder = path.join(top, 'dist');
mkdirSync(path.join(folder, 'assets'), { recursive: true });
writeFileSync(path.join(top, 'secret.txt'), 'secret');
writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>x</title>');
writeFileSync(path.join(folder, 'assets', 'core-abcdefgh.wasm'), '\0asm');
writeFileSync(path.join(folder, 'a b.js'), '1');
symlinkSync(path.join(top, 'secret.txt'), path.join(folder, 'link.txt'));
const server = await serve({ folder, port: 0 });
test.after(async () => {
  await server.close();
  rmSync(top, { recursive: true });
});

// get sends the path exactly as written: fetch would tidy it.
function get(name, method = 'GET') {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, path: name, method };
    const request = http.request(options, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
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
