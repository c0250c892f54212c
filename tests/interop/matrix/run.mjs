// Runs the rows of the matrix against a peer, and finds what both programs report to be the same.
import { spawnSync } from 'node:child_process';
import { certificateOf } from './names.mjs';
import { handshake, inFolder, messages, ourPage, readTrace, serve, traces } from '../support.mjs';
import { certificateFor, curveOf } from './rows.mjs';

export const alpn = 'http/1.1';
export const serverName = 'www.example.com';
const request = `GET /matrix HTTP/1.1\r\nHost: ${serverName}\r\nConnection: close\r\n\r\n`;

class Difference extends Error {}
const demand = (holds, text) => {
  if (!holds) throw new Difference(text);
};

// lacking names the programs of a peer that are not here.
export const lacking = ({ programs }) =>
  programs.filter((program) => spawnSync('sh', ['-c', `command -v "${program}"`]).status !== 0);

// ourSchemes gives the signature schemes that our client or server has: it names them when it is asked for another.
export async function ourSchemes(role) {
  const args = role === 'serve' ? ['serve', '--port', '0'] : ['connect', 'localhost', '1', '--insecure'];
  const { err } = await handshake(...args, '--signature', 'none');
  return /there are (\S+)/.exec(err)[1].split(',');
}

// said reads the line that connect and serve say of a connection.
export function said(text) {
  const line =
    /: (TLS 1\.\d), (\w+), (\w+), (\w+|external PSK)((?:, \w[^",]*)*?), server name (\S+), application protocol ("\S+?"|none)/g;
  const [, version, suite, group, how, more, name, protocol] = [...text.matchAll(line)].at(-1) ?? [];
  const signature = ['resumed', 'external PSK'].includes(how) ? undefined : how;
  const plain = (word) => (word === undefined || word === 'none' ? undefined : word.replace(/^"(.*)"$/, '$1'));
  return {
    version,
    suite,
    group: plain(group),
    signature: plain(signature),
    serverName: plain(name),
    alpn: plain(protocol),
    resumed: how === 'resumed',
    psk: how === 'external PSK' || (how === 'resumed' && version === 'TLS 1.3'),
    earlyData: /, early data (\w+)/.exec(more ?? '')?.[1],
  };
}

// paged reads the same from the text that our server answers.
function paged(text) {
  const page = ourPage(text);
  const plain = (name) => (page[name] === 'none' || !page[name] ? undefined : page[name]);
  return {
    version: plain('version'),
    suite: plain('cipher suite'),
    group: plain('group'),
    signature: plain('signature scheme'),
    serverName: plain('server name'),
    alpn: plain('application protocol'),
    resumed: page.resumed && page.resumed !== 'no',
    psk: page.psk && page.psk !== 'none',
    earlyData: plain('early data'),
    clientCertificate: certificateOf(`CN=${plain('client certificate')?.slice(1)}`),
  };
}

// compare finds each field that both have to be the same.
function compare(one, ours, other, theirs) {
  for (const [field, value] of Object.entries(theirs)) {
    if (value === undefined || !(field in ours)) continue;
    demand(ours[field] === value, `${field}: ${one} has ${ours[field]}, ${other} has ${value}`);
  }
}

const wanted = (row) => ({
  version: row.version,
  suite: row.suite,
  ...Object.fromEntries(
    ['group', 'signature']
      .filter((field) => !silent(row).includes(field))
      .map((field) => [field, row[field] ?? undefined]),
  ),
});
// Who resumes, or has a PSK, sends no certificate and signs nothing; TLS 1.2 agrees on no new key either.
const silent = ({ resume, psk, version }) =>
  resume || psk ? ['signature', 'certificate', ...(version === 'TLS 1.2' ? ['group'] : [])] : [];

// fromTrace gives what a trace tells beyond the line: messages, the ServerHello's extensions, the client's signature.
function fromTrace(trace, row) {
  const names = messages(trace);
  const hello = trace.events.findLast((event) => event.kind === 'message' && event.name === 'server_hello');
  const extension = (name) => JSON.stringify(hello).includes(`"${name}"`);
  const { client_signature_scheme: clientSignature } = trace.outcome.client ?? trace.outcome.server;
  return {
    clientSignature,
    clientProved: Boolean(clientSignature),
    retried: names.includes('hello_retry_request'),
    keyUpdates: names.filter((name) => name === 'key_update').length,
    ...(row.version === 'TLS 1.2' && {
      ems: extension('extended_master_secret'),
      etm: extension('encrypt_then_mac'),
    }),
  };
}

const ourArgs = (row, groups) => [
  ...['--tls', row.version.slice(4), '--suite', row.suite, '--alpn', alpn],
  ...(groups.length ? ['--group', groups.join(',')] : []),
  ...(row.signature ? ['--signature', row.signature] : []),
];
// In TLS 1.2 supported_groups is for the certificate's curve too (RFC 8422, section 5.1.1).
const ourGroups = (row) =>
  [...new Set([row.firstGroup, row.group, row.version === 'TLS 1.2' && curveOf[certificateFor(row.signature)]])].filter(
    Boolean,
  );

// What our client and our server are told for a row. The first bytes of a request may go as early data: alone they are
// none, and what comes after them is none without them.
const split = 30;
const externalPsk = ({ identity, key, hash }) => `${identity}:${key}${hash === 'SHA-256' ? '' : `:${hash}`}`;
const clientOptions = (row, { certificates }, drops) => [
  ...(row.ours ?? []),
  ...(row.resume === 'ticket' ? ['--resume'] : []),
  ...(row.psk ? ['--psk', externalPsk(row.psk)] : []),
  ...(row.early ? ['--early-data', drops ? request : request.slice(0, split)] : ['--http-get', '/']),
  ...(row.keyUpdate ? ['--key-update'] : []),
  ...(row.clientCertificate
    ? ['--certificate', certificates[row.clientCertificate].cert, '--key', certificates[row.clientCertificate].key]
    : []),
];
const serverOptions = (row, { root }) => [
  ...(row.ours ?? []),
  // A browser may use one for a connection of its own.
  ...(row.resume ? ['--tickets', '4'] : []),
  ...(row.psk ? ['--psk', externalPsk(row.psk)] : []),
  ...(row.early ? ['--early-data', '1000'] : []),
  ...(row.clientCertificate === undefined
    ? []
    : ['--client-auth', row.clientCertificate ? 'require' : 'request', '--client-ca', root]),
];

let count = 0;

// ourServer runs one row with the peer's client and our server.
export async function ourServer(peer, row, made) {
  const number = ++count;
  const { cert, key } = made.certificates[certificateFor(row.signature)];
  const server = await serve(
    ...ourArgs(row, [row.group].filter(Boolean)),
    ...['--cert', cert, '--key', key, '--trace-dir', inFolder(`trace-${number}`)],
    ...serverOptions(row, made),
  );
  let result;
  // A path of its own tells a connection from the others: a browser has them in no certain order.
  const answered = () => new RegExp(`^.*: GET "${result.path ?? '/matrix'}" 200$`, 'gm');
  try {
    const early = row.early && { text: request.slice(0, split), rest: request.slice(split) };
    result = await peer.client.run(row, { port: server.port, request, early, serverName, alpn, number, ...made });
    if (result.code === 0) await server.said(answered(), 10000);
  } catch (problem) {
    demand(false, `${problem.message}\n${server.text}`);
  } finally {
    await server.stop();
  }
  const { code, log, page, report } = result;
  demand(code === 0, `${peer.client.name} ended with ${code}\n${server.text}${tail(log)}`);
  const line = said(server.text.match(answered()).at(-1));
  const ours = paged(page);
  demand(ours.version, `${peer.client.name} did not get our answer\n${server.text}${tail(log)}`);
  agree(peer.client, row, { ...ours, ...onlyTrace(number, row, result.path) }, line, report);
}

// A browser may open connections that it does not use: the one that asked is meant.
function onlyTrace(number, row, path = '/matrix') {
  const wish = Buffer.from(`GET ${path} `).toString('hex');
  return fromTrace(
    traces(`trace-${number}`).findLast(({ outcome }) => outcome.server.received?.includes(wish)),
    row,
  );
}

// ourClient runs one row with our client and the peer's server.
export async function ourClient(peer, row, made, servers) {
  const number = ++count;
  const server = await serverFor(peer, row, made, servers);
  if (row.early) await server.readyForEarlyData?.();
  const mark = server.text.length;
  const trace = inFolder(`trace-${number}.json`);
  const groups = ourGroups(row);
  const connect = (...more) =>
    handshake(
      ...['connect', '127.0.0.1', String(server.port), '--ca', made.root, '--servername', serverName],
      ...['--trace', trace],
      ...ourArgs(row, groups),
      ...(row.version === 'TLS 1.3' ? ['--key-share', row.firstGroup ?? row.group] : []),
      ...clientOptions(row, made, peer.server.dropsEarlyData),
      // At the end of its input our client says goodbye: the answer must be there before.
      ...more,
      ...(row.early ? [{ input: [peer.server.dropsEarlyData ? request : request.slice(split), null] }] : []),
    );
  // A server remembers a session by its ID when its handshake is over, which is not when ours is: the first connection
  // does some work too.
  const session = row.resume === 'session ID' && inFolder(`session-${number}`);
  const first = session && (await connect('--session-out', session));
  const last = first && first.code !== 0 ? first : await connect(...(session ? ['--session-in', session] : []));
  const { code, out, err } = last;
  const log = () => tail(server.text.slice(mark));
  demand(code === 0, `our client ended with ${code}: ${err}${log()}`);
  demand(/^HTTP\/1\.\d 200/.test(out), `no answer from ${peer.server.name}\n${err}${log()}`);
  const ours = { ...said(err), ...fromTrace(readTrace(trace), row) };
  if (ours.clientProved) ours.clientCertificate = row.clientCertificate;
  // What it says may come a little later than what it answers.
  const end = Date.now() + 5000;
  const connections = row.resume ? 2 : 1;
  const asked = session ? 2 : 1;
  while (!peer.server.complete(server.text.slice(mark), connections, asked) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const report = peer.server.report(server.text.slice(mark), out, row);
  agree(peer.server, row, ours, said(err), report, log);
}

// serverFor gives the peer's server for a row, which many rows may have in common.
export async function serverFor(peer, row, made, servers) {
  const name = peer.server.key(row);
  if (!servers.has(name)) servers.set(name, await peer.server.start(row, { ...made, alpn, serverName }));
  return servers.get(name);
}

function agree(what, row, ours, line, report, log = () => '') {
  const { name } = what;
  for (const field of silent(row)) delete report[field];
  const features = (what.features ?? []).filter((field) => row.expect?.[field] !== undefined);
  // Some name no group for what a PSK began.
  const unneeded = [...silent(row), ...(row.resume || row.psk ? ['group'] : []), ...(what.omits?.(row) ?? [])];
  for (const field of [...what.reports, ...features]) {
    const needed = row[field] !== null && !unneeded.includes(field);
    demand(report[field] !== undefined || !needed, `${name} did not report: ${field}\n${log()}`);
  }
  for (const [field, value] of Object.entries(wanted(row))) {
    demand(ours[field] === value, `${field}: wanted ${value}, ours is ${ours[field]}`);
  }
  for (const [field, value] of Object.entries(row.expect ?? {})) {
    demand(ours[field] === value, `${field}: wanted ${value}, ours is ${ours[field]}`);
  }
  compare('our answer', ours, 'our line', line);
  compare('our program', { ...ours, certificate: certificateFor(row.signature) }, name, report);
  const retried = Boolean(row.firstGroup || what.retries?.(row));
  compare('the row', { retried }, 'our trace', { retried: ours.retried });
  demand(ours.alpn === alpn || report.alpn !== alpn, `application protocol: ${ours.alpn}`);
}

const tail = (text) => `${text}`.slice(-1500);
