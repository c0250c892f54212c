// Which values are drawn as bars beside the lifelines, and in whose colour.
import type { Role, ValueEvent } from '../trace/types.js';

export type Tone = Role | 'handshake' | 'application' | 'session';

/** toneOf gives the colour of a secret's bar; null for values that get none. */
export function toneOf(value: ValueEvent, tls12: boolean): Tone | null {
  if (tls12 && /^(shared_secret|pre_master_secret|master_secret|(client|server)_write_key)$/.test(value.name))
    return 'session';
  switch (value.name) {
    case 'private_key':
      return value.by;
    case 'shared_secret':
    case 'handshake_secret':
    case 'client_handshake_write_key':
    case 'server_handshake_write_key':
      return 'handshake';
    case 'master_secret':
      return 'application';
    default:
      return /^(client|server)_application_traffic_secret_(\d+|N)$/.test(value.name) ? 'application' : null;
  }
}
