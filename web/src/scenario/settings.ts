// A run's settings: the names and values of `handshake run`, without the dashes. What is not here has the core's default.
export type Settings = Readonly<Record<string, string>>;

/** Settings of both sides, and what they stand for on each. */
const both: Readonly<Record<string, readonly [string, string]>> = {
  tls: ['client-tls', 'server-tls'],
  group: ['client-group', 'server-group'],
  suite: ['client-suite', 'server-suite'],
  signature: ['client-signature', 'server-signature'],
  alpn: ['client-alpn', 'server-alpn'],
};

/** expand says of each side by itself what is set for both. A setting of one side counts more. */
export function expand(settings: Settings): Settings {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings)) {
    const [client, server] = both[name] ?? [];
    if (client === undefined || server === undefined) continue;
    out[client] = value;
    out[server] = value;
  }
  for (const [name, value] of Object.entries(settings)) if (!both[name]) out[name] = value;
  return out;
}

/** argumentsOf gives settings as the command takes them. What is for both sides comes before what is for one. */
export const argumentsOf = (settings: Settings): string[] =>
  Object.entries(settings).map(([name, value]) => `--${name}=${value}`);

/** collapse says once what is the same on both sides: addresses stay short. */
export function collapse(settings: Settings): Settings {
  const out: Record<string, string> = {};
  const rest = { ...settings };
  for (const [name, [client, server]] of Object.entries(both)) {
    const value = rest[client];
    if (value === undefined || value !== rest[server]) continue;
    out[name] = value;
    delete rest[client];
    delete rest[server];
  }
  return { ...out, ...rest };
}

/** same tells whether two sets of settings say the same, whatever their order. */
export function same(a: Settings, b: Settings): boolean {
  const [x, y] = [expand(a), expand(b)];
  const names = Object.keys(x);
  return names.length === Object.keys(y).length && names.every((name) => x[name] === y[name]);
}

/** without leaves settings out. */
export const without = (settings: Settings, ...names: readonly string[]): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)));

/** listOf reads a list with commas between its parts. */
export const listOf = (value: string | undefined): string[] => (value ? value.split(',') : []);

/** freshSeed draws 32 bytes from the browser, as hex. */
export const freshSeed = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(32)), (b) => b.toString(16).padStart(2, '0')).join('');
