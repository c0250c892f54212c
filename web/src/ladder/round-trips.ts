// The round trips that a handshake takes, read from the order of the trace: a message answers what its sender had received.
import type { Beat } from '../trace/beats.js';
import { peerOf, type Role } from '../trace/types.js';

export interface RoundTrip {
  readonly number: number;
  /** The first message of the flight that asks. */
  readonly first: Beat;
  /** Where the first message of the answer is received. */
  readonly received: Beat;
}

/** roundTripsOf gives the round trips of each connection, until the side that began it has completed the handshake. */
export function roundTripsOf(beats: readonly Beat[], sender: ReadonlyMap<Beat, Beat>): RoundTrip[] {
  const trips: RoundTrip[] = [];
  // How many one-way trips led to a message: one more than to any that its sender had received.
  const depth = new Map<Beat, number>();
  let connection = 1;
  let first: (Beat | undefined)[] = [];
  let begun: Role | null = null;
  let complete = false;
  let heard: Record<Role, number> = { client: 0, server: 0 };
  let said: Record<Role, number> = { client: 0, server: 0 };
  for (const beat of beats) {
    for (const event of beat.events) {
      if (event.kind === 'connection' && event.number !== connection) {
        connection = event.number;
        first = [];
        begun = null;
        complete = false;
        heard = { client: 0, server: 0 };
        said = { client: 0, server: 0 };
      }
      if (event.kind === 'established' && event.by === begun) complete = true;
    }
    const { message } = beat;
    const lane = beat.by!;
    if (!message) continue;
    if (message.direction === 'sent') {
      begun ??= lane;
      const ways = heard[lane] + 1;
      depth.set(beat, ways);
      said[lane] = Math.max(said[lane], ways);
      first[ways] ??= beat;
      continue;
    }
    begun ??= peerOf(lane);
    const origin = sender.get(beat);
    // In the trace of one side the other side's messages come from nowhere.
    const ways = (origin && depth.get(origin)) ?? said[lane] + 1;
    const asked = first[ways - 1];
    if (ways > heard[lane] && ways % 2 === 0 && lane === begun && !complete && asked)
      trips.push({ number: ways / 2, first: asked, received: beat });
    heard[lane] = Math.max(heard[lane], ways);
  }
  return trips;
}
