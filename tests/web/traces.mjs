// Traces for the tests of files: as `handshake connect` and `serve` write them, and with one thing changed.

/** oneSided keeps what one side did, as a trace of a connection with somebody else's program has it. */
export function oneSided(trace, side) {
  const kept = trace.events.filter((event) => event.by === side);
  const moved = new Map(kept.map((event, id) => [event.id, id]));
  const events = kept.map((event, id) => renumbered(event, id, (at) => moved.get(at)));
  const scenario = { mode: side === 'client' ? 'connect' : 'serve', host: 'peer.test', port: '443' };
  return {
    format: trace.format,
    version: trace.version,
    scenario,
    events,
    outcome: { [side]: trace.outcome[side] },
  };
}

/** repeated plays a run again and again, as so many connections of one trace. */
export function repeated(trace, times) {
  const events = [];
  for (let number = 1; number <= times; number++) {
    const step = (events.at(-1)?.step ?? 0) + 1;
    for (const by of ['client', 'server']) events.push({ kind: 'connection', id: events.length, step, by, number });
    const before = events.length;
    for (const event of trace.events)
      events.push({ ...renumbered(event, before + event.id, (at) => before + at), step: step + 1 + event.step });
  }
  return { ...trace, events };
}

// A copy of an event under another number, and what it points to moved along.
function renumbered(event, id, moved) {
  const copy = structuredClone({ ...event, id });
  if (copy.kind === 'value')
    for (const input of copy.inputs) {
      if (input.value !== undefined) input.value = moved(input.value);
      if (input.messages) input.messages = input.messages.map(moved);
    }
  for (const list of ['records', 'messages']) if (copy[list]) copy[list] = copy[list].map(moved);
  const links = copy.kind === 'discard' ? ['value'] : copy.kind === 'record' ? ['key', 'iv', 'mac_key'] : [];
  for (const link of links) if (copy[link] !== undefined) copy[link] = moved(copy[link]);
  return copy;
}

/** places lists every member of a thing, however deep, as a path. */
export function places(thing, path = []) {
  if (typeof thing !== 'object' || thing === null) return [];
  return Object.keys(thing).flatMap((key) => [[...path, key], ...places(thing[key], [...path, key])]);
}

/** changed gives a copy in which the member at a path has another value; `undefined` takes it away. */
export function changed(thing, path, value) {
  const copy = structuredClone(thing);
  let owner = copy;
  for (const key of path.slice(0, -1)) owner = owner[key];
  const last = path.at(-1);
  if (value !== undefined) owner[last] = value;
  else if (Array.isArray(owner)) owner.splice(Number(last), 1);
  else delete owner[last];
  return copy;
}
