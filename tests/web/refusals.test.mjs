// What the core says of settings that it does not take: every line in its sources has German words, with the right values.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { loadCore, modules } from './support.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const source = (file) => readFileSync(path.join(root, 'native/session', file), 'utf8').replace(/^\s*\/\/.*$/gm, '');
const german = JSON.parse(readFileSync(path.join(root, 'web/prose/de/refusals.json'), 'utf8'));

// --- the lines in the C++ sources ---

/** partsOf cuts an expression at a sign that stands outside of brackets and strings. */
function partsOf(text, signs) {
  const parts = [''];
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|::|[^]/g)) {
    if ('([{'.includes(token)) depth++;
    if (')]}'.includes(token)) depth--;
    if (depth === 0 && signs.includes(token)) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts;
}

/** lineOf reads a concatenation of strings: what is not spelled out there is `{}`. */
const lineOf = (expression) =>
  partsOf(expression, ['+'])
    .map((part) => {
      const strings = part.trim().match(/^(?:std::string\()?((?:"(?:[^"\\]|\\.)*"\s*)+)\)?$/);
      return strings
        ? [...strings[1].matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, s]) => JSON.parse(`"${s}"`)).join('')
        : '{}';
    })
    .join('');

/** bodyOf cuts a function out of a source, by how it begins. */
function bodyOf(text, start) {
  const from = text.indexOf(start);
  assert.ok(from >= 0, `there is no ${start}`);
  return text.slice(from, text.indexOf('\n}\n', from));
}

/** refusedLines gives the lines, with `{}` for what is put in, that a source can refuse settings with. */
function refusedLines(text) {
  const constant = [...source('scenario.h').matchAll(/string_view (k\w+) =\s*((?:"[^"]*"\s*)+);/g)];
  const spelled = constant.reduce((all, [, name, value]) => all.replaceAll(`std::string(${name})`, value), text);
  const given = [...spelled.matchAll(/\b(?:return|error_? =)\s+((?:"(?:[^"\\]|\\.)*"|[^;"])*);/g)];
  // The kinds of names that parse_list speaks of.
  const kinds = [...spelled.matchAll(/parse_list<[^"]*"([^"]+)"/g)].map(([, kind]) => kind);
  return (
    given
      // A line may stand beside an empty result: return {nullptr, "…"}.
      .map(([, e]) => /^\{nullptr, ([^]*)\}$/.exec(e)?.[1] ?? e)
      .flatMap((e) => {
        const choice = partsOf(e, ['?', ':']);
        return choice.length === 3 ? choice.slice(1) : [e];
      })
      .map((e) => lineOf(e))
      .flatMap((line) => (line.startsWith('{} "{}"') ? kinds.map((kind) => line.replace('{}', kind)) : [line]))
      .filter((line) => /[a-z] [{"a-z]/.test(line))
  );
}

const command = source('command.cc');
const lines = [
  ...refusedLines(bodyOf(source('arguments.cc'), 'Arguments Arguments::parse(')),
  ...refusedLines(bodyOf(command, 'std::optional<std::string> read_settings(')),
  ...refusedLines(bodyOf(command, 'MadeSolo make_solo(')),
  ...refusedLines(source('scenario.cc')),
  ...refusedLines(source('network.cc')),
  ...refusedLines(source('solo.cc')),
];
const matcher = (line) => new RegExp(`^${line.replace(/[\\^$.*+?()[\]|]/g, '\\$&').replace(/\{\w*\}/g, '.*')}$`, 's');

// --- the same lines from the core itself ---

const hex = (bytes) => 'ab'.repeat(bytes);
const solo = (...args) => ({ role: 'client', args });
/** Settings that are refused, and what the German line must hold: the values, as they were given. */
const refused = [
  ['--nonsense=1', /^--nonsense ist nicht bekannt$/],
  [['--trust=on', '--trust=off'], /^--trust steht zweimal da$/],
  ['--help=yes', /^--help nimmt keinen Wert$/],
  ['--group', /^--group braucht einen Wert: A,B$/],
  ['stray', /^"stray" ist ein Wort zu viel$/],
  ['--group=x448', /^--group: die Gruppe „x448“ ist nicht bekannt; es gibt X25519MLKEM768,x25519,.*ffdhe4096$/],
  ['--group=x25519,x25519', /^--group: die Gruppe „x25519“ steht zweimal da$/],
  [
    '--client-suite=NULL',
    /^--client-suite: die Cipher-Suite „NULL“ ist nicht bekannt; es gibt TLS_AES_128_GCM_SHA256,/,
  ],
  [
    '--suite=TLS_AES_128_GCM_SHA256,TLS_AES_128_GCM_SHA256',
    /^--suite: die Cipher-Suite „TLS_AES_128_GCM_SHA256“ steht zweimal da$/,
  ],
  ['--signature=md5', /^--signature: das Signaturverfahren „md5“ ist nicht bekannt; es gibt ecdsa_secp256r1_sha256,/],
  ['--server-signature=ed25519,ed25519', /^--server-signature: das Signaturverfahren „ed25519“ steht zweimal da$/],
  ['--alpn=h2,', /^--alpn: ein Anwendungsprotokoll hat 1 bis 255 Bytes, „“ hat 0$/],
  ['--trust=yes "or" no', /^--trust: erwartet on oder off, nicht „yes "or" no“$/],
  ['--tickets=5', /^--tickets: erwartet eine ganze Zahl von 0 bis 4, nicht „5“$/],
  ['--client-auth=ask', /^--client-auth: erwartet eines von none, request, require, nicht „ask“$/],
  ['--seed=00zz', /^--seed: erwartet Hexadezimalziffern; an Stelle 2 steht etwas anderes$/],
  ['--seed=0011', /^--seed: erwartet 64 Hexadezimalziffern, es sind 4$/],
  [`--server-name=${'n'.repeat(300)}`, /^--server-name: nimmt höchstens 255 Bytes, es sind 300$/],
  [
    '--client-certificate=ed25519,rsa_pss_rsae_sha256',
    /^--client-certificate: erwartet ein Signaturverfahren oder none$/,
  ],
  [
    '--client-certificate=rsa_pss_pss_sha512',
    /^--client-certificate: es gibt kein Zertifikat eines Clients, das mit rsa_pss_pss_sha512 signiert$/,
  ],
  ['--psk=me', /^--psk: erwartet eine Identität, einen Doppelpunkt und 1 bis 64 Bytes .* :SHA-384, wenn .* ist$/],
  ['--psk-modes=psk', /^--psk-modes: erwartet psk_dhe_ke, psk_ke oder beide, nicht „psk“$/],
  ['--tls=1.1', /^--tls: erwartet 1\.3, 1\.2 oder 1\.3,1\.2, nicht „1\.1“$/],
  [
    ['--client-group=x25519', '--key-share=secp256r1'],
    /^--key-share: der Client bietet secp256r1 nicht an; seine Gruppen sind x25519$/,
  ],
  [
    '--client-suite=TLS_RSA_WITH_AES_128_CBC_SHA',
    /^--client-suite: keine der Cipher-Suites ist für TLS 1\.3; TLS_AES_128_GCM_SHA256 würde passen$/,
  ],
  [
    ['--tls=1.2', '--resumption=psk_ke'],
    /^--resumption: TLS 1\.2 setzt mit ticket oder session_id fort, nicht mit psk_ke$/,
  ],
  ['--resumption=ticket', /^--resumption: TLS 1\.3 setzt mit psk_dhe_ke oder psk_ke fort, nicht mit ticket$/],
  [
    ['--tls=1.2', '--exporter=EXPORTER', '--extended-master-secret=off'],
    /^--exporter: TLS 1\.2 exportiert nur .*Abschnitt 5\.4\); --extended-master-secret on würde passen$/,
  ],
  ['--early-data=hello', /^--early-data: braucht --resumption psk_dhe_ke oder psk_ke$/],
  [['--resumption=psk_ke', '--tickets=0'], /^--resumption: braucht --tickets 1 oder mehr$/],
  [
    [`--psk=me:${hex(4)}:SHA-384`, '--client-suite=TLS_AES_128_GCM_SHA256'],
    /^--psk: der Schlüssel ist für SHA-384, und keine Cipher-Suite des Clients hat das; TLS_AES_256_GCM_SHA384 würde passen$/,
  ],
  [
    [`--psk=me:${hex(4)}`, '--server-suite=TLS_AES_256_GCM_SHA384'],
    /^--psk: der Schlüssel ist für SHA-256, und keine Cipher-Suite des Servers hat das; TLS_AES_128_GCM_SHA256 würde passen$/,
  ],
  [`--network=${Array(65).fill('drop:client:0').join(',')}`, /^--network: nimmt höchstens 64 Eingriffe, es sind 65$/],
  [
    '--network=burn:client:0',
    /^--network: Eingriff 1: „burn“ gibt es nicht zu tun; es gibt flip, replace, drop, repeat, swap, inject, strip$/,
  ],
  ['--network=drop:client:0,drop:client', /^--network: Eingriff 2: hat 2 Teile; geschrieben wird es drop:SIDE:RECORD$/],
  [
    '--network=drop:me:0',
    /^--network: Eingriff 1: die Seite ist client oder server, nicht „me“; geschrieben wird es drop:SIDE:RECORD$/,
  ],
  [
    '--network=drop:client:3/0',
    /^--network: Eingriff 1: die Verbindung ist 1 oder 2; geschrieben wird es drop:SIDE:RECORD$/,
  ],
  [
    '--network=drop:client:x',
    /^--network: Eingriff 1: der Record ist eine Zahl ab 0, nicht „x“; geschrieben wird es drop:SIDE:RECORD$/,
  ],
  [
    '--network=flip:client:0:1:8',
    /^--network: Eingriff 1: die Stelle ist eine Zahl ab 0 und das Bit eine von 0 bis 7; .* flip:SIDE:RECORD:OFFSET:BIT$/,
  ],
  [
    '--network=strip:client:0:1.1',
    /^--network: Eingriff 1: „1\.1“ ist keine Version \(1\.3, 1\.2\), keine Cipher-Suite und keine Gruppe$/,
  ],
  [
    '--network=inject:client:0:xy',
    /^--network: Eingriff 1: erwartet Bytes in Hexadezimalziffern; geschrieben wird es inject:SIDE:RECORD:HEX$/,
  ],
  [{ role: 'nobody', args: [] }, /^die Rolle ist client oder server, nicht "nobody"$/],
  [solo('--resumption=psk_ke'), /^--resumption: eine Seite allein spielt nur eine Verbindung; off würde passen$/],
  [solo('--replay=on'), /^--replay: eine Seite allein spielt nur eine Verbindung; off würde passen$/],
  [solo('--network=drop:client:0'), /^--network: bei einer Seite allein sitzt an der Leitung, wer ihre Bytes trägt$/],
];

let core, vite;
before(async () => {
  core = await loadCore();
  vite = await modules();
});
after(() => vite.close());

/** refuse asks the core for something that it does not do, and gives its line as it comes. */
function refuse(asked) {
  if (asked.role) {
    const line = core.endpoint(asked.role, asked.args);
    assert.equal(typeof line, 'string', JSON.stringify(asked));
    return line;
  }
  const { exit_code, err } = core.command(['run', ...[asked].flat()]);
  assert.equal(exit_code, 2, `${asked} was not refused`);
  return err.trim();
}

test('every line that the core can refuse settings with is known in German, and none stays untried', async () => {
  assert.ok(lines.length > 35, `only ${lines.length} lines found in the sources`);
  for (const known of [
    'cipher suite "{}" stands twice',
    'takes at most {} bytes, there are {}',
    '{} is one word too many',
    'has {} parts{}',
  ])
    assert.ok(lines.includes(known), `not found in the sources: ${known}`);
  const { Refusal } = await vite.load('core/refusal.ts');
  const said = refused.map(([asked]) => new Refusal(refuse(asked)).message);
  const inner = said.flatMap((line) => {
    const own = line.replace(/^--[a-z-]+: /, '');
    return [line, own, own.replace(/^intervention \d+: /, '')];
  });
  assert.deepEqual(
    lines.filter((line) => !inner.some((one) => matcher(line).test(one))),
    [],
    'no test provokes these lines of the core',
  );
  // The German words too are all used: a pattern that no line of the core fits any more would be seen here.
  const unused = Object.keys(german).filter((pattern) => !inner.some((one) => matcher(pattern).test(one)));
  assert.deepEqual(unused, []);
});

test('a Refusal speaks the language of the page, with the values in their places', async () => {
  const { Refusal } = await vite.load('core/refusal.ts');
  const { setLanguage } = await vite.load('language/language.ts');
  const refusals = refused.map(([asked, expected]) => ({ one: new Refusal(refuse(asked)), asked, expected }));
  const english = refusals.map(({ one }) => one.message);
  for (const line of english) assert.doesNotMatch(line, /^handshake|--help\)$/);
  assert.equal(await setLanguage('de'), true);
  for (const { one, expected } of refusals) assert.match(one.message, expected);
  assert.equal(new Refusal('--trust: something new').message, '--trust: something new');
  assert.equal(new Refusal('--trust: something new').setting, 'trust');
  assert.equal(await setLanguage('en'), true);
  assert.deepEqual(
    refusals.map(({ one }) => one.message),
    english,
  );
});
