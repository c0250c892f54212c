// npm run examples: the pages of examples/ as a site, with dist/ beside them, the way hosts lay them out.
//   node tools/examples.mjs [--port N]
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import MarkdownIt from 'markdown-it';
import { coursePackage } from '../web/src/course/package.js';
import { courseOf } from './scorm.mjs';
import { contentSecurityPolicy, fileFor, serve } from './serve.mjs';
import { Failure, main, root, say } from './steps.mjs';

const inRoot = (...names) => path.join(root, ...names);

const oneFile = 'handshake-playground.html';
/** Where the one file lies once somebody has uploaded it. */
const uploads = ['moodle/pluginfile.php', 'jupyter-book/_static'];
const markdown = ['markdown/lecture.md', 'jupyter-book/lecture.md'];

// assemble makes the site in a folder. Markdown becomes HTML as it does in books: by CommonMark, with HTML let through.
export async function assemble(folder, page = inRoot('dist')) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(inRoot('examples'), folder, { recursive: true });
  cpSync(page, path.join(folder, 'hs'), { recursive: true });
  for (const place of uploads) {
    mkdirSync(path.join(folder, place), { recursive: true });
    cpSync(path.join(page, oneFile), path.join(folder, place, oneFile));
  }
  for (const file of markdown) writeFileSync(path.join(folder, path.dirname(file), 'index.html'), rendered(file));
  await course(path.join(folder, 'lms/course'), page);
}

// course gives the course system one to open: a package for SCORM 1.2, unpacked.
async function course(folder, page) {
  const { course: options } = await courseOf(['--scenario', 'tls12-dhe']);
  const files = unzipSync(coursePackage(readFileSync(path.join(page, 'course.html'), 'utf8'), options, '1.2'));
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
}

function rendered(file) {
  const text = readFileSync(inRoot('examples', file), 'utf8');
  const title = /^# (.+)$/m.exec(text)[1];
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="icon" href="../hs/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="../plain/lecture.css" />
  </head>
  <body><main>
${new MarkdownIt({ html: true }).render(text)}</main></body>
</html>
`;
}

// The policy of a host that lets no foreign script in: frames may come from here, by either name.
export const policy = `${contentSecurityPolicy}; frame-src 'self' http://localhost:* http://127.0.0.1:*`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const [name, value, ...more] = process.argv.slice(2);
    const port = name === undefined ? 8788 : Number(value);
    if ((name !== undefined && name !== '--port') || more.length || !Number.isInteger(port) || port < 0 || port > 65535)
      throw new Failure('Usage: npm run examples -- [--port N]');
    if (!fileFor(inRoot('dist'), '/')) throw new Failure('dist/ has no page. Build it first: npm run build');
    const folder = inRoot('build', 'examples');
    await assemble(folder);
    const { url } = await serve({ folder, port, policy });
    say(`Serving ${url}  (Ctrl-C ends)`);
  });
}
