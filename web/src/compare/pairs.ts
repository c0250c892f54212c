// Pairs that are worth a look: two examples each. Their words are in prose/<language>/ui.json, as compare.pair.<id>.
import { presets } from '../scenario/presets.js';
import type { Settings } from '../scenario/settings.js';

const preset = (id: string): Settings => presets.find((one) => one.id === id)!.settings;

export const pairs = [
  { id: 'versions', left: preset('tls12-ecdhe'), right: preset('tls13') },
  { id: 'rsa', left: preset('tls12-rsa'), right: preset('tls12-ecdhe') },
  { id: 'resumption', left: preset('resumption'), right: preset('tls13') },
  { id: 'hybrid', left: preset('tls13'), right: preset('hybrid') },
  { id: 'dhe', left: preset('tls12-dhe'), right: preset('tls12-ecdhe') },
  { id: 'retry', left: preset('hello-retry'), right: preset('tls13') },
  { id: 'early', left: preset('early-data'), right: preset('tls13') },
] as const;
