// The key log of a trace (NSS key log format): the lines that the core writes with `--format keylog`, from the trace's
// own values. So a trace of `handshake connect` or `serve` has one too.
import type { Field, Trace } from '../trace/types.js';

const labels: ReadonlyMap<string, string> = new Map([
  ['client_early_traffic_secret', 'CLIENT_EARLY_TRAFFIC_SECRET'],
  ['early_exporter_master_secret', 'EARLY_EXPORTER_MASTER_SECRET'],
  ['client_handshake_traffic_secret', 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'],
  ['server_handshake_traffic_secret', 'SERVER_HANDSHAKE_TRAFFIC_SECRET'],
  ['exporter_master_secret', 'EXPORTER_SECRET'],
]);

function labelOf(name: string, operation: string): string | undefined {
  // TLS 1.3 has a value of this name too, which is not in a key log.
  if (name === 'master_secret') return operation === 'PRF' ? 'CLIENT_RANDOM' : undefined;
  const traffic = /^(client|server)_application_traffic_secret_(\d+)$/.exec(name);
  return traffic ? `${traffic[1]!.toUpperCase()}_TRAFFIC_SECRET_${traffic[2]}` : labels.get(name);
}

function find(fields: readonly Field[], name: string): Field | undefined {
  for (const field of fields) {
    const found = field.name === name ? field : find(field.fields ?? [], name);
    if (found) return found;
  }
  return undefined;
}

/** keyLogOf gives the lines of a trace's key log, each once, in order of birth. */
export function keyLogOf(trace: Trace): string {
  const lines = new Set<string>();
  // Each connection goes by the random of its first ClientHello.
  let random = '';
  for (const event of trace.events) {
    if (event.kind === 'connection') random = '';
    if (event.kind === 'message' && event.name === 'client_hello' && random === '') {
      const field = find(event.fields, 'random');
      if (field) random = event.bytes.slice(2 * field.begin, 2 * field.end);
    }
    if (event.kind !== 'value' || event.bytes === undefined || random === '') continue;
    const label = labelOf(event.name, event.operation);
    if (label !== undefined) lines.add(`${label} ${random} ${event.bytes}\n`);
  }
  return [...lines].join('');
}
