// Which choices go together. A cipher suite of TLS 1.2 names the key exchange and the kind of certificate; one of TLS 1.3
// neither. The core decides what comes of a choice; this only keeps the lists short and the settings playable.
import type { Choices, Settings } from '../core/core.js';

/** What a side may speak, as the core names it. */
export const versionChoices: Readonly<Record<string, string>> = {
  '1.3': 'TLS 1.3',
  '1.2': 'TLS 1.2',
  '1.3,1.2': 'both',
};

/** chosenIn tells the version that two sides come to: the highest that both speak. */
export function chosenIn(settings: Pick<Settings, 'clientTls' | 'serverTls'>): '1.2' | '1.3' | null {
  const both = settings.clientTls.split(',').filter((version) => settings.serverTls.split(',').includes(version));
  return both.includes('1.3') ? '1.3' : both.includes('1.2') ? '1.2' : null;
}

/** choicesFor gives the part of the choices that goes with what is set before it: version, suite. */
export function choicesFor(settings: Settings, choices: Choices): Choices {
  // Without a common version the handshake ends before anything else counts.
  const tls12 = (chosenIn(settings) ?? settings.clientTls.split(',')[0]) === '1.2';
  const suites = choices.suites.filter((suite) => suite.includes('_WITH_') === tls12);
  const suite = suites.includes(settings.suite) ? settings.suite : (suites[0] ?? '');
  if (!tls12) return { ...choices, suites };
  const [exchange = ''] = suite.replace(/^TLS_/, '').split('_WITH_');
  const groups = choices.groups.filter((group) =>
    exchange.startsWith('DHE') ? group.startsWith('ffdhe') : !/^ffdhe|MLKEM/.test(group),
  );
  const signs = exchange.endsWith('ECDSA') ? /^(ecdsa|ed)/ : exchange === 'RSA' ? /^rsa_pss_rsae/ : /^rsa/;
  return { groups, suites, signature_schemes: choices.signature_schemes.filter((scheme) => signs.test(scheme)) };
}

/** fit changes what no longer goes with the rest to the first that does. */
export function fit(settings: Settings, choices: Choices): Settings {
  const { groups, suites, signature_schemes: schemes } = choicesFor(settings, choices);
  const one = (value: string, list: readonly string[]): string => (list.includes(value) ? value : (list[0] ?? value));
  return {
    ...settings,
    group: one(settings.group, groups),
    suite: one(settings.suite, suites),
    signature: one(settings.signature, schemes),
  };
}
