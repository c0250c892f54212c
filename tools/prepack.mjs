// What `npm pack` and `npm publish` run first: is everything there that the package holds? It builds nothing, since the
// core takes minutes the first time.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { discovered } from './oembed.mjs';
import { Failure, main, root } from './steps.mjs';

await main(async () => {
  const folder = process.argv[2] ?? root;
  const needed = [
    'build/wasm/core.js',
    'build/wasm/core.wasm',
    'build/wasm/core.more.wasm',
    'dist/handshake-playground.js',
    'dist/handshake-playground.html',
    'dist/handshake-lessons.html',
    'dist/course.html',
    'dist/index.html',
    'dist/embed.html',
    'dist/sw.js',
  ];
  const missing = needed.filter((name) => !existsSync(path.join(folder, name)));
  if (missing.length)
    throw new Failure(`The package needs ${missing.join(', ')}. Run first: npm run build (the core and the page)`);
  const address = discovered(readFileSync(path.join(folder, 'dist/index.html'), 'utf8'));
  if (address)
    throw new Failure(
      `dist/ has oEmbed answers for ${address}, which are not for everyone. Run first: npm run build:oembed -- --remove`,
    );
});
