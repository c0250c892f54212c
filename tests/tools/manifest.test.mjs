// What the package says of its element (web/element.d.ts, custom-elements.json, docs/embedding.md) is what the sources have.
// The attributes are asked of the real element in tests/pack.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import ts from 'typescript';
import { customProperties, file, manifest } from '../../tools/manifest.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const read = (name) => readFileSync(path.join(root, name), 'utf8');
const made = manifest();
const [element] = made.modules[0].declarations;
const names = (list) => list.map(({ name }) => name);
const sources = readdirSync(path.join(root, 'web/src'), { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => [path.join('web/src', name), read(path.join('web/src', name))]);

// same fails with one line that says what is on one side only.
function same(what, told, real) {
  const without = (a, b) => [...new Set(a)].filter((name) => !b.includes(name)).join(', ');
  const [missing, extra] = [without(real, told), without(told, real)];
  assert.ok(
    !missing && !extra,
    `${what}: ${[missing && `web/element.d.ts lacks ${missing}`, extra && `the sources lack ${extra}`].filter(Boolean).join('; ')}`,
  );
}

test('custom-elements.json is what `npm run manifest` writes', () => {
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), made, 'custom-elements.json is old. Run: npm run manifest');
});

test('members: what the class has that is public and made for the page around', () => {
  const real = ['playground.ts', 'handshake-playground.ts'].flatMap((name) => {
    const source = ts.createSourceFile(name, read(`web/src/app/${name}`), ts.ScriptTarget.Latest, true);
    return source.statements.filter(ts.isClassDeclaration).flatMap(({ members }) =>
      members
        .filter((m) => ts.isMethodDeclaration(m) || ts.isGetAccessor(m) || ts.isSetAccessor(m))
        .filter(({ modifiers = [] }) => !modifiers.some((m) => /private|protected|override|static/.test(m.getText())))
        .map((m) => m.name.getText()),
    );
  });
  assert.ok(real.includes('go') && real.includes('last'));
  same('members', names(element.members), real);
});

test('events: what the element sends', () => {
  const real = sources
    .filter(([name]) => /^web.src.(app|lesson)\b/.test(name))
    .flatMap(([, text]) => [...text.matchAll(/\b(?:send|tell)\('([\w-]+)'/g)].map(([, name]) => name));
  assert.ok(real.length > 0);
  same('events', names(element.events), real);
});

test('parts: what the templates name', () => {
  const real = sources.flatMap(([, text]) => [...text.matchAll(/\spart="([^"]+)"/g)].flatMap(([, n]) => n.split(' ')));
  assert.ok(real.length > 0);
  same('parts', names(element.cssParts), real);
});

test('custom properties: the colours and sizes, and what is named after the element', () => {
  const colours = names(customProperties().map(([name]) => ({ name })));
  const used = sources.flatMap(([, text]) => [...text.matchAll(/var\((--handshake-[\w-]+)/g)].map(([, name]) => name));
  assert.ok(colours.includes('--client') && used.length);
  same('custom properties', names(element.cssProperties), [...new Set([...colours, ...used])]);
  for (const { name, default: value } of element.cssProperties) assert.ok(value, `${name} has no default`);
  const [, , height] = /var\((--handshake-ladder-height), ([^)]+)\)/.exec(sources.map(([, text]) => text).join());
  assert.equal(element.cssProperties[0].default, height);
});

test('attributes: the values that the sources know', () => {
  const typeOf = (name) =>
    [...element.attributes.find((a) => a.name === name).type.text.matchAll(/'([\w-]*)'/g)].map(([, value]) => value);
  const keysOf = (text, start) =>
    [
      ...text
        .slice(text.indexOf(start))
        .split('\n}')[0]
        .matchAll(/^ {2}(\w+):/gm),
    ].map(([, key]) => key);
  const views = keysOf(read('web/src/app/attributes.ts'), 'const alone');
  assert.ok(views.includes('states'));
  same('view', typeOf('view'), ['all', 'ladder', ...views]);
  same('lang', typeOf('lang'), keysOf(read('web/src/language/languages.ts'), 'export const languages'));
});

test('docs/embedding.md names each attribute, member, event and part', () => {
  const text = read('docs/embedding.md');
  const missing = [element.attributes, element.members, element.events, element.cssParts]
    .flatMap(names)
    .filter((name) => name !== 'address' && !new RegExp(`\`${name}\\b`).test(text));
  assert.deepEqual(missing, [], 'docs/embedding.md');
});
