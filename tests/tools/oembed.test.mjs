// oEmbed: the answers of the server, the files for static hosts, and addresses that mean harm.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { answerTo, attributes, examples, oembedFor, ownAddress } from '../../tools/oembed-answer.mjs';
import { serve } from '../../tools/serve.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const base = new URL('https://host.example/tls/');
const folder = mkdtempSync(path.join(tmpdir(), 'oembed-'));
const hash = (text) => createHash('sha256').update(text).digest('base64');
const page = (title) =>
  `<!doctype html>\n<html lang="en">\n  <head>\n    <title>${title}</title>\n  </head>\n</html>\n`;
const worker = (files) =>
  `var a="${hash('build')}",b={${Object.entries(files).map(([name, text]) => `"${name}":"${hash(text)}"`)}};`;
const files = { 'embed.html': page('frame'), 'icon.svg': '<svg/>', 'index.html': page('page') };
for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
writeFileSync(path.join(folder, 'sw.js'), worker(files));
const read = (name) => readFileSync(path.join(folder, name), 'utf8');
const tool = (...args) =>
  spawnSync(process.execPath, [path.join(root, 'tools/oembed.mjs'), ...args], { encoding: 'utf8' });
const server = await serve({ folder, port: 0 });
test.after(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});
const ask = (query, at = server.url) => fetch(`${at}oembed?${new URLSearchParams(query)}`);
const sourceOf = ({ html }) => {
  const [, src] = /^<iframe src="([^"<>]*)"( [a-z]+="[^"<>]*")+><\/iframe>$/.exec(html) ?? [];
  assert.ok(src, html);
  return new URL(src.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)));
};

test('the answer is a sandboxed frame with the settings of the address', async () => {
  const url = `${server.url}#tls=1.2&group=x25519&step=9&lang=de&side=client&room=r&beside=tls%3D1.3`;
  const response = await ask({ url, format: 'json' });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type'), /^application\/json/);
  const answer = await response.json();
  const { version, type, title, width, height, provider_url } = answer;
  assert.deepEqual([version, type, width, height, provider_url], ['1.0', 'rich', 960, 720, server.url]);
  assert.equal(title, 'TLS handshake');
  assert.match(answer.html, / width="960" height="720" title="TLS handshake" sandbox="allow-scripts"/);
  const src = sourceOf(answer);
  assert.equal(src.origin + src.pathname, `${server.url}embed.html`);
  assert.deepEqual(Object.fromEntries(src.searchParams), { scenario: 'tls=1.2&group=x25519', step: '9', lang: 'de' });
});

test('a frame’s own address keeps its query, and an example has its title', async () => {
  const answer = await (await ask({ url: `${server.url}embed.html?scenario=tls12-rsa&view=ladder&other=1` })).json();
  assert.equal(answer.title, 'TLS handshake: TLS 1.2 with RSA');
  assert.equal(sourceOf(answer).search, '?scenario=tls12-rsa&view=ladder');
});

test('the one file with a view is a frame as embed.html is; what is of a lesson’s place is left out', async () => {
  const one = `${server.url}handshake-playground.html#view=ladder&scenario=tls12-dhe`;
  assert.equal(sourceOf(await (await ask({ url: one })).json()).search, '?scenario=tls12-dhe&view=ladder');
  const lesson = `${server.url}#lesson=ephemeral-dhe&screen=3`;
  assert.equal(sourceOf(await (await ask({ url: lesson })).json()).search, '?lesson=ephemeral-dhe');
});

test('it is no larger than asked', async () => {
  const answer = await (await ask({ url: server.url, maxwidth: 400, maxheight: 5000 })).json();
  assert.deepEqual([answer.width, answer.height], [400, 720]);
  assert.match(answer.html, /width="400" height="720"/);
});

for (const [query, status, line] of [
  [{ url: 'https://elsewhere.example/' }, 404, 'url is no address of this page.'],
  [{ url: () => `${server.url}sw.js` }, 404, 'url is no address of this page.'],
  [{ url: () => server.url.replace('//', '//name:word@') }, 404, 'url is no address of this page.'],
  [{ url: 'javascript:alert(1)' }, 404, 'url is no address of this page.'],
  [{ url: () => server.url, format: 'xml' }, 501, 'Only json is answered, not "xml".'],
  [{}, 400, 'url is missing: which address of the page?'],
  [{ url: '//' }, 400, 'url is not an address. It must be whole and percent-encoded.'],
  [{ url: () => server.url, maxwidth: '4e2' }, 400, 'maxwidth is not a number of pixels.'],
  [{ url: () => server.url, maxheight: '0' }, 400, 'maxheight is not a number of pixels.'],
]) {
  test(`refused with ${status}: ${JSON.stringify(query)} ${line}`, async () => {
    const asked = Object.entries(query).map(([name, value]) => [name, typeof value === 'function' ? value() : value]);
    const response = await ask(asked);
    assert.equal(response.status, status);
    assert.equal(await response.text(), `${line}\n`);
  });
}

test('the page says in a header where its answer is', async () => {
  for (const name of ['', 'index.html', 'embed.html?scenario=hybrid']) {
    const response = await fetch(server.url + name);
    const [, address] = /^<([^>]*)>; rel="alternate"; type="application\/json\+oembed"/.exec(
      response.headers.get('link'),
    );
    const answer = await (await fetch(address)).json();
    assert.equal(answer.type, 'rich');
    if (name.includes('hybrid')) assert.match(answer.html, /scenario=hybrid/);
  }
  assert.equal((await fetch(`${server.url}icon.svg`)).headers.get('link'), null);
});

test('a host that is none gets no answer and no link', async () => {
  const get = (name) =>
    new Promise((resolve, reject) =>
      http
        .get(`${server.url}${name}`, { headers: { Host: '"><b' } }, (response) => {
          response.resume();
          resolve(response);
        })
        .on('error', reject),
    );
  assert.equal((await get('oembed?url=x')).statusCode, 400);
  const plain = await get('');
  assert.deepEqual([plain.statusCode, plain.headers.link], [200, undefined]);
});

test('what means harm stays inside its attribute', () => {
  const harm = `"><script>alert(1)</script>' onload='x&quot;`;
  for (const url of [
    `https://host.example/tls/embed.html?scenario=${encodeURIComponent(harm)}`,
    `https://host.example/tls/embed.html?scenario=${harm}`,
    `https://host.example/tls/#seed=${harm}`,
  ]) {
    const { status, body } = answerTo(base, new URLSearchParams({ url }));
    assert.equal(status, 200);
    assert.match(sourceOf(body).search, /scenario=/);
  }
  const odd = ownAddress(`https://host.example/a"b'<c>&d/`);
  assert.equal(sourceOf(oembedFor(odd, new URLSearchParams())).pathname, new URL('embed.html', odd).pathname);
});

test('files for a static host: an answer for the page and for each example, and a link to it', () => {
  const { status, stderr } = tool('--url', `https://host.example/o'hara&co`, folder);
  assert.equal(status, 0, stderr);
  assert.deepEqual(
    readdirSync(path.join(folder, 'oembed')).sort(),
    ['page', ...examples.map(({ name }) => name)].map((name) => `${name}.json`).sort(),
  );
  const answer = JSON.parse(read('oembed/hello-retry.json'));
  assert.equal(sourceOf(answer).href, `https://host.example/o'hara&co/embed.html?scenario=hello-retry`);
  const link = `<link rel="alternate" type="application/json+oembed" title="TLS handshake" href="https://host.example/o&#39;hara&#38;co/oembed/page.json" />`;
  for (const name of ['index.html', 'embed.html']) assert.ok(read(name).includes(`    ${link}\n  </head>`), read(name));
  // The service worker takes the changed pages by their hashes, as another build.
  const told = Object.fromEntries(Object.keys(files).map((name) => [name, read(name)]));
  assert.equal(read('sw.js').slice(60), worker(told).slice(60));
  assert.notEqual(read('sw.js').slice(0, 60), worker(told).slice(0, 60));
});

test('another address takes the place of the first; --remove takes all out', () => {
  assert.equal(tool('--url', 'https://other.example/', folder).status, 0);
  assert.equal(read('index.html').match(/json\+oembed/g).length, 1);
  assert.match(read('index.html'), /other\.example/);
  assert.equal(tool('--remove', folder).status, 0);
  for (const [name, text] of Object.entries(files)) assert.equal(read(name), text);
  assert.ok(!readdirSync(folder).includes('oembed'));
});

for (const [args, line] of [
  [[], /^--url is missing: where will the page be\?/],
  [['--url'], /^--url: "" is not an address\./],
  [['--url', 'host/path'], /^--url: "host\/path" is not an address\./],
  [['--url', 'ftp://host/'], /^--url: ftp:\/\/host\/: an address must begin with https/],
  [['--url', 'https://host/?a'], /has no "\?" and no "#"\.$/],
  [['--link'], /^--link: unknown\. Usage: /],
  [['--remove', path.join(folder, 'none')], /index\.html is missing\. Build the page first: npm run build$/],
]) {
  test(`build:oembed refuses: ${args.join(' ')}`, () => {
    const { status, stderr } = tool(...args);
    assert.equal(status, 1);
    assert.match(stderr.trim(), line);
    assert.equal(stderr.trim().split('\n').length, 1);
  });
}

test('embed.html takes the attributes that the answers give it', () => {
  const main = readFileSync(path.join(root, 'web/src/embed/take.ts'), 'utf8');
  const names = /const names = \[([^\]]*)\]/.exec(main)[1].match(/[a-z-]+/g);
  assert.deepEqual(['scenario', ...attributes].sort(), names.sort(), 'tools/oembed-answer.mjs: attributes');
});
