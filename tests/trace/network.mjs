// What somebody on the wire does, worked out again: what an intervention gives, and what arrives in the end.
import assert from 'node:assert/strict';
import { hex } from './functions.mjs';

// interventionsOf reads the setting `network`.
export function interventionsOf(setting) {
  return setting
    .split(',')
    .filter(Boolean)
    .map((text) => {
      const [action, from, place, ...rest] = text.split(':');
      const [record, connection = '1'] = place.split('/').reverse();
      return { action, from, record: Number(record), connection: Number(connection), rest };
    });
}

// stripped gives what strip made of a ClientHello, after a look at it: it is shorter, and its lengths are right.
function stripped(before, after) {
  assert.ok(after.length < before.length, 'something was taken out');
  assert.equal(after.readUInt16BE(3), after.length - 5, "the record's length is mended");
  assert.equal(after.readUIntBE(6, 3), after.length - 9, "the message's length is mended");
  // version, random and session id stay
  const fixed = 9 + 2 + 32 + 1 + before[43];
  assert.deepEqual(after.subarray(9, fixed), before.subarray(9, fixed));
  return after;
}

const actions = {
  flip(before, [offset, bit]) {
    const after = Buffer.from(before);
    if (Number(offset) < after.length) after[Number(offset)] ^= 1 << Number(bit);
    return after;
  },
  replace: (before, [bytes]) => hex(bytes),
  drop: () => Buffer.alloc(0),
  repeat: (before) => Buffer.concat([before, before]),
  swap: () => Buffer.alloc(0),
  inject: (before, [bytes]) => Buffer.concat([hex(bytes), before]),
  strip: (before, name, after) => (after.equals(before) ? before : stripped(before, after)),
};

// checkIntervention: it is the next that the setting has for this record, and it gives what its action gives.
export function checkIntervention(event, side, settings) {
  const wanted = settings.filter(
    ({ from, connection, record }) => from === event.by && connection === side.number && record === event.record,
  );
  const done = side.interventions.filter(({ record }) => record === event.record);
  const setting = wanted[done.length];
  assert.equal(event.action, setting?.action, 'the setting has this intervention');
  const came = done.at(-1)?.after ?? side.records.sent[event.record].bytes;
  assert.equal(event.before, came, 'what is changed is what came');
  const after = actions[event.action](hex(event.before), setting.rest, hex(event.after));
  assert.equal(event.after, after.toString('hex'));
  assert.equal(event.effective, event.before !== event.after);
}

// arriving gives the bytes that the peer of a side gets.
export function arriving(side, peer) {
  let [out, held] = ['', ''];
  for (const { id, number, bytes } of side.records.sent) {
    // What was held back went on before this when nothing else moved.
    const released = held && peer.records.received.some((record) => record.id < id && record.bytes === held);
    const late = released ? '' : held;
    if (released) out += held;
    held = '';
    let passed = bytes;
    for (const { record, action, before, after } of side.interventions) {
      if (record !== number) continue;
      if (action === 'swap') held += before;
      passed = after;
    }
    out += passed + late;
  }
  return out + held;
}
