// What can be said about a state from the rows of the transition table.
import { joined, machineText, messageName } from '../prose/prose.js';
import type { Transition } from './machine.js';

/** moveText names an event: ↑ a message that is sent, ↓ one that is received, or a decision. */
export function moveText(on: string): string {
  const [, way, message] = /^(send|receive)_(.*)$/.exec(on) ?? [];
  if (message === undefined) return machineText(on);
  return `${way === 'send' ? '↑' : '↓'} ${messageName(message)}`;
}

const messagesOf = (rows: readonly Transition[], way: 'send' | 'receive'): string[] => [
  ...new Set(rows.flatMap(({ on }) => (on.startsWith(`${way}_`) ? [messageName(on.slice(way.length + 1))] : []))),
];

/** nextText says what would be accepted in a state, or what happens there instead. */
export function nextText(table: readonly Transition[], state: string): string {
  const rows = table.filter((row) => row.from === state);
  const [received, sent] = [messagesOf(rows, 'receive'), messagesOf(rows, 'send')];
  if (received.length > 0) return machineText('accepted').replace('{messages}', received.join(', '));
  if (sent.length > 0) return machineText('sends').replace('{messages}', joined(sent));
  if (state === 'CONNECTED') return machineText('connected');
  return machineText(rows.length > 0 ? 'decides' : 'closed');
}
