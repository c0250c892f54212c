// What can be stolen of a run. What the run does not have cannot; its trace says so.
import type { TraceModel } from '../../trace/model.js';
import type { Role, ValueEvent } from '../../trace/types.js';

export const choiceNames = [
  'nothing',
  'server-key',
  'client-ephemeral',
  'server-ephemeral',
  'ticket-key',
  'client-traffic',
  'server-traffic',
  'early-traffic',
  'client-seed',
  'server-seed',
] as const;
export type ChoiceName = (typeof choiceNames)[number];

export interface Choice {
  readonly name: ChoiceName;
  /** As `--steal` has it. */
  readonly steal: string;
  readonly there: boolean;
  /** Whether its owner discards it: then it matters when the thief comes. */
  readonly discarded: boolean;
}

export function choicesOf(model: TraceModel): readonly Choice[] {
  const { events } = model;
  const begins = events.filter((e) => e.kind === 'connection' && e.by === 'client');
  // Of a connection that is played again the client has no part.
  const last = begins.at(-1)?.id ?? -1;
  const values = events.filter((e): e is ValueEvent => e.kind === 'value');
  const own = (role: Role, name: string): boolean =>
    values.some((e) => e.id > last && e.by === role && e.name === name);
  const shown = events.some((e) => e.kind === 'message' && e.by === 'server' && e.name === 'certificate');
  const traffic = (role: Role): string => {
    if (own('client', `${role}_application_traffic_secret_0`)) return `${role}_application_traffic_secret_0`;
    const parts = [`${role}_write_key`, `${role}_write_IV`, `${role}_write_MAC_key`];
    return parts.filter((name) => own('client', name)).join(',');
  };
  const early = 'client_early_traffic_secret';
  const one = (name: ChoiceName, there: boolean, discarded = true, steal: string = name): Choice => ({
    name,
    steal,
    there,
    discarded,
  });
  return [
    one('nothing', true, false),
    one('server-key', shown, false),
    one('client-ephemeral', own('client', 'private_key')),
    one('server-ephemeral', own('server', 'private_key')),
    one(
      'ticket-key',
      values.some(({ operation }) => operation === 'seal_ticket'),
      false,
    ),
    one('client-traffic', traffic('client') !== '', true, traffic('client')),
    one('server-traffic', traffic('server') !== '', true, traffic('server')),
    one('early-traffic', own('client', early), true, early),
    one('client-seed', true),
    one('server-seed', true),
  ];
}
