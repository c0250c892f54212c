// What oEmbed (version 1.0) says of an address of the page: a frame to put into a post. tools/oembed.mjs writes it to
// files, tools/serve.mjs answers with it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './steps.mjs';

const size = { width: 960, height: 720 };

/** examples are the names of the examples, each with its title. */
export const examples = Object.entries(
  JSON.parse(readFileSync(path.join(root, 'web/prose/en/presets.json'), 'utf8')),
).map(([name, { title }]) => ({ name, title }));

/** escaped makes a text fit for an attribute's value or for text in HTML. */
export const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** ownAddress gives the folder of the page, as a URL that ends in a slash; a sentence when a text is no such address. */
export function ownAddress(text) {
  if (!URL.canParse(text)) return `${JSON.stringify(text)} is not an address. One looks so: https://example.com/tls/`;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) return `${text}: an address must begin with https:// or http://.`;
  if (url.username || url.password) return 'An address must not hold a user name or a password.';
  if (url.search || url.hash) return `${text}: the address of the page has no "?" and no "#".`;
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** attributes are the names of the query of embed.html (web/src/embed/take.ts) besides `scenario`. */
export const attributes = ['view', 'step', 'role', 'height', 'controls', 'lang', 'theme', 'lesson'];
// What only a window of its own can do: one side alone, a comparison.
const dropped = ['side', 'room', 'beside', 'screen'];

/**
 * queryFor gives the query of embed.html for an address of the page; null when it is none. The page keeps settings behind
 * "#", embed.html takes the element's attributes behind "?".
 */
export function queryFor(base, address) {
  if (address.origin !== base.origin || address.username || address.password) return null;
  if (!address.pathname.startsWith(base.pathname)) return null;
  const name = address.pathname.slice(base.pathname.length);
  if (name === 'embed.html')
    return new URLSearchParams(
      [...address.searchParams].filter(([each]) => each === 'scenario' || attributes.includes(each)),
    );
  if (!['', 'index.html', 'handshake-playground.html', 'handshake-lessons.html'].includes(name)) return null;
  const settings = new URLSearchParams(address.hash.slice(1));
  // With a view, the one file is for a frame and takes the element's attributes.
  const named = /^handshake-\w+\.html$/.test(name) && settings.has('view') ? settings.get('scenario') : null;
  if (named !== null) settings.delete('scenario');
  for (const each of dropped) settings.delete(each);
  const query = new URLSearchParams();
  for (const each of attributes) {
    if (settings.has(each)) query.set(each, settings.get(each));
    settings.delete(each);
  }
  const scenario = named ?? settings.toString();
  return new URLSearchParams([...(scenario ? [['scenario', scenario]] : []), ...query]);
}

/** oembedFor gives the answer for a query of embed.html, no larger than asked. */
export function oembedFor(base, query, { maxwidth = Infinity, maxheight = Infinity } = {}) {
  const example = examples.find(({ name }) => name === query.get('scenario'));
  const title = example ? `TLS handshake: ${example.title}` : 'TLS handshake';
  const width = Math.min(size.width, maxwidth);
  const height = Math.min(size.height, maxheight);
  const frame = new URL('embed.html', base);
  frame.search = query.toString();
  const attributesOfFrame = {
    src: frame.href,
    width,
    height,
    title,
    sandbox: 'allow-scripts',
    loading: 'lazy',
    frameborder: 0,
  };
  const words = Object.entries(attributesOfFrame).map(([name, value]) => `${name}="${escaped(String(value))}"`);
  return {
    version: '1.0',
    type: 'rich',
    provider_name: 'Handshake Playground',
    provider_url: base.href,
    title,
    width,
    height,
    html: `<iframe ${words.join(' ')}></iframe>`,
    cache_age: 86400,
  };
}

/** answerTo answers a request: {status, body}, where a body that is a text says what is wrong. */
export function answerTo(base, asked) {
  const wrong = (status, body) => ({ status, body });
  const format = asked.get('format') ?? 'json';
  if (format !== 'json') return wrong(501, `Only json is answered, not ${JSON.stringify(format.slice(0, 40))}.`);
  const url = asked.get('url');
  if (!url) return wrong(400, 'url is missing: which address of the page?');
  if (!URL.canParse(url)) return wrong(400, 'url is not an address. It must be whole and percent-encoded.');
  const limits = {};
  for (const name of ['maxwidth', 'maxheight']) {
    const text = asked.get(name);
    if (text === null) continue;
    if (!/^[1-9]\d{0,5}$/.test(text)) return wrong(400, `${name} is not a number of pixels.`);
    limits[name] = Number(text);
  }
  const query = queryFor(base, new URL(url));
  if (!query) return wrong(404, 'url is no address of this page.');
  return { status: 200, body: oembedFor(base, query, limits) };
}
