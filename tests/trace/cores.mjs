// The builds whose traces are tested: the native command, and the core in WebAssembly. Each gives the trace of a
// scenario as text, or what other words of the command give. HANDSHAKE_COMMAND and HANDSHAKE_WASM name others than those in build/.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const file = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const traceOf = (settings) => [
  'run',
  '--format',
  'json',
  ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
];

function native(command) {
  const call = (words) =>
    new Promise((resolve, reject) => {
      execFile(command, words, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        // 1: the handshake failed, which may be what was wanted.
        if (error && error.code !== 1) reject(new Error(`${command}: ${error.message}\n${stderr}`));
        else resolve(stdout);
      });
    });
  return { name: 'native', call, run: (settings) => call(traceOf(settings)) };
}

async function wasm(folder) {
  const { default: create } = await import(new URL(`file://${folder}/core.js`));
  const core = await create({
    wasmBinary: await readFile(`${folder}/core.wasm`),
    moreBinary: await readFile(`${folder}/core.more.wasm`),
  });
  if (core.command?.(['list']).exit_code !== 0) return undefined;
  const call = async (words) => {
    const { exit_code: code, out, err } = core.command(words);
    if (code > 1) throw new Error(`wasm: ${err}`);
    return out;
  };
  return { name: 'wasm', call, run: (settings) => call(traceOf(settings)) };
}

// cores gives those that are built.
export async function cores() {
  const command = process.env.HANDSHAKE_COMMAND ?? file('build/native/handshake');
  const found = [];
  if (existsSync(command)) found.push(native(command));
  const folder = process.env.HANDSHAKE_WASM ?? file('build/wasm');
  if (existsSync(`${folder}/core.wasm`)) found.push(await wasm(folder));
  return found.filter(Boolean);
}

// demonstrationRsaKey gives the private key of the demonstration's RSA certificate.
export async function demonstrationRsaKey() {
  const [core] = await cores();
  return createPrivateKey(await core.call(['list', '--pem', 'rsa_pss_rsae_sha256']));
}

// demonstrationRoot reads the root certificate out of the source that holds it.
export async function demonstrationRoot() {
  const source = await readFile(file('native/session/demonstration_chain.cc'), 'utf8');
  const [, bytes] = /kRoot\[\] = \{([^}]*)\}/.exec(source);
  return new X509Certificate(Buffer.from(bytes.match(/0x[0-9a-f]{2}/g).map(Number)));
}
