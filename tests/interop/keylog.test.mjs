// The key log opens what went over the wire, in a program that is not ours. The capture is a file that this test writes:
// the records of a connection over TCP, as its trace has them, with headers before them; nothing needs to be caught.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { demonstration, handshake, inFolder, missing, readTrace, run, serve, write } from './support.mjs';

const files = await demonstration();

const number = (value, length) => {
  const out = Buffer.alloc(length);
  out.writeUIntBE(value, 0, length);
  return out;
};

// sum16 is the checksum of IP and TCP (RFC 1071).
function sum16(bytes) {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] << 8) + (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

// capture writes connections, one after the other, as a pcap file. One is a list of segments {client, bytes}: who sends
// it, and what.
function capture(connections) {
  // Magic, version 2.4, zone and accuracy 0, at most 65535 bytes, LINKTYPE_RAW.
  const out = [Buffer.from('a1b2c3d4000200040000000000000000 0000ffff00000065'.replace(' ', ''), 'hex')];
  const packet = ({ ends, next }, client, flags, payload) => {
    const [[from, fromPort], [to, toPort]] = [ends[client], ends[!client]];
    const ports = Buffer.concat([number(fromPort, 2), number(toPort, 2)]);
    const sequence = Buffer.concat([number(next[client], 4), number(flags & 0x10 ? next[!client] : 0, 4)]);
    const tcp = Buffer.concat([ports, sequence, Buffer.from([0x50, flags]), number(65535, 2), number(0, 4), payload]);
    tcp.writeUInt16BE(sum16(Buffer.concat([from, to, number(6, 2), number(tcp.length, 2), tcp])), 16);
    const ip = Buffer.concat([
      Buffer.from('4500', 'hex'),
      number(20 + tcp.length, 2),
      Buffer.from('0000400040060000', 'hex'),
      from,
      to,
    ]);
    ip.writeUInt16BE(sum16(ip), 10);
    const whole = Buffer.concat([ip, tcp]);
    out.push(number(1767225600, 4), number(out.length, 4), number(whole.length, 4), number(whole.length, 4), whole);
    next[client] += payload.length + (flags & 0x02 ? 1 : 0);
  };
  for (const [index, segments] of connections.entries()) {
    const ends = { true: [Buffer.from([10, 0, 0, 1]), 50000 + index], false: [Buffer.from([10, 0, 0, 2]), 443] };
    const one = { ends, next: { true: 1, false: 1 } };
    packet(one, true, 0x02, Buffer.alloc(0));
    packet(one, false, 0x12, Buffer.alloc(0));
    packet(one, true, 0x10, Buffer.alloc(0));
    for (const { client, bytes } of segments) {
      for (let at = 0; at < bytes.length; at += 1400) packet(one, client, 0x18, bytes.subarray(at, at + 1400));
    }
  }
  return Buffer.concat(out);
}

// connectionsOf gives the records of each connection of a trace.
function connectionsOf(trace) {
  const connections = [];
  for (const { kind, direction, bytes } of trace.events) {
    if (kind === 'connection' || !connections.length) connections.push([]);
    if (kind !== 'record') continue;
    connections.at(-1).push({ client: direction === 'sent', bytes: Buffer.from(bytes, 'hex') });
  }
  return connections;
}

const runs = {
  'TLS 1.3': [],
  'TLS 1.3, AES-256': ['--suite', 'TLS_AES_256_GCM_SHA384'],
  'TLS 1.2, AES-GCM': ['--tls', '1.2', '--suite', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
  'TLS 1.2, ChaCha20': ['--tls', '1.2', '--suite', 'ECDHE-RSA-CHACHA20-POLY1305'],
  'TLS 1.2, DHE, CBC': ['--tls', '1.2', '--suite', 'DHE-RSA-AES256-SHA256', '--group', 'ffdhe2048'],
  'TLS 1.2, RSA, CBC': ['--tls', '1.2', '--suite', 'AES128-SHA'],
};

// tshark gives the fields that it reads in a capture.
async function tshark(file, ...more) {
  const fields = ['-r', file, '-d', 'tcp.port==443,tls', '-T', 'fields'];
  const { code, out, err } = await run('tshark', [...fields, ...more]);
  assert.equal(code, 0, err);
  return out;
}

for (const [name, args] of Object.entries(runs)) {
  test(`tshark reads ${name} with our key log`, { skip: missing('tshark') }, async () => {
    const file = (ending) => inFolder(`keylog-${name.replace(/\W+/g, '-')}.${ending}`);
    const server = await serve('--once', ...args);
    const options = ['--ca', files.root, '--http-get', '/', '--trace', file('json'), '--keylog', file('keys'), ...args];
    const client = await handshake('connect', 'localhost', String(server.port), ...options);
    assert.equal(client.code, 0, client.err);
    await server.closed;
    write(`keylog-${name.replace(/\W+/g, '-')}.pcap`, capture(connectionsOf(readTrace(file('json')))));
    const read = (...more) => tshark(file('pcap'), ...more);
    const keys = ['-o', `tls.keylog_file:${file('keys')}`];
    const [methods, types] = [
      ['-e', 'http.request.method', '-e', 'http.response.code'],
      ['-e', 'tls.handshake.type'],
    ];
    assert.match(await read(...keys, ...methods), /GET[^]*200/);
    // Finished, which is encrypted, of both sides.
    assert.equal((await read(...keys, ...types)).match(/\b20\b/g)?.length, 2);
    assert.doesNotMatch(await read(...methods), /GET|200/);
  });
}

// Early data has a secret of its own, CLIENT_EARLY_TRAFFIC_SECRET: tshark opens it only with that line of the log.
test('tshark reads early data with our key log', { skip: missing('tshark') }, async () => {
  for (const suite of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384']) {
    const file = (ending) => inFolder(`early-${suite}.${ending}`);
    const server = await serve('--early-data', '1000', '--suite', suite);
    const request = 'GET /early HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const early = ['--alpn', 'http/1.1', '--resume', '--early-data', request];
    const options = ['--ca', files.root, ...early, '--trace', file('json'), '--keylog', file('keys')];
    const client = await handshake('connect', 'localhost', String(server.port), ...options, { input: null });
    assert.equal(client.code, 0, client.err);
    assert.match(client.err, /resumed, early data accepted/);
    await server.stop();
    const connections = connectionsOf(readTrace(file('json')));
    assert.equal(connections.length, 2);
    write(`early-${suite}.pcap`, capture(connections));
    const log = readFileSync(file('keys'), 'utf8').split('\n');
    const without = log.filter((line) => !line.startsWith('CLIENT_EARLY_TRAFFIC_SECRET '));
    assert.equal(without.length, log.length - 1);
    write(`early-${suite}.without`, without.join('\n'));
    const what = ['-e', 'tcp.stream', '-e', 'http.request.uri', '-e', 'http.response.code'];
    const read = (keys) => tshark(file('pcap'), '-o', `tls.keylog_file:${file(keys)}`, ...what);
    const whole = await read('keys');
    assert.match(whole, /^1\t\/early\t$/m);
    assert.match(whole, /^1\t\t200$/m);
    const rest = await read('without');
    assert.doesNotMatch(rest, /early/);
    assert.match(rest, /^1\t\t200$/m);
  }
});
