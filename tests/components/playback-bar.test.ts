import { userEvent } from 'vitest/browser';
import { afterEach, expect, test, vi } from 'vitest';
import '../../web/src/playback/playback-bar.js';
import type { PlaybackBar } from '../../web/src/playback/playback-bar.js';
import { drawn, find, findAll, heard, mount, run, text } from './support.js';

const model = run();
const last = model.beats.length - 1;
afterEach(() => vi.useRealTimers());

// The page answers a wish by moving the cursor; here the test does.
async function mountAt(current: number): Promise<{ bar: PlaybackBar; wishes: number[] }> {
  const bar = await mount<PlaybackBar>('playback-bar', { model, current });
  const wishes = heard('go-to-beat', bar);
  bar.addEventListener('go-to-beat', (event) => (bar.current = (event as CustomEvent<number>).detail));
  return { bar, wishes };
}

test('at the beginning one can only go on, at the end only back', async () => {
  const { bar } = await mountAt(0);
  const disabled = (): string[] =>
    findAll<HTMLButtonElement>(bar, 'button[aria-disabled=true]').map((button) => button.classList[1]!);
  expect(disabled()).toEqual(['back']);
  bar.current = last;
  await drawn(bar);
  expect(disabled()).toEqual(['go']);
  expect(text(find(bar, '.count'))).toBe(`${last} / ${last}`);
});

test('back and step ask for the neighbours', async () => {
  const { bar, wishes } = await mountAt(4);
  find(bar, '.step').click();
  await drawn(bar);
  find(bar, '.back').click();
  expect(wishes).toEqual([5, 4]);
});

test('the line goes by keys, and says where it is', async () => {
  const { bar, wishes } = await mountAt(2);
  const line = find<HTMLInputElement>(bar, 'input');
  expect(line.getAttribute('aria-valuetext')).toContain(String(last));
  const before = line.getAttribute('aria-valuetext');
  line.focus();
  await userEvent.keyboard('{ArrowRight}');
  await userEvent.keyboard('{End}');
  expect(wishes).toEqual([3, last]);
  await drawn(bar);
  expect(line.getAttribute('aria-valuetext')).not.toBe(before);
});

test('it plays in its own time, faster when told, and stops at the end', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { bar, wishes } = await mountAt(last - 3);
  find(bar, '.play').click();
  await drawn(bar);
  expect(text(find(bar, '.play'))).toBe('Pause');
  vi.advanceTimersByTime(1799);
  expect(wishes).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(wishes).toEqual([last - 2]);
  await drawn(bar);

  const speed = find<HTMLSelectElement>(bar, 'select');
  speed.value = '4';
  speed.dispatchEvent(new Event('change'));
  await drawn(bar);
  vi.advanceTimersByTime(449);
  expect(wishes.length).toBe(1);
  vi.advanceTimersByTime(1);
  expect(wishes.length).toBe(2);
  await drawn(bar);
  vi.advanceTimersByTime(450);
  await drawn(bar);
  await drawn(bar);
  vi.advanceTimersByTime(10_000);
  expect(wishes).toEqual([last - 2, last - 1, last]);
  expect(text(find(bar, '.play'))).toBe('Play');
  expect(find(bar, '.play').hasAttribute('aria-pressed')).toBe(false);
});

test('a step by hand ends the playing; play at the end begins anew; a bar that is gone is silent', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { bar, wishes } = await mountAt(3);
  bar.toggle();
  await drawn(bar);
  find(bar, '.back').click();
  await drawn(bar);
  vi.advanceTimersByTime(10_000);
  expect(wishes).toEqual([2]);
  bar.current = last;
  await drawn(bar);
  bar.toggle();
  await drawn(bar);
  expect(wishes).toEqual([2, 0]);
  bar.remove();
  vi.advanceTimersByTime(10_000);
  expect(wishes).toEqual([2, 0]);
});

test('the dots are the messages that are sent', async () => {
  const { bar } = await mountAt(0);
  const sent = model.events.filter((event) => event.kind === 'message' && event.direction === 'sent');
  expect(findAll(bar, 'circle').length).toBe(sent.length);
});
