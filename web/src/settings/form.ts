// What can be set, as data: which setting stands where, and how it is edited.
import type { Choices } from '../core/core.js';

/** How a setting is edited: an ordered list of known names, one of some names, a switch, a number, or a text. */
export type Editor =
  | { readonly kind: 'list'; readonly from: (choices: Choices) => readonly string[]; readonly least: number }
  | { readonly kind: 'one'; readonly from: (choices: Choices) => readonly string[] }
  | { readonly kind: 'switch' }
  | { readonly kind: 'number' }
  | { readonly kind: 'text'; readonly long?: boolean };

export interface Entry {
  readonly name: string;
  readonly edit: Editor;
}

export interface Part {
  readonly id: 'client' | 'server' | 'connection';
  readonly entries: readonly Entry[];
}

const list = (from: (choices: Choices) => readonly string[], least = 1): Editor => ({ kind: 'list', from, least });
const one = (...names: readonly string[]): Editor => ({ kind: 'one', from: () => names });
const text: Editor = { kind: 'text' };
const long: Editor = { kind: 'text', long: true };
const number: Editor = { kind: 'number' };
const onOff: Editor = { kind: 'switch' };

const versions = list(() => ['1.3', '1.2']);
const groups = list((choices) => choices.groups);
const suites = list((choices) => choices.suites);
const signatures = list((choices) => choices.signature_schemes);

export const form: readonly Part[] = [
  {
    id: 'client',
    entries: [
      { name: 'client-tls', edit: versions },
      { name: 'client-suite', edit: suites },
      { name: 'client-group', edit: groups },
      { name: 'key-share', edit: list((choices) => choices.groups, 0) },
      { name: 'client-signature', edit: signatures },
      { name: 'server-name', edit: text },
      { name: 'client-alpn', edit: text },
      {
        name: 'client-certificate',
        edit: one('none', 'ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256', 'ed25519'),
      },
      { name: 'early-data', edit: long },
      { name: 'trust', edit: onOff },
      { name: 'grease', edit: onOff },
      { name: 'fallback', edit: onOff },
    ],
  },
  {
    id: 'server',
    entries: [
      { name: 'server-tls', edit: versions },
      { name: 'server-suite', edit: suites },
      { name: 'server-group', edit: groups },
      { name: 'server-signature', edit: signatures },
      { name: 'server-alpn', edit: text },
      { name: 'client-auth', edit: one('none', 'request', 'require') },
      { name: 'tickets', edit: one('0', '1', '2', '3', '4') },
      { name: 'server-early-data', edit: one('accept', 'reject') },
      { name: 'server-anti-replay', edit: onOff },
      { name: 'impostor', edit: one('none', 'stolen_key', 'own_key', 'own_certificate') },
    ],
  },
  {
    id: 'connection',
    entries: [
      { name: 'resumption', edit: one('off', 'psk_dhe_ke', 'psk_ke', 'ticket', 'session_id') },
      { name: 'pause', edit: number },
      { name: 'verify-resumption', edit: onOff },
      { name: 'psk', edit: text },
      { name: 'psk-modes', edit: one('psk_dhe_ke', 'psk_ke', 'psk_dhe_ke,psk_ke', 'psk_ke,psk_dhe_ke') },
      { name: 'key-update', edit: one('off', 'client', 'server', 'both') },
      { name: 'extended-master-secret', edit: onOff },
      { name: 'encrypt-then-mac', edit: onOff },
      { name: 'compatibility', edit: onOff },
      { name: 'record-padding', edit: number },
      { name: 'exporter', edit: text },
      { name: 'network', edit: text },
      { name: 'replay', edit: onOff },
      { name: 'request', edit: long },
      { name: 'response', edit: long },
      { name: 'time', edit: number },
    ],
  },
];
