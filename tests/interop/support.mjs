// Programs that the interop tests start, and what they say.
// HANDSHAKE_COMMAND is the command to test. HANDSHAKE_ALLOW_MISSING names peers that may be missing: "curl,openssl".
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const command =
  process.env.HANDSHAKE_COMMAND ?? fileURLToPath(new URL('../../build/native/handshake', import.meta.url));

export const folder = mkdtempSync(path.join(tmpdir(), 'handshake-interop-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
export const inFolder = (...names) => path.join(folder, ...names);
export const write = (name, text) => (writeFileSync(inFolder(name), text), inFolder(name));

export const allowedMissing = (process.env.HANDSHAKE_ALLOW_MISSING ?? '').split(',');
const versions = {
  openssl: ['version'],
  curl: ['--version'],
  sslscan: ['--version'],
  testssl: ['--version'],
  tshark: ['--version'],
};

// peer gives a sentence when a peer is missing and may be; a peer that may not be missing fails the tests.
export function missing(...peers) {
  for (const peer of peers) {
    const { status, stdout } = spawnSync(peer, versions[peer], { encoding: 'utf8' });
    if (status === 0 && (peer !== 'openssl' || /^OpenSSL ([3-9]|1\.1\.1)/.test(stdout))) continue;
    if (allowedMissing.includes(peer)) return `${peer} is missing, and HANDSHAKE_ALLOW_MISSING allows it`;
    throw new Error(`${peer} is missing. Install it, or allow it: HANDSHAKE_ALLOW_MISSING=${peer}`);
  }
  return false;
}

const running = new Set();
// A test that failed may have left one behind.
after(() => running.forEach((child) => child.kill('SIGKILL')));

// feed writes pieces with a pause before each, and leaves the stream open; null ends it.
async function feed(stream, pieces) {
  for (const piece of pieces) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (piece === null) stream.end();
    else stream.write(piece);
  }
}

// run waits for a program and gives {code, out, err}; `out` is text, `bytes` the same as it came.
export function run(program, args, { input = '', timeout = 60000, env, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
    running.add(child);
    const out = [];
    const err = [];
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
    child.stdout.on('data', (data) => out.push(data));
    child.stderr.on('data', (data) => err.push(data));
    child.on('error', reject);
    child.stdin.on('error', () => {});
    // `input: null` keeps standard input open, pieces come with a pause before each.
    if (Array.isArray(input)) feed(child.stdin, input);
    else if (input !== null) child.stdin.end(input);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      const bytes = Buffer.concat(out);
      resolve({ code, signal, bytes, out: bytes.toString(), err: Buffer.concat(err).toString() });
    });
  });
}

export const handshake = (...args) => {
  const options = typeof args.at(-1) === 'object' ? args.pop() : {};
  return run(command, args, options);
};

// start starts a program that serves; `ready` finds the port in what it prints.
// `lineBuffered` makes it say each line at once, where it would wait for more.
export function start(program, args, ready, { cwd, lineBuffered } = {}) {
  if (lineBuffered) [program, args] = ['stdbuf', ['-oL', program, ...args]];
  const child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  const server = { child, text: '', port: 0 };
  let ended = false;
  server.closed = new Promise((resolve) => {
    child.on('close', (code, signal) => {
      running.delete(child);
      ended = true;
      resolve({ code, signal });
    });
  });
  // stop ends it and gives {code, signal}.
  server.stop = (signal = 'SIGTERM') => {
    child.kill(signal);
    return server.closed;
  };
  // said waits until its output matches.
  server.said = async (pattern, timeout = 30000) => {
    const end = Date.now() + timeout;
    while (!pattern.test(server.text)) {
      assert.ok(Date.now() < end && !ended, `waiting for ${pattern}, there is:\n${server.text.slice(-3000)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return pattern.exec(server.text);
  };
  const chunks = [];
  child.stdout.on('data', (data) => {
    chunks.push(data);
    server.text += data;
  });
  Object.defineProperty(server, 'out', { get: () => Buffer.concat(chunks) });
  child.stderr.on('data', (data) => (server.text += data));
  return server.said(ready).then(([, port]) => {
    server.port = Number(port);
    return server;
  });
}

// serve starts our server, opensslServer openssl's.
export const serve = (...args) => start(command, ['serve', '--port', '0', ...args], /listening on \S+:(\d+)\n/);
export const opensslServer = (...args) =>
  start('openssl', ['s_server', '-accept', '127.0.0.1:0', ...args], /^ACCEPT \S+:(\d+)\n/m, { cwd: folder });

// demonstration gives the files of the demonstration chain.
export async function demonstration() {
  const files = {};
  for (const name of ['root', 'ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256', 'ed25519']) {
    files[name] = inFolder(`${name}.pem`);
    const { code, err } = await handshake('list', '--pem', name, '-o', files[name]);
    assert.equal(code, 0, err);
  }
  return files;
}

// openssl runs one of its tools and must succeed.
export async function openssl(...args) {
  const options = typeof args.at(-1) === 'object' ? args.pop() : {};
  const result = await run('openssl', args, { cwd: folder, ...options });
  assert.equal(result.code, 0, `openssl ${args.join(' ')}\n${result.err}`);
  return result;
}

// traces reads every trace that a server wrote into a folder.
export const traces = (name) =>
  readdirSync(inFolder(name))
    .sort()
    .map((file) => JSON.parse(readFileSync(inFolder(name, file), 'utf8')));

export const readTrace = (file) => JSON.parse(readFileSync(file, 'utf8'));

// keyLogLines gives a key log's lines, sorted, without comments.
export const keyLogLines = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .sort();

// ourPage reads the text that our server answers.
export const ourPage = (text) =>
  Object.fromEntries([...text.matchAll(/^([a-z ]+): (.*?)\r?$/gm)].map(([, name, value]) => [name, value]));

// messages names the handshake messages of a trace in order.
export const messages = (trace) =>
  trace.events
    .filter(({ kind, content_type }) => kind === 'message' && content_type === 'handshake')
    .map(({ name }) => name);

// freePort gives a port that nobody listens on, for a program that cannot take one itself.
export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// speak opens a TCP connection, writes some bytes, and gives all that comes until the other side ends it.
export function speak(port, bytes = '', { every, end } = {}) {
  return new Promise((resolve, reject) => {
    const began = Date.now();
    const socket = net.connect(port, '127.0.0.1', () => {
      if (bytes.length) socket.write(bytes);
      if (end) socket.end();
    });
    const timer = every && setInterval(() => socket.writable && socket.write(every.bytes), every.ms);
    const got = [];
    socket.on('data', (data) => got.push(data));
    socket.on('error', (problem) =>
      problem.code === 'ECONNRESET' || problem.code === 'EPIPE' ? null : reject(problem),
    );
    socket.on('close', () => {
      clearInterval(timer);
      resolve({ bytes: Buffer.concat(got), ms: Date.now() - began });
    });
  });
}
