// A small static server for dist/, with the headers that the page must live under.
//   node tools/serve.mjs [--port N] [FOLDER]
// Tests use serve() too, so that what they see is what people get.
import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { answerTo, ownAddress, queryFor } from './oembed-answer.mjs';
import { Failure, main, root, say } from './steps.mjs';

export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

// fileFor gives the file that an address names, or undefined when there is none inside the folder.
export function fileFor(folder, address) {
  let name;
  try {
    name = decodeURIComponent(address.split(/[?#]/, 1)[0]);
  } catch {
    return undefined;
  }
  if (name.includes('\0')) return undefined;
  const base = realpathSync(folder);
  const wanted = path.join(base, name);
  for (const candidate of [wanted, path.join(wanted, 'index.html')]) {
    try {
      // The real path, so that a link cannot lead out of the folder either.
      const file = realpathSync(candidate);
      if (file.startsWith(base + path.sep) && statSync(file).isFile()) return file;
    } catch {
      // no such file
    }
  }
  return undefined;
}

// How a file is sent, by the name that a browser accepts. Level 9 takes a tenth of the time of the best, 11.
const codings = {
  br: (content) => promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (content) => promisify(gzip)(content, { level: 9 }),
};
const packable = /^(text|image\/svg)|json|javascript|wasm/;
const kept = new Map();

// keptOnce gives what `make` gave the first time, as long as the file is the same.
function keptOnce(file, what, make) {
  const { mtimeMs, size } = statSync(file);
  const key = `${what} ${file}`;
  const stamp = `${mtimeMs} ${size}`;
  if (kept.get(key)?.stamp !== stamp) kept.set(key, { stamp, made: make() });
  return kept.get(key).made;
}

// codingFor gives the first coding of ours that a header Accept-Encoding takes.
function codingFor(header = '') {
  const accepted = header.split(',').map((part) => part.trim().split(/\s*;\s*q=/));
  return Object.keys(codings).find((coding) =>
    accepted.some(([named, weight = '1']) => named.toLowerCase() === coding && Number(weight) > 0),
  );
}

// The pages in one file have a policy inside, which names their script by its hash; wherever they were put. So has a course
// package that was unpacked into course/.
const bringsItsOwn = /\/(?:handshake-playground|handshake-lessons|course|course\/index)\.html(?:[?#]|$)/;

// here gives the address that a request was sent to, as the asker knows it. Only a host is believed, nothing odd.
function here({ headers: { host = '' } }) {
  const url = /^[\w.:[\]-]+$/.test(host) ? ownAddress(`http://${host}/`) : '';
  return url instanceof URL ? url : null;
}

// answerOembed says what a site puts into a post that links to this page.
function answerOembed(request, response) {
  const base = here(request);
  const { searchParams } = new URL(request.url, 'http://host');
  const { status, body } = base ? answerTo(base, searchParams) : { status: 400, body: 'Host is no name of a host.' };
  const type = typeof body === 'string' ? types['.txt'] : types['.json'];
  response.writeHead(status, { 'Content-Type': type, 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-cache' });
  response.end(request.method === 'HEAD' ? undefined : `${typeof body === 'string' ? body : JSON.stringify(body)}\n`);
}

// discovery tells where the answer for a page is. In a header: the file itself must be what the build made, since the
// service worker takes it by its hash.
function discovery(request) {
  const base = here(request);
  if (!base || !URL.canParse(request.url, base)) return null;
  const url = new URL(request.url, base);
  if (!queryFor(base, url)) return null;
  const answer = new URL('oembed', base);
  answer.search = new URLSearchParams({ url: url.href, format: 'json' }).toString();
  return `<${answer.href}>; rel="alternate"; type="application/json+oembed"; title="TLS handshake"`;
}

async function answer({ folder, policy }, request, response) {
  if (!bringsItsOwn.test(request.url ?? '')) response.setHeader('Content-Security-Policy', policy);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  const refuse = (code, text) => {
    response.writeHead(code, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(request.method === 'HEAD' ? undefined : `${text}\n`);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return refuse(405, 'Only GET and HEAD are answered here.');
  }
  const page = Boolean(fileFor(folder, '/embed.html'));
  if (page && /^\/oembed(\?|$)/.test(request.url ?? '')) return answerOembed(request, response);
  const file = fileFor(folder, request.url ?? '/');
  if (!file) return refuse(404, 'Not found.');
  const type = types[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
  const coding = packable.test(type) ? codingFor(request.headers['accept-encoding']) : undefined;
  const content = await keptOnce(file, 'content', () => readFile(file));
  const etag = `W/"${await keptOnce(file, 'hash', () => createHash('sha256').update(content).digest('base64url'))}"`;
  // Files with a hash in their name never change; everything else is asked for again.
  const lasting = /[/\\]assets[/\\].*-[\w-]{8}\.\w+$/.test(file);
  response.setHeader('Cache-Control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('ETag', etag);
  response.setHeader('Vary', 'Accept-Encoding');
  const link = page && discovery(request);
  if (link) response.setHeader('Link', link);
  // A sandboxed frame has no origin of its own: to it even these files come from elsewhere.
  if (!type.startsWith('text/html')) response.setHeader('Access-Control-Allow-Origin', '*');
  if (request.headers['if-none-match'] === etag) return response.writeHead(304).end();
  const body = coding ? await keptOnce(file, coding, () => codings[coding](content)) : content;
  if (coding) response.setHeader('Content-Encoding', coding);
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

// serve starts the server on the first free port from `port` on (0: any) and gives {url, port, close}. Tests ask for
// another policy.
export async function serve({
  folder = path.join(root, 'dist'),
  port = 8787,
  host = '127.0.0.1',
  policy = contentSecurityPolicy,
} = {}) {
  const server = http.createServer((request, response) => {
    answer({ folder, policy }, request, response).catch(() => response.destroy());
  });
  const listen = (at) =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  const last = port === 0 ? 0 : Math.min(port + 100, 65535);
  for (let at = port; ; at++) {
    try {
      await listen(at);
      break;
    } catch (problem) {
      if (problem.code !== 'EADDRINUSE' || at >= last) {
        throw new Failure(`No port to serve at, from ${port} to ${last}: ${problem.message}`);
      }
    }
  }
  const chosen = server.address().port;
  return {
    port: chosen,
    url: `http://${host}:${chosen}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const args = process.argv.slice(2);
    let port = 8787;
    let folder = path.join(root, 'dist');
    while (args.length) {
      const arg = args.shift();
      if (arg === '--port') {
        port = Number(args.shift());
        if (!Number.isInteger(port) || port < 0 || port > 65535) {
          throw new Failure('--port takes a number from 0 to 65535.');
        }
      } else if (arg.startsWith('-')) {
        throw new Failure(`${arg}: unknown. Usage: npm run preview -- [--port N] [FOLDER]`);
      } else {
        folder = path.resolve(arg);
      }
    }
    if (!fileFor(folder, '/')) throw new Failure(`${folder} has no index.html. Build the page first: npm run build`);
    const { url } = await serve({ folder, port });
    say(`Serving ${url}  (Ctrl-C ends)`);
  });
}
