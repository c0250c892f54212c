// Attempts, as the core makes them.
import { attackLine } from '../../lesson/computed.js';
import type { Ask } from '../../lesson/figures.js';
import type { Settings } from '../../scenario/settings.js';
import { Attempt, type AttackTrace } from './attempt.js';

/** askAttempt gives what an eavesdropper of this run comes to. It rejects with the core's one line. */
export const askAttempt = async (ask: Ask, settings: Settings, theft: Settings): Promise<Attempt> =>
  new Attempt(JSON.parse(await ask(attackLine(theft, settings))) as AttackTrace);
