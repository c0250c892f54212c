// Which kind of beat an event belongs to. A beat is one thing worth stopping at; the kinds are the keys of prose/en/beats.json.
import type { TraceEvent } from './types.js';

/**
 * BeatPart says how an event joins a beat. `own` events start or continue a beat of their kind. `next` events belong to
 * what follows them in the same move, `last` events to what went before.
 */
export interface BeatPart {
  readonly kind: string;
  readonly joins: 'own' | 'next' | 'last';
}

const own = (kind: string): BeatPart => ({ kind, joins: 'own' });
const next: BeatPart = { kind: 'values', joins: 'next' };
const last: BeatPart = { kind: 'values', joins: 'last' };

const valueKinds: readonly (readonly [RegExp, BeatPart])[] = [
  [/^(transcript_hash|empty_hash|derived_secret|psk|peer_public_key|zero_salt|zero_ikm)$/, next],
  [
    /^(peer_random|random_start|session_id|dh_p|dh_g|encrypted_pre_master_secret|pre_master_fallback|exporter_context)$/,
    next,
  ],
  [/^record_iv$/, last],
  [/^(random|legacy_session_id|grease)$/, own('randoms')],
  [/^(private_key|public_key)$/, own('key_pair')],
  [/^shared_secret$/, own('shared_secret')],
  [/^(external_psk|binder_key|binder_finished_key|binder)$/, own('binder')],
  [/^(client_early_|early_exporter_)/, own('early_keys')],
  [/^early_secret$/, own('early_secret')],
  [/^handshake_secret$/, own('handshake_secret')],
  [/^(client|server)_handshake_traffic_secret$/, own('handshake_keys')],
  [/^(client|server)_handshake_write_(key|iv)$/, own('handshake_keys')],
  [/^(client|server)_finished_key$/, own('handshake_keys')],
  [/^verify_data$/, own('finished')],
  [/^certificate_private_key$/, next],
  [/^(signature_content|signature)$/, own('signature')],
  [/^(pre_master_random|pre_master_secret)$/, own('pre_master_secret')],
  [/^master_secret$/, own('master_secret')],
  [/^(key_block|(client|server)_write_(MAC_key|key|IV))$/, own('session_keys')],
  [/^(client|server)_application_traffic_secret_(\d+|N)$/, own('application_keys')],
  [/^(client|server)_application_write_(key|iv)$/, own('application_keys')],
  [/^exporter_master_secret$/, own('application_keys')],
  [/^(exporter_secret|exporter_context_hash|exported_keying_material)$/, own('exporter')],
  [/^resumption_master_secret$/, own('resumption_master_secret')],
  [/^(ticket|ticket_key|ticket_seal_nonce|ticket_nonce|ticket_age_add|resumption_psk)$/, own('ticket')],
];

// The end of these is worth a stop of its own; other discards go with what was done just before.
const notableEnds =
  /^(private_key|shared_secret|pre_master_secret|(client|server)_handshake_write_(key|iv)|(client|server)_application_traffic_secret_(\d+|N))$/;

/** partOf says to which kind of beat an event belongs and how it joins it. */
export function partOf(event: TraceEvent): BeatPart {
  switch (event.kind) {
    case 'message':
      return own(event.direction);
    case 'record':
      return event.direction === 'sent' ? last : next;
    case 'state':
      return last;
    case 'check':
      return own('checks');
    case 'discard':
      return notableEnds.test(event.name) ? own('discard') : last;
    case 'fatal':
      return own(event.raised ? 'fatal' : 'fatal_received');
    case 'connection':
      return own('connection');
    case 'intervention':
      return own(event.action === 'replay' ? 'replay' : 'intervention');
    case 'established':
      return own('established');
    case 'value':
      return valueKinds.find(([pattern]) => pattern.test(event.name))?.[1] ?? own('values');
  }
}
