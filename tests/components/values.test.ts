// <value-card>, <recompute-value> and the cell that stands for a value.
import { render } from 'lit';
import { userEvent } from 'vitest/browser';
import { expect, test, vi } from 'vitest';
import { valueCell } from '../../web/src/keys/value-cell.js';
import type { RecomputeValue } from '../../web/src/recompute/recompute-value.js';
import type { ValueEvent } from '../../web/src/trace/types.js';
import '../../web/src/values/value-card.js';
import type { ValueCard } from '../../web/src/values/value-card.js';
import { drawn, find, findAll, heard, mount, run, text } from './support.js';

const model = run();
const valueNamed = (name: string): ValueEvent => model.values('client').find((value) => value.name === name)!;
const shared = valueNamed('shared_secret');
const end = model.discardOf(shared.id)!;

test('a card has all bytes of its value, the call and its inputs', async () => {
  const card = await mount<ValueCard>('value-card', { model, value: shared, now: shared.id });
  expect(text(find(card, '.bytes code')).replaceAll(' ', '')).toBe(shared.bytes);
  expect(text(find(card, '.call b'))).toBe(shared.operation);
  expect(findAll(card, '.call .input').length).toBe(shared.inputs.length);
});

test('an input that is a value opens it; one that is a message opens that', async () => {
  const hash = model.values('client').find((value) => value.inputs.some((input) => input.messages?.length))!;
  const card = await mount<ValueCard>('value-card', { model, value: shared, now: shared.id });
  const values = heard('show-value');
  const messages = heard('show-message');
  findAll(card, '.call .link')[0]!.click();
  expect(values).toEqual([shared.inputs.find((input) => input.value !== undefined)!.value]);
  Object.assign(card, { value: hash });
  await drawn(card);
  for (const link of findAll(card, '.call .link')) link.click();
  expect(messages).toEqual(hash.inputs.flatMap((input) => input.messages ?? []));
});

test('a card says when its value will end, and that it has ended; the step can be gone to', async () => {
  const card = await mount<ValueCard>('value-card', { model, value: shared, now: end.id - 1 });
  expect(find(card, 'article').classList.contains('gone')).toBe(false);
  const before = text(find(card, '.foot'));
  card.now = end.id;
  await drawn(card);
  expect(find(card, 'article').classList.contains('gone')).toBe(true);
  expect(text(find(card, '.foot'))).not.toBe(before);
  expect(text(find(card, '.foot .bad'))).toMatch(/^✗/);
  const steps = heard('go-to-beat');
  find(card, '.foot .bad .link').click();
  expect(steps).toEqual([model.beatOf(end.id).index]);
});

test('a long-term key is withheld', async () => {
  const key = model.events.find((event): event is ValueEvent => event.kind === 'value' && event.bytes === undefined)!;
  const card = await mount<ValueCard>('value-card', { model, value: key, now: Infinity });
  expect(text(find(card, '.bytes'))).toMatch(/^withheld/);
  expect(findAll(card, '.bytes code')).toEqual([]);
});

test('a cell: not yet, there, discarded; a click opens the value', () => {
  const place = document.body.appendChild(document.createElement('div'));
  const show = (now: number, fresh = false): void =>
    void render(valueCell(place, model, shared, 'Client, secret', now, fresh), place);
  show(shared.id - 1);
  expect(text(place)).toBe('Client, secret: not yet');
  show(shared.id, true);
  const cell = place.querySelector('button')!;
  expect([...cell.classList]).toEqual(['cell', 'fresh']);
  expect(text(cell)).toBe(`Client, secret: ${shared.bytes!.slice(0, 8)}…${shared.bytes!.slice(-4)}`);
  const opened = heard('show-value');
  cell.click();
  expect(opened).toEqual([shared.id]);
  show(end.id);
  expect(text(place.querySelector('small')!)).toContain(String(model.beatOf(end.id).index));
  render(valueCell(place, model, undefined, 'Server, secret', 0, false), place);
  place.querySelector('[aria-hidden]')!.remove();
  expect(text(place)).toBe('Server, secret: this side never has it');
});

const recompute = (value: ValueEvent): Promise<RecomputeValue> =>
  mount<RecomputeValue>('recompute-value', { model, value });

test('the code of a value is written when it is opened, by keyboard too, and is copied whole', async () => {
  const secret = valueNamed('handshake_secret');
  const element = await recompute(secret);
  expect(findAll(element, 'pre')).toEqual([]);
  find(element, 'summary').focus();
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => find(element, 'pre'));
  const code = find(element, 'pre code').textContent;
  expect(code).toContain(shared.bytes);
  const copied: string[] = [];
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (what) => void copied.push(what));
  find(element, '.btn').click();
  await vi.waitFor(() => expect(text(find(element, '[role=status]'))).not.toBe(''));
  expect(copied).toEqual([code]);
  vi.restoreAllMocks();
});

test('where the clipboard is refused the code is selected', async () => {
  const element = await recompute(valueNamed('handshake_secret'));
  element.open = true;
  await drawn(element);
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('no'));
  find(element, '.btn').click();
  await vi.waitFor(() => expect(text(find(element, '[role=status]'))).not.toBe(''));
  vi.restoreAllMocks();
  element.value = shared;
  await drawn(element);
  expect(text(find(element, '[role=status]'))).toBe('');
});

test('what was drawn at random has no code, and the reason is given', async () => {
  const random = model.values('client').find((value) => value.operation === 'draw')!;
  const element = await recompute(random);
  element.open = true;
  await drawn(element);
  expect(findAll(element, 'pre')).toEqual([]);
  expect(text(find(element, 'details p')).length).toBeGreaterThan(10);
});
