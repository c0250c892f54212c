// The interop matrix: our client and our server, each against the programs that Debian ships.
// The rows are data (matrix/rows.mjs), so is what each peer can (peers/*.mjs). A peer that is missing fails by its name.
// MATRIX=openssl,nss takes these peers only; MATRIX_ROWS=text takes rows whose title has that text, a regular expression.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { makeCertificates } from './matrix/certificates.mjs';
import { features, straight, title } from './matrix/rows.mjs';
import { lacking, ourClient, ourSchemes, ourServer, serverFor } from './matrix/run.mjs';
import { allowedMissing } from './support.mjs';
import chromium from './peers/chromium.mjs';
import curl from './peers/curl.mjs';
import gnutls from './peers/gnutls.mjs';
import node from './peers/node.mjs';
import nss from './peers/nss.mjs';
import openssl from './peers/openssl.mjs';
import python from './peers/python.mjs';

const only = process.env.MATRIX?.split(',');
const chosen = new RegExp(process.env.MATRIX_ROWS ?? '');
const peers = [openssl, gnutls, nss, node, python, curl, chromium].filter(({ name }) => !only || only.includes(name));
const made = await makeCertificates();
const table = [];
const schemes = { client: await ourSchemes('serve'), server: await ourSchemes('connect') };
const weCannot = (role, { signature }) =>
  signature === null || schemes[role].includes(signature) ? undefined : `ours: no ${signature}`;

// roles gives a peer's client against our server, and its server against our client.
const roles = (peer) => [
  ...(peer.client
    ? [{ role: 'client', what: peer.client, label: `${peer.client.name} → our server`, run: ourServer }]
    : []),
  ...(peer.server
    ? [{ role: 'server', what: peer.server, label: `our client → ${peer.server.name}`, run: ourClient }]
    : []),
];

describe('matrix', { concurrency: 2 }, () => {
  for (const peer of peers) {
    describe(peer.name, { concurrency: 1 }, () => {
      const missing = lacking(peer);
      if (missing.length) {
        const allowed = missing.every((program) => allowedMissing.includes(program));
        table.push({ label: peer.name, missing });
        test(`${missing.join(', ')} must be here`, { skip: allowed && 'HANDSHAKE_ALLOW_MISSING allows it' }, () =>
          assert.fail(`${missing.join(', ')}: missing. Install it, or allow it: HANDSHAKE_ALLOW_MISSING=${missing}`),
        );
        return;
      }
      const servers = new Map();
      for (const { role, what, label, run } of roles(peer)) {
        const { rows, cannot } = straight((row) => weCannot(role, row) ?? what.can(row));
        const able = features.filter((row) => row[role].includes(peer.name));
        for (const { cannot: reasons } of features) {
          const why = reasons[role][peer.name];
          if (why) cannot.set(why, (cannot.get(why) ?? 0) + 1);
        }
        const reports = [...what.reports, ...(what.features ?? [])];
        const entry = { label, reports, passed: 0, failed: [], cannot, ms: 0 };
        table.push(entry);
        // One that takes early data only after a while is started first.
        const early = role === 'server' ? able.filter((row) => row.early) : [];
        for (const row of [...rows, ...able]) {
          if (!chosen.test(title(row))) continue;
          test(`${label}: ${title(row)}`, async () => {
            const began = performance.now();
            try {
              await peer.prepare?.(made);
              for (const one of early.splice(0)) await serverFor(peer, one, made, servers);
              await run(peer, row, made, servers);
              entry.passed++;
            } catch (problem) {
              entry.failed.push(title(row));
              throw problem;
            } finally {
              entry.ms += performance.now() - began;
            }
          });
        }
      }
      after(async () => {
        for (const server of servers.values()) await server.stop();
        await peer.stop?.();
      });
    });
  }
});

after(() => {
  const lines = table.flatMap(({ label, missing, passed, failed, cannot, ms, reports }) => {
    if (missing) return [`${label.padEnd(30)}  MISSING: ${missing.join(', ')}`];
    const numbers = [passed, failed.length].map((number) => String(number).padStart(6)).join('  ');
    const reasons = [...cannot.keys()].map((reason) => `${' '.repeat(32)}cannot: ${reason}`);
    const time = `${(ms / 1000).toFixed(1)} s`.padStart(8);
    return [`${label.padEnd(30)}  ${numbers}  ${time}  ${reports.join(', ')}`, ...reasons];
  });
  const total = table.reduce((sum, { passed = 0 }) => sum + passed, 0);
  const head = `${'peer and role'.padEnd(30)}  passed  failed      time  its report, equal to ours`;
  console.log([head, ...lines, `${total} connections agree`].join('\n'));
});
