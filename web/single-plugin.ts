// A Vite plugin: a page in one file. What is large goes in packed (gzip, as text); script and styles go into the HTML,
// and its policy names them by their hashes.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { recordings } from './recordings.ts';
import { shipped } from './src/lesson/shipped.ts';
import { presets } from './src/scenario/presets.ts';
import { toLetters } from './src/single/letters.ts';

interface Making {
  readonly web: string;
  readonly core: string;
  /** What the page is called in dist/. */
  readonly fileName: string;
  /** The script of the page, and the one that takes its place here. */
  readonly instead?: readonly [string, string];
  /** The end of a module's name that this page never asks for: an empty one takes its place. */
  readonly without: string;
  /** Whether it plays lessons, and has core.more.wasm for them; whether those that ship are inside. */
  readonly lessons: 'none' | 'player' | 'shipped';
}

// What is loaded when somebody opens the lessons or asks the eavesdropper, and the words of that.
const onlyLessons = /\/(?:lesson-list|attack-view)\.js$|^\.\/open\.js$/;
const ofLessons = /\/(?:lesson|figure_\w+)\.json$/;

export function singleFile({ web, core, fileName, instead, without, lessons }: Making): Plugin {
  const prose = resolve(web, 'prose');
  return {
    name: 'single',
    enforce: 'pre',
    resolveId: {
      filter: { id: /^#packed$|\/[\w-]+\.js$/ },
      handler(id) {
        if (id === '#packed') return '\0packed';
        if (id.endsWith('/supply.js')) return resolve(web, 'src/single/supply.ts');
        if (lessons === 'none' && onlyLessons.test(id)) return resolve(web, 'src/single/no-lessons.ts');
        return id.endsWith(without) ? '\0nothing' : null;
      },
    },
    load: {
      filter: { id: /^\0(?:packed|nothing)$|\/prose\/\w+\/\w+\.json$/ },
      async handler(id) {
        if (id === '\0packed') return packed(prose, core, lessons);
        if (id === '\0nothing') return 'export {};';
        const name = JSON.stringify(nameIn(prose, id));
        const code = `import { words } from ${JSON.stringify(resolve(web, 'src/single/words.ts'))};\nexport default words[${name}];`;
        return { code, moduleType: 'js' };
      },
    },
    // The module would look for core.wasm beside itself, and Vite would put it there; it is given its bytes.
    transform: {
      filter: { id: /\/core\.js$/ },
      handler: (code) => once(code, 'new URL("core.wasm",import.meta.url)', '""'),
    },
    transformIndexHtml: { order: 'pre', handler: (html) => (instead ? once(html, ...instead) : html) },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const page: Record<string, string> = {};
        for (const [name, part] of Object.entries(bundle)) {
          const kind = /\.(html|css|js)$/.exec(name)?.[1];
          if (kind === undefined || page[kind] !== undefined) this.error(`${name} has no place in one file.`);
          page[kind] = part.type === 'chunk' ? part.code : String(part.source);
          delete bundle[name];
        }
        const source = onePage(page['html']!, page['css']!, page['js']!, web);
        this.emitFile({ type: 'asset', fileName, source });
      },
    },
  };
}

const nameIn = (prose: string, file: string): string => relative(prose, file).split(sep).join('/');

// Of the traces only the first example's is inside.
async function packed(prose: string, core: string, which: Making['lessons']): Promise<string> {
  const words = readdirSync(prose, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json') && !(which === 'none' && ofLessons.test(file)))
    .sort()
    .map((file) => [file.split(sep).join('/'), JSON.parse(readFileSync(resolve(prose, file), 'utf8')) as unknown]);
  const lessons = (which === 'shipped' ? shipped : []).map((id) => [
    id,
    pack(readFileSync(resolve(prose, `../public/lessons/${id}.json`))),
  ]);
  const traces = [...(await recordings(core, presets.slice(0, 1)))].map(([name, gzip]) => [name, toLetters(gzip)]);
  const parts = {
    core: pack(readFileSync(resolve(core, 'core.wasm'))),
    more: which === 'none' ? '' : pack(readFileSync(resolve(core, 'core.more.wasm'))),
    words: pack(JSON.stringify(Object.fromEntries(words))),
    lessons: Object.fromEntries(lessons) as unknown,
    traces: Object.fromEntries(traces) as unknown,
  };
  return Object.entries(parts)
    .map(([name, part]) => `export const ${name} = ${JSON.stringify(part)};`)
    .join('\n');
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const pack = (content: string | Uint8Array): string => toLetters(gzipSync(content, { level: 9 }));

function onePage(html: string, css: string, js: string, web: string): string {
  // These would end or change a script inside HTML; in the strings where they stand, \x3C is the same.
  const script = js.trim().replace(/<(?=\/script|script|!--)/gi, '\\x3C');
  const style = css.trim();
  if (/<\/style/i.test(style)) throw new Error('The styles end themselves.');
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    `style-src ${hash(style)}`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  const icon = `data:image/svg+xml;base64,${base64(readFileSync(resolve(web, 'public/icon.svg')))}`;
  const old = ['en', 'de'].map((language) => {
    const words = JSON.parse(readFileSync(resolve(web, 'prose', language, 'ui.json'), 'utf8')) as Record<
      string,
      string
    >;
    return `<p class="old" lang="${language}" hidden>${words['single.old']!}</p>`;
  });
  const steps: readonly (readonly [RegExp, string])[] = [
    [/(?<=Content-Security-Policy"\s+content=")[^"]*/, policy],
    [/(?<=rel="icon" href=")[^"]*/, icon],
    [/<link rel="stylesheet"[^>]*>/, `<style>${style}</style>`],
    [/\s*<script type="module"[^>]*><\/script>/, ''],
    [/(?=<noscript>)/, `${old.join('\n    ')}\n    `],
    [/(?=<\/body>)/, `<script type="module">${script}</script>\n  `],
  ];
  // There is nobody to install the page from.
  const start = html.replace(/\s*<link rel="manifest"[^>]*>/, '');
  const whole = steps.reduce((text, [from, to]) => once(text, from, to), start);
  if (/\s(src|href)="(?!data:)/.test(whole.replace(script, ''))) throw new Error('Something is still outside.');
  return whole;
}

function once(text: string, from: string | RegExp, to: string): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${String(from)} was expected once, not ${parts.length - 1} times.`);
  return text.replace(from, () => to);
}
