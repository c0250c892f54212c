// Somebody else plays the server's side: the page says so where it happens, to those who can know.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { loadCore, openSite, traceOf } from './support.mjs';

let site, core;
before(async () => ([site, core] = [await openSite(), await loadCore()]));
after(() => site.close());

const note = (page) => page.locator('beat-story .impostor');

// Walks over all steps and gives for each which side acts, and what is said of an impostor.
async function walk(page) {
  return page.evaluate(async () => {
    const element = document.querySelector('handshake-playground');
    const story = element.shadowRoot.querySelector('beat-story');
    const said = [];
    for (const beat of story.model.beats) {
      story.current = beat.index;
      await story.updateComplete;
      const text = story.shadowRoot.querySelector('.impostor')?.innerText ?? null;
      said.push({ by: beat.by, kind: beat.kind, now: beat.now, text });
    }
    return said;
  });
}

test('every step of hers says what she has, and no other step does', async () => {
  const texts = {
    stolen_key: 'An impostor, with the server’s certificate and its stolen key',
    own_key: 'An impostor, with the server’s certificate and another key',
    own_certificate: 'An impostor, with a certificate that nobody trusted signed',
  };
  for (const [impostor, text] of Object.entries(texts)) {
    const { page, ready, calm, close } = await site.open(`#impostor=${impostor}`);
    await ready();
    const steps = await walk(page);
    assert.ok(steps.filter(({ by }) => by === 'server').length > 5);
    for (const step of steps) assert.equal(step.text, step.by === 'server' ? text : null);
    await calm();
    await close();
  }
});

test('in a run that resumes the first connection is the server’s own', async () => {
  const { page, ready, close } = await site.open('#resumption=psk_dhe_ke&impostor=own_key');
  await ready();
  const trace = traceOf(core, ['--resumption', 'psk_dhe_ke', '--impostor', 'own_key']);
  const second = trace.events.find(({ kind, number }) => kind === 'connection' && number === 2).id;
  const steps = (await walk(page)).filter(({ by }) => by === 'server');
  for (const { now, text } of steps) assert.equal(text !== null, now >= second);
  assert.ok(steps.some(({ text }) => text) && steps.some(({ text }) => !text));
  await close();
});

test('the client and an eavesdropper cannot know it', async () => {
  for (const role of ['client', 'eavesdropper']) {
    const { page, ready, close } = await site.open(`#impostor=stolen_key&role=${role}`);
    await ready();
    assert.ok((await walk(page)).every(({ text }) => text === null));
    await close();
  }
  const { page, ready, close } = await site.open('#impostor=stolen_key&role=server&lang=de&step=9');
  await ready();
  assert.ok((await walk(page)).some(({ text }) => text?.startsWith('Eine Betrügerin, mit')));
  assert.ok((await note(page).count()) <= 1);
  await close();
});
