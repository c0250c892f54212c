// The address: which run is shown, and at which beat. `#group=x25519&suite=…&signature=…&seed=…&step=9`,
// with `client-tls` and `server-tls` when they are not 1.3
import type { Choices, Settings } from '../core/core.js';
import { versionChoices } from '../settings/fitting.js';

export interface Address {
  readonly settings: Partial<Settings>;
  readonly step: number | null;
  /** One sentence for each thing in the address that cannot be followed. */
  readonly problems: readonly string[];
}

/** seedProblem says what is wrong with a seed, or null. */
export function seedProblem(seed: string): string | null {
  if (!/^[0-9a-f]*$/i.test(seed)) return 'A seed is written in the digits 0–9 and a–f only.';
  if (seed.length !== 64) return `A seed has 64 hexadecimal digits; this one has ${seed.length}.`;
  return null;
}

/** cleanSeed takes a pasted seed: spaces, colons and a leading 0x are dropped. */
export const cleanSeed = (text: string): string => text.trim().replace(/^0x/i, '').replace(/[\s:]/g, '').toLowerCase();

/** readAddress takes location.hash. What it cannot follow it leaves out and says so. */
export function readAddress(hash: string, choices: Choices): Address {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const settings: { -readonly [K in keyof Settings]?: string } = {};
  const problems: string[] = [];
  const known = { group: choices.groups, suite: choices.suites, signature: choices.signature_schemes };
  for (const key of ['group', 'suite', 'signature'] as const) {
    const value = params.get(key);
    if (value === null) continue;
    if (known[key].includes(value)) settings[key] = value;
    else problems.push(`The address names the ${key} “${value.slice(0, 60)}”, which the core does not have.`);
  }
  for (const [name, key] of versionKeys) {
    const value = params.get(name);
    if (value === null) continue;
    if (value in versionChoices) settings[key] = value;
    else problems.push(`The address names the version “${value.slice(0, 20)}”, which the core does not have.`);
  }
  const seed = params.get('seed');
  if (seed !== null) {
    const problem = seedProblem(seed);
    if (problem) problems.push(`The seed in the address is not one: ${problem}`);
    else settings.seed = seed.toLowerCase();
  }
  const stepText = params.get('step');
  const step = stepText !== null && /^\d{1,6}$/.test(stepText) ? Number(stepText) : null;
  if (stepText !== null && step === null)
    problems.push(`The address names the step “${stepText.slice(0, 20)}”, which is not a number.`);
  return { settings, step, problems };
}

const versionKeys = [
  ['client-tls', 'clientTls'],
  ['server-tls', 'serverTls'],
] as const;

/** writeAddress gives the hash for a run and a beat. */
export function writeAddress(settings: Settings, step: number): string {
  const { group, suite, signature, seed } = settings;
  const versions = versionKeys.flatMap(([name, key]) =>
    (settings[key] ?? '1.3') === '1.3' ? [] : [[name, settings[key]] as const],
  );
  const rest = { group, suite, signature, seed, step: String(step) };
  return `#${new URLSearchParams([...versions, ...Object.entries(rest)].map(([k, v]) => [k, v])).toString()}`;
}
