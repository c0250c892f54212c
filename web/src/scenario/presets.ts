// The examples to start from. Their words are in prose/<language>/presets.json.
import { same, without, type Settings } from './settings.js';

export interface Preset {
  readonly id: string;
  readonly settings: Settings;
}

const modern = { group: 'x25519', suite: 'TLS_AES_128_GCM_SHA256', signature: 'ecdsa_secp256r1_sha256' };
const older = { tls: '1.2', signature: 'rsa_pss_rsae_sha256' };

export const presets: readonly Preset[] = [
  { id: 'tls13', settings: modern },
  { id: 'hybrid', settings: { ...modern, group: 'X25519MLKEM768' } },
  {
    id: 'tls12-ecdhe',
    settings: { ...older, group: 'x25519', suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' },
  },
  {
    id: 'tls12-dhe',
    settings: { ...older, group: 'ffdhe2048', suite: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256' },
  },
  { id: 'tls12-rsa', settings: { ...older, suite: 'TLS_RSA_WITH_AES_128_CBC_SHA256' } },
  { id: 'resumption', settings: { ...modern, resumption: 'psk_dhe_ke' } },
  {
    id: 'early-data',
    settings: { ...modern, resumption: 'psk_dhe_ke', 'early-data': 'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n' },
  },
  {
    id: 'hello-retry',
    settings: { ...modern, 'client-group': 'x25519,secp256r1', 'server-group': 'secp256r1' },
  },
  {
    id: 'client-certificate',
    settings: { ...modern, 'client-auth': 'require', 'client-certificate': 'ecdsa_secp256r1_sha256' },
  },
  {
    id: 'no-common-suite',
    settings: {
      ...modern,
      'client-suite': 'TLS_AES_128_GCM_SHA256',
      'server-suite': 'TLS_CHACHA20_POLY1305_SHA256',
    },
  },
  { id: 'expired', settings: { ...modern, time: '4922208000' } },
  { id: 'wrong-name', settings: { ...modern, 'server-name': 'example.org' } },
  {
    id: 'downgrade',
    settings: {
      ...modern,
      group: 'x25519,secp256r1',
      tls: '1.3,1.2',
      suite: 'TLS_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
      network: 'strip:client:0:1.3',
    },
  },
];

/** presetOf finds the example that settings are; what the seed is does not count. */
export function presetOf(settings: Settings): Preset | undefined {
  const rest = without(settings, 'seed');
  return presets.find((preset) => same(preset.settings, rest));
}
