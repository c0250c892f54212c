// npm start: from a fresh machine to the page in a browser. Node built-ins only.
//   npm start -- [--port N] [--no-open]
import { spawn } from 'node:child_process';
import { buildPage, buildPreset, installPackages } from './build.mjs';
import { ensurePrograms, forPage, which } from './programs.mjs';
import { serve } from './serve.mjs';
import { Failure, main, say, seconds, stage } from './steps.mjs';

function openInBrowser(url) {
  if (!process.stdout.isTTY || process.env.CI) return;
  const display = process.platform === 'darwin' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const opener = process.platform === 'darwin' ? which('open') : which('xdg-open');
  if (!display || !opener) return;
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

await main(async () => {
  const began = performance.now();
  const args = process.argv.slice(2);
  let port = 8787;
  let open = true;
  while (args.length) {
    const arg = args.shift();
    if (arg === '--no-open') open = false;
    else if (arg === '--port') port = Number(args.shift());
    else throw new Failure(`${arg}: unknown. Usage: npm start -- [--port N] [--no-open]`);
  }
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Failure('--port takes a number from 0 to 65535.');
  await stage('Programs: CMake, Ninja, Emscripten', () => ensurePrograms(forPage));
  await installPackages();
  await stage('BoringSSL and the core to WebAssembly (first time: one or two minutes)', () => buildPreset('wasm'));
  await stage('Page', buildPage);
  const { url } = await serve({ port });
  say(`\nReady in ${seconds(began)}. Open\n\n    ${url}\n\nCtrl-C ends.`);
  if (open) openInBrowser(url);
});
