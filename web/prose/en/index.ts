// English, in one piece: the chunk that the page fetches when somebody wants it.
import type { Words } from '../../src/language/languages.js';
import alerts from './alerts.json';
import beats from './beats.json';
import checks from './checks.json';
import codes from './codes.json';
import fields from './fields.json';
import files from './files.json';
import machine from './machine.json';
import messages from './messages.json';
import operations from './operations.json';
import presets from './presets.json';
import recompute from './recompute.json';
import settings from './settings.json';
import states from './states.json';
import page from './ui.json';
import values from './values.json';

export const english: Words = {
  alerts,
  beats,
  checks,
  codes,
  fields,
  machine,
  messages,
  operations,
  // The core itself speaks English.
  phrases: {},
  presets,
  recompute,
  refusals: {},
  settings,
  states,
  ui: { ...page, ...files },
  values,
};
