// oEmbed for a static host, which answers no queries: the answers as files, and links in the pages that lead to them.
//   npm run build:oembed -- --url https://host/path/ [FOLDER]
//   npm run build:oembed -- --remove [FOLDER]
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { escaped, examples, oembedFor, ownAddress } from './oembed-answer.mjs';
import { Failure, main, root, say } from './steps.mjs';

const pages = ['index.html', 'embed.html'];
const link = /\s*<link rel="alternate" type="application\/json\+oembed"[^>]*href="([^"]*)"[^>]*>/;
const usage = 'Usage: npm run build:oembed -- --url https://host/path/ [FOLDER], or -- --remove [FOLDER]';

/** discovered gives the address that a page's link leads to, or undefined when it has none. */
export const discovered = (html) => link.exec(html)?.[1];

/** writeOembed puts the answers for the address `base` into a built page, and takes others out. null: only that. */
export function writeOembed(folder, base) {
  const answers = path.join(folder, 'oembed');
  rmSync(answers, { recursive: true, force: true });
  if (base) {
    mkdirSync(answers);
    const write = (name, query) =>
      writeFileSync(path.join(answers, `${name}.json`), `${JSON.stringify(oembedFor(base, query), null, 2)}\n`);
    write('page', new URLSearchParams());
    for (const { name } of examples) write(name, new URLSearchParams({ scenario: name }));
  }
  for (const name of pages) {
    const file = path.join(folder, name);
    const before = readFileSync(file);
    const plain = before.toString().replace(link, '');
    if (!plain.includes('</head>')) throw new Failure(`${file} has no </head>: it is no built page.`);
    const href = base && escaped(new URL('oembed/page.json', base).href);
    const added = `  <link rel="alternate" type="application/json+oembed" title="TLS handshake" href="${href}" />\n  </head>`;
    const after = base ? plain.replace(/\s*<\/head>/, () => `\n  ${added}`) : plain;
    writeFileSync(file, after);
    keepOffline(path.join(folder, 'sw.js'), name, before, after);
  }
}

// The service worker takes each file by its hash: it is told the new one, and that this is another build.
function keepOffline(file, name, before, after) {
  const script = readFileSync(file, 'utf8');
  const known = `"${name}":"${hashOf(before)}"`;
  if (!script.includes(known)) throw new Failure(`${file} knows another ${name}. Build the page anew: npm run build`);
  const told = script.replace(known, () => `"${name}":"${hashOf(after)}"`);
  const build = hashOf(told);
  writeFileSync(file, told === script ? script : told.replace(/(?<!:)"[\w+/]{43}="/, () => `"${build}"`));
}

const hashOf = (content) => createHash('sha256').update(content).digest('base64');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const args = process.argv.slice(2);
    let folder = path.join(root, 'dist');
    let base;
    while (args.length) {
      const arg = args.shift();
      if (arg === '--remove') base = null;
      else if (arg === '--url') {
        base = ownAddress(args.shift() ?? '');
        if (typeof base === 'string') throw new Failure(`--url: ${base}`);
      } else if (arg.startsWith('-')) throw new Failure(`${arg}: unknown. ${usage}`);
      else folder = path.resolve(arg);
    }
    if (base === undefined) throw new Failure(`--url is missing: where will the page be? ${usage}`);
    for (const name of [...pages, 'sw.js'])
      if (!existsSync(path.join(folder, name)))
        throw new Failure(`${path.join(folder, name)} is missing. Build the page first: npm run build`);
    writeOembed(folder, base);
    say(base ? `Written: ${path.join(folder, 'oembed')}, for ${base.href}` : 'Removed.');
  });
}
