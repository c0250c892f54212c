// Reads the trace of an attack that comes from outside (docs/trace-format.md): all that the picture relies on is checked.
import { check, EventReader, rules, type Json, type Rule, type Where } from '../../files/validate-trace.js';
import { ui } from '../../language/ui.js';
import './attack-chain.js';
import { Attempt, type AttackTrace } from './attempt.js';

const { count, epoch, hex, list, name, object, oneOf, optional, side, words } = rules;
const reach = oneOf('all', 'part', 'none');

class AttackReader extends EventReader {
  protected override readonly by: Rule = oneOf('eavesdropper');
  private readonly nameList: Rule = (value) =>
    list(value) ?? (value as readonly unknown[]).map(name).find((line) => line !== null) ?? null;
  protected override readonly kindsOfEvents: Readonly<Record<string, (where: Where, event: Json) => void>> = {
    ...this.kindsOfRuns(),
    record: (where, event) =>
      check(where, event, {
        from: side,
        number: count,
        content_type: name,
        epoch: optional(epoch),
        bytes: hex,
        key: optional(this.value),
        iv: optional(this.value),
        mac_key: optional(this.value),
      }),
    read: (where, event) =>
      check(where, event, { from: side, connection: count, epoch, bytes: hex, records: this.references('record') }),
    dead_end: (where, event) =>
      check(where, event, {
        of: side,
        connection: count,
        value: name,
        missing: this.nameList,
        why: words,
        section: words,
      }),
    memory: (where, event) => check(where, event, { owner: side, name, bytes: hex, holds: this.nameList }),
  };

  // What is as in the trace of a run, with the side that it comes from.
  private kindsOfRuns(): Readonly<Record<string, (where: Where, event: Json) => void>> {
    const { value, message, connection, check: checked } = this.kindsOfEvents;
    return {
      value: (where, event) => {
        check(where, event, { from: optional(side) });
        value!(where, event);
      },
      message: (where, event) => {
        check(where, event, { from: side, records: this.references('record') });
        message!(where, event);
      },
      connection: connection!,
      check: checked!,
    };
  }
}

function readOutcome(outcome: Json): void {
  const where: Where = () => ui('file.the_trace');
  check(where, outcome, { eavesdropper: object });
  const her = outcome['eavesdropper'] as Json;
  check(where, her, { connections: list });
  for (const one of her['connections'] as readonly unknown[]) {
    const connection = Object(one) as Json;
    check(where, connection, { client: object, server: object, early: optional(object) });
    for (const key of ['client', 'server', 'early'])
      if (connection[key] !== undefined) check(where, connection[key] as Json, { reads: reach, bytes: hex });
  }
}

/** readAttempt reads what follows after the head of a trace. What is wrong with it is thrown, a TraceProblem. */
export function readAttempt(trace: Json): Attempt {
  const reader = new AttackReader();
  (trace['events'] as readonly unknown[]).forEach((event, id) => reader.read(event, id));
  readOutcome(trace['outcome'] as Json);
  return new Attempt(trace as unknown as AttackTrace);
}
