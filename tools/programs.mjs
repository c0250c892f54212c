// The programs that a build or a test needs, why, and how to come by them. Node built-ins only.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { capture, Failure, run, say } from './steps.mjs';

// which finds a program on PATH.
export function which(name) {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      if (folder && statSync(file).isFile()) return file;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

// chromium finds a Chromium or Chrome: CHROMIUM in the environment, PATH, or where macOS keeps it.
export function chromium() {
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return (
    process.env.CHROMIUM ||
    ['chromium', 'chromium-browser', 'google-chrome'].map(which).find(Boolean) ||
    (existsSync(mac) ? mac : undefined)
  );
}

// emcc finds Emscripten's compiler: on PATH or in an emsdk.
export function emcc() {
  const sdk = process.env.EMSDK && path.join(process.env.EMSDK, 'upstream', 'emscripten', 'emcc');
  return which('emcc') ?? (sdk && existsSync(sdk) ? sdk : undefined);
}

// clangFormat finds clang-format 14, Debian 12's: other versions lay some lines out differently.
export function clangFormat() {
  return ['clang-format-14', 'clang-format'].find((name) => /version 14\./.test(capture(name, ['--version']) ?? ''));
}

function atLeast(version, wanted) {
  const a = version.split('.').map(Number);
  const b = wanted.split('.').map(Number);
  for (let i = 0; i < b.length; i++) if ((a[i] ?? 0) !== b[i]) return (a[i] ?? 0) > b[i];
  return true;
}

function newEnough(command, wanted) {
  if (!command) return false;
  const found = /(\d+\.\d+(\.\d+)?)/.exec(capture(command, ['--version']) ?? '')?.[1];
  return found ? atLeast(found, wanted) : false;
}

function hasHeader(name) {
  const places = ['/usr/include', '/usr/local/include', '/opt/homebrew/include'];
  return places.some((place) => existsSync(path.join(place, name)));
}

// clang's own run-time libraries, which Debian packs apart from the compiler.
function hasFuzzer() {
  const folder = capture('clang', ['--print-resource-dir'])?.trim();
  if (!folder || !existsSync(path.join(folder, 'lib'))) return false;
  return readdirSync(path.join(folder, 'lib'), { recursive: true }).some((file) => /fuzzer.*\.(a|dylib)$/.test(file));
}

// goLibraries is where Debian's packages put the sources of Go's libraries.
export const goLibraries = '/usr/share/gocode/src';
export function hasGoLibraries() {
  return ['crypto', 'net', 'sys'].every((name) => existsSync(path.join(goLibraries, 'golang.org/x', name, 'go.mod')));
}

// Every program: why it is needed, how to see that it is there, and its package in each system.
const programs = {
  cmake: {
    why: 'describes the build (3.25 or newer)',
    here: () => newEnough('cmake', '3.25'),
    apt: 'cmake',
    dnf: 'cmake',
    brew: 'cmake',
  },
  ninja: { why: 'runs the build', here: () => which('ninja'), apt: 'ninja-build', dnf: 'ninja-build', brew: 'ninja' },
  emcc: {
    why: 'compiles C++ to WebAssembly (3.1.6 or newer)',
    here: () => newEnough(emcc(), '3.1.6'),
    apt: 'emscripten',
    dnf: 'emscripten',
    brew: 'emscripten',
  },
  'C++ compiler': {
    why: 'compiles the core natively',
    here: () => which('c++') && which('cc'),
    apt: 'g++',
    dnf: 'gcc-c++',
    brew: 'llvm',
  },
  GoogleTest: {
    why: 'runs the native tests',
    here: () => hasHeader('gtest/gtest.h'),
    apt: 'libgtest-dev',
    dnf: 'gtest-devel',
    brew: 'googletest',
  },
  clang: {
    why: 'compiles the fuzz targets',
    here: () => which('clang') && which('clang++') && hasFuzzer(),
    apt: 'clang libclang-rt-14-dev',
    dnf: 'clang compiler-rt',
    brew: 'llvm',
  },
  'clang-format': {
    why: 'checks the layout of C++ files (14)',
    here: () => clangFormat(),
    apt: 'clang-format-14',
    dnf: 'clang-tools-extra',
    brew: 'clang-format@14',
    optional: true,
  },
  Chromium: {
    why: 'runs the tests of the page',
    here: () => chromium(),
    apt: 'chromium',
    dnf: 'chromium',
    brew: '--cask google-chrome',
  },
  Go: {
    why: "compiles BoringSSL's test runner",
    here: () => which('go') && (hasGoLibraries() || !which('apt-get')),
    apt: 'golang-go golang-golang-x-crypto-dev golang-golang-x-net-dev golang-golang-x-sys-dev',
    dnf: 'golang',
    brew: 'go',
  },
  openssl: {
    why: 'is a peer to shake hands with',
    here: () => which('openssl'),
    apt: 'openssl',
    dnf: 'openssl',
    brew: 'openssl',
  },
  curl: { why: 'is a peer to shake hands with', here: () => which('curl'), apt: 'curl', dnf: 'curl', brew: 'curl' },
  GnuTLS: {
    why: 'is a peer to shake hands with',
    here: () => which('gnutls-cli') && which('gnutls-serv'),
    apt: 'gnutls-bin',
    dnf: 'gnutls-utils',
    brew: 'gnutls',
  },
  NSS: {
    why: 'is a peer to shake hands with',
    here: () => ['tstclnt', 'selfserv', 'certutil', 'pk12util'].every(which),
    apt: 'libnss3-tools',
    dnf: 'nss-tools',
    brew: 'nss',
  },
  Python: {
    why: 'is a peer to shake hands with',
    here: () => which('python3'),
    apt: 'python3',
    dnf: 'python3',
    brew: 'python',
  },
  sslscan: {
    why: 'looks for weaknesses of the server',
    here: () => which('sslscan'),
    apt: 'sslscan',
    dnf: 'sslscan',
    brew: 'sslscan',
  },
  'testssl.sh': {
    why: 'looks for weaknesses of the server',
    here: () => which('testssl'),
    apt: 'testssl.sh',
    dnf: 'testssl',
    brew: 'testssl',
  },
  tshark: {
    why: 'reads connections with a key log',
    here: () => which('tshark'),
    apt: 'tshark',
    dnf: 'wireshark-cli',
    brew: 'wireshark',
  },
};

export const forPage = ['cmake', 'ninja', 'emcc'];
// What the tests of tests/interop shake hands with, and what looks at our server.
export const forInterop = ['openssl', 'curl', 'GnuTLS', 'NSS', 'Python', 'Chromium', 'sslscan', 'testssl.sh', 'tshark'];
export const forNative = ['cmake', 'ninja', 'C++ compiler', 'GoogleTest', 'openssl', 'curl'];
// BoringSSL's test runner.
export const forBogo = ['cmake', 'ninja', 'C++ compiler', 'GoogleTest', 'Go'];
export const forFuzz = ['cmake', 'ninja', 'clang'];
export const forBrowser = ['Chromium'];
export const forChecks = ['clang-format'];

function missingOf(names) {
  return [...new Set(names)].filter((name) => !programs[name].here());
}

function instructions(missing) {
  const list = missing.map((name) => `  ${name.padEnd(14)}${programs[name].why}`).join('\n');
  const packages = (kind) => [...new Set(missing.flatMap((name) => programs[name][kind].split(' ')))].join(' ');
  return `These programs are missing:
${list}
How they are usually installed:
  Debian, Ubuntu   apt-get install ${packages('apt')}
  Fedora           dnf install ${packages('dnf')}
  macOS            brew install ${packages('brew')}
Emscripten can also come from an emsdk: source its emsdk_env.sh first.`;
}

// ensurePrograms sees that every named program is there. What is missing it installs with apt, as root or
// through sudo, after saying so. Where that cannot be done it fails with what to install and how.
export async function ensurePrograms(names) {
  if (!process.versions.node || !atLeast(process.versions.node, '20.19')) {
    throw new Failure(`Node ${process.versions.node} is too old: 20.19 or newer is needed.`);
  }
  let missing = missingOf(names);
  if (!missing.length) return;
  const superuser = process.getuid?.() === 0;
  if (which('apt-get') && (superuser || which('sudo'))) {
    const packages = [...new Set(missing.flatMap((name) => programs[name].apt.split(' ')))];
    say('  These programs are missing and will be installed with apt:');
    for (const name of missing) say(`    ${name.padEnd(14)}${programs[name].why}`);
    say(`  $ ${superuser ? '' : 'sudo '}apt-get install --no-install-recommends ${packages.join(' ')}`);
    const apt = async (name, args, check) => {
      const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
      if (!superuser) command.unshift('sudo', ...(process.stdin.isTTY ? [] : ['-n']));
      await run(name, command[0], command.slice(1), { stdin: 'inherit', check });
    };
    try {
      // An index that cannot be renewed may still be good enough.
      await apt('apt update', ['-q', 'update'], false);
      await apt('apt install', ['-q', '-y', 'install', '--no-install-recommends', ...packages], true);
    } catch (problem) {
      if (!(problem instanceof Failure)) throw problem;
      throw new Failure(`${problem.message}\n\n${instructions(missing)}`);
    }
    missing = missingOf(names);
  }
  const needed = missing.filter((name) => !programs[name].optional);
  if (needed.length) throw new Failure(instructions(needed));
  for (const name of missing) say(`  ${name} is not here: what needs it is skipped`);
}
