// A run may hold several connections. Each is compared by itself.
import type { Beat } from '../trace/beats.js';
import type { TraceModel } from '../trace/model.js';
import type { TraceEvent } from '../trace/types.js';

export interface Connection {
  readonly number: number;
  readonly events: readonly TraceEvent[];
  readonly beats: readonly Beat[];
}

/** connectionsOf cuts a run where its connections begin. What stands before the first belongs to the first. */
export function connectionsOf(model: TraceModel): Connection[] {
  const starts: { number: number; id: number }[] = [{ number: 1, id: 0 }];
  for (const event of model.events)
    if (event.kind === 'connection' && event.number > starts.at(-1)!.number)
      starts.push({ number: event.number, id: event.id });
  return starts.map(({ number, id }, i) => {
    const end = starts[i + 1]?.id ?? Infinity;
    return {
      number,
      events: model.events.filter((event) => event.id >= id && event.id < end),
      beats: model.beats.filter(({ now }) => (now >= id || i === 0) && now < end),
    };
  });
}
