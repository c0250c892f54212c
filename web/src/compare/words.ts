// A comparison in sentences: what comes of it, and the picture for those who do not see it.
import { ui } from '../language/ui.js';
import { bytesText, epochName, joined, messageTitle, RoleName, roleName } from '../prose/prose.js';
import { presetWords } from '../prose/scenario.js';
import { presetOf } from '../scenario/presets.js';
import type { Settings } from '../scenario/settings.js';
import type { TraceModel } from '../trace/model.js';
import { reasonOf } from './changes.js';
import { drawn, halves, type Measures, type Sent } from './flights.js';

/** runName gives an example its title; another run is named by what it came to. */
export function runName(settings: Settings | null, model: TraceModel | null): string {
  const preset = settings && presetOf(settings);
  if (preset) return presetWords(preset.id).title;
  const { version, group, alert } = model?.trace.outcome.client ?? {};
  return [version, group].filter((part) => part).join(' · ') || alert || ui('compare.own');
}

export const rtt = (time: number | null): string => (time === null ? ui('compare.never') : `${halves(time)} RTT`);

const total = ({ bytes }: Measures): number => bytes.client + bytes.server;

/** verdict says what the comparison comes to: time first, then bytes. */
export function verdict(names: readonly [string, string], [a, b]: readonly [Measures, Measures]): string[] {
  const said: string[] = [];
  if (a.mayAsk === null || b.mayAsk === null) {
    for (const [i, one] of [a, b].entries())
      if (one.mayAsk === null) said.push(ui('compare.fails', { run: names[i]! }));
  } else if (a.mayAsk === b.mayAsk) said.push(ui('compare.equal', { rtt: rtt(a.mayAsk) }));
  else {
    const first = a.mayAsk < b.mayAsk;
    const [fast, slow] = first ? [a, b] : [b, a];
    const why = reasonOf(fast, slow);
    said.push(
      ui('compare.sooner', {
        run: names[first ? 0 : 1],
        sooner: rtt(slow.mayAsk! - fast.mayAsk!),
        fast: rtt(fast.mayAsk),
        slow: rtt(slow.mayAsk),
      }) + (why ? ` ${ui(`compare.why.${why}`)}` : ''),
    );
  }
  const more = total(b) - total(a);
  said.push(
    more === 0
      ? ui('compare.same_bytes')
      : ui('compare.more_bytes', { run: names[more > 0 ? 1 : 0], bytes: bytesText(Math.abs(more)) }),
  );
  return said;
}

/** inSentences tells what the picture shows of one run. */
export function inSentences(side: Measures): string[] {
  const flights = new Map<number, Sent[]>();
  for (const one of drawn(side)) flights.set(one.time, [...(flights.get(one.time) ?? []), one]);
  const said = [...flights].map(([time, flight]) => ({
    time,
    text: ui('compare.flight', {
      rtt: rtt(time),
      by: roleName[flight[0]!.message.by],
      messages: joined(
        flight.map(
          ({ message, arrived }) =>
            `${messageTitle(message)} (${epochName[message.epoch]}${arrived ? '' : `, ${ui('compare.lost')}`})`,
        ),
      ),
    }),
  }));
  const { mayAsk } = side;
  if (mayAsk !== null) said.push({ time: mayAsk - 0.5, text: ui('compare.may_ask_at', { rtt: rtt(mayAsk) }) });
  return said.sort((x, y) => x.time - y.time).map(({ text }) => text);
}

/** forwardSecrecy says what the trace shows of it: whether fresh keys were agreed on, and by which values one sees it. */
export function forwardSecrecy({ keyExchange, secrets, early }: Measures): string {
  const said = ui(`compare.secret.${keyExchange}`, { values: joined(secrets) });
  return early && keyExchange === 'ephemeral' ? `${said} ${ui('compare.secret.early')}` : said;
}

export const arrowOf = (by: 'client' | 'server'): string =>
  by === 'client' ? `${RoleName.client} → ${RoleName.server}` : `${RoleName.server} → ${RoleName.client}`;
