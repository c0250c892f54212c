// docs/hosting.md says which headers `npm run preview` sends, and its examples send the same.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { serve } from '../../tools/serve.mjs';

const text = readFileSync(path.resolve(import.meta.dirname, '../../docs/hosting.md'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'hosting-'));
const pages = ['index.html', 'embed.html', 'handshake-playground.html', 'course.html'];
const lasting = ['assets/core-ALqhav1m.wasm', 'assets/index-D_jmKqnx.css', 'assets/worker-CMz-hjeZ.js'];
const others = ['handshake-playground.js', 'sw.js', 'icon.svg', 'manifest.webmanifest', 'recorded/tls13.json.gz'];
for (const name of [...pages, ...lasting, ...others]) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), 'x'.repeat(2000));
}
const server = await serve({ folder, port: 0 });
test.after(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const table = [...text.matchAll(/^\| `([\w-]+)` \| `([^`]+)` \| (.+) \|$/gm)].map(([, header, value, whom]) => ({
  header,
  value,
  whom,
}));
const policy = table.find(({ header }) => header === 'Content-Security-Policy')?.value;
// What the last column of the table means.
const meanings = {
  all: () => true,
  'all but `handshake-playground.html` and `course.html`': (name) =>
    !['handshake-playground.html', 'course.html'].includes(name),
  'all but HTML': (name) => !name.endsWith('.html'),
  '`assets/`': (name) => name.startsWith('assets/'),
  'the rest': (name) => !name.startsWith('assets/'),
};
const named = [...new Set(table.map(({ header }) => header))];

// told gives what the table says of a file.
function told(name) {
  const rows = table.filter(({ whom }) => {
    const meaning = Object.keys(meanings).findLast((start) => whom.startsWith(start));
    assert.ok(meaning, `docs/hosting.md: for whom is "${whom}"?`);
    return meanings[meaning](name);
  });
  return Object.fromEntries(named.map((header) => [header, rows.find((row) => row.header === header)?.value ?? null]));
}

for (const name of [...pages, ...lasting, ...others]) {
  test(`sent as the document says: ${name}`, async () => {
    assert.equal(named.length, 5);
    const { headers } = await fetch(server.url + name);
    assert.deepEqual(Object.fromEntries(named.map((header) => [header, headers.get(header)])), told(name));
    if (name.endsWith('.wasm')) assert.equal(headers.get('content-type'), 'application/wasm');
    const [, list] = /^`core\.wasm` .*Compress (.*?) \(brotli/m.exec(text);
    const compressed = list.includes(`\`${path.extname(name)}\``);
    assert.equal(headers.get('content-encoding') !== null, compressed);
  });
}

const block = (title) =>
  new RegExp(`^### ${title}[^]*?\`\`\`\\w*\\n([^]*?)\`\`\``, 'm').exec(text)?.[1] ??
  assert.fail(`${title}: no example`);

test('the example of nginx sends the same', () => {
  const example = block('nginx');
  const maps = Object.fromEntries(
    [...example.matchAll(/^map \$uri (\$\w+) \{\n([^}]*)\}/gm)].map(([, variable, lines]) => [
      variable,
      [...lines.matchAll(/^ {2}(\S+) "(.*)";$/gm)].map(([, what, value]) => [what, value]),
    ]),
  );
  const sent = (name) =>
    Object.fromEntries(
      [...example.matchAll(/^ {2}add_header (\S+) (\S+);$/gm)].map(([, header, value]) => {
        if (!value.startsWith('$')) return [header, value];
        const [, found] = maps[value].find(
          ([what]) => what === 'default' || new RegExp(what.slice(1)).test(`/tls/${name}`),
        );
        return [header, found || null];
      }),
    );
  for (const name of [...pages, ...lasting, ...others]) assert.deepEqual(sent(name), told(name), name);
});

test('the example of Apache sends the same', () => {
  const sent = (name) => {
    const headers = Object.fromEntries(named.map((header) => [header, null]));
    let inside = true;
    for (const line of block('Apache').split('\n')) {
      const [, kind, what] = /^<(Files|FilesMatch) "(.*)">$/.exec(line) ?? [];
      if (kind) inside = kind === 'Files' ? what === name : new RegExp(what).test(name);
      else if (line.startsWith('</')) inside = true;
      const [, deed, header, value] = /^\s*Header (set|unset) (\S+)(?: "(.*)")?$/.exec(line) ?? [];
      if (deed && inside) headers[header] = deed === 'set' ? value : null;
    }
    return headers;
  };
  for (const name of [...pages, ...lasting, ...others]) assert.deepEqual(sent(name), told(name), name);
});

test('the example of _headers sends nothing else, and no header twice', () => {
  const rules = [];
  for (const line of block('Netlify').trimEnd().split('\n')) {
    if (line.startsWith('/')) rules.push({ what: line, headers: [] });
    else rules.at(-1).headers.push(/^ {2}([\w-]+): (.+)$/.exec(line).slice(1));
  }
  const matches = (what, address) => new RegExp(`^${what.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(address);
  for (const name of [...pages, ...lasting, ...others]) {
    const sent = rules
      .filter(({ what }) => matches(what, `/${name.replace(/^index\.html$/, '')}`))
      .flatMap(({ headers }) => headers);
    const expected = told(name);
    assert.equal(new Set(sent.map(([header]) => header)).size, sent.length, name);
    for (const [header, value] of sent) assert.equal(value, expected[header], `${name}: ${header}`);
    const needed = ['X-Content-Type-Options', 'Referrer-Policy'];
    if (/^(index|embed)\.html$/.test(name)) needed.push('Content-Security-Policy');
    if (/^(assets|recorded)\/|^handshake-playground\.js$/.test(name)) needed.push('Access-Control-Allow-Origin');
    if (name.startsWith('assets/')) needed.push('Cache-Control');
    assert.deepEqual(sent.map(([header]) => header).sort(), needed.sort(), name);
  }
});

test('the policy of the examples is the one of the table', () => {
  assert.ok(policy.startsWith("default-src 'none'"));
  assert.equal(text.split(policy).length - 1, 5);
});
