import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { fieldAt, findPath, pathTo } from '../../web/src/message/fields.js';
import '../../web/src/message/message-bytes.js';
import type { MessageBytes } from '../../web/src/message/message-bytes.js';
import type { MessageEvent } from '../../web/src/trace/types.js';
import { drawn, find, findAll, focusIn, mount, run, text } from './support.js';

const hello = run().events.find((event): event is MessageEvent => event.kind === 'message')!;
const { bytes, fields } = hello;
const randomPath = findPath(fields, 'random', undefined, '') ?? pathTo(fields, 10)!;
const random = fieldAt(fields, randomPath)!;

const mounted = (selected: string | null = null): Promise<MessageBytes> =>
  mount<MessageBytes>('message-bytes', { bytes, fields, epoch: hello.epoch, label: hello.name, selected });
/** marked gives the offsets of the bytes that are marked. */
const marked = (element: Element): number[] => findAll(element, '.hex .hit').map((byte) => Number(byte.dataset['at']));
const range = (begin: number, end: number): number[] => Array.from({ length: end - begin }, (_, i) => begin + i);
const row = (element: Element, path: string): HTMLElement => find(element, `[data-path="${path}"]`);

test('all bytes are there, in order', async () => {
  const element = await mounted();
  expect(findAll(element, '.hex [data-at]').map(text).join('')).toBe(bytes);
  expect(marked(element)).toEqual([]);
});

test('pointing at a field marks its bytes, and no others', async () => {
  const element = await mounted();
  row(element, randomPath).dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
  await drawn(element);
  expect(marked(element)).toEqual(range(random.begin, random.end));
  find(element, '.tree').dispatchEvent(new MouseEvent('mouseleave'));
  await drawn(element);
  expect(marked(element)).toEqual([]);
});

test('pointing at a byte marks its field', async () => {
  const element = await mounted();
  find(element, `.hex [data-at="${random.begin + 5}"]`).dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
  await drawn(element);
  expect(findAll(element, '.tree .hit').map((item) => item.dataset['path'])).toEqual([randomPath]);
  expect(marked(element)).toEqual(range(random.begin, random.end));
});

test('a click on a byte deep in the tree opens the tree down to it, and tells of it', async () => {
  const element = await mounted();
  const at = bytes.length / 2 - 1;
  const path = pathTo(fields, at)!;
  expect(path).toContain('.');
  find(element, `.hex [data-at="${at}"]`).click();
  await drawn(element);
  const item = row(element, path);
  expect(item.getAttribute('aria-selected')).toBe('true');
  expect(text(find(element, '.crumbs'))).toContain(fieldAt(fields, path)!.name);
});

test('keys go along the bytes field by field', async () => {
  const element = await mounted(randomPath);
  find(element, '.hex').focus();
  await userEvent.keyboard('{ArrowRight}');
  await drawn(element);
  expect(element.selected).toBe(pathTo(fields, random.end));
  await userEvent.keyboard('{ArrowLeft}');
  await drawn(element);
  expect(element.selected).toBe(randomPath);
});

test('keys go through the tree, open it and close it', async () => {
  const element = await mounted();
  const items = (): HTMLElement[] => findAll(element, '[role=treeitem]');
  const folder = items().findIndex((item) => item.getAttribute('aria-expanded') === 'true');
  const { path } = items()[folder]!.dataset;
  const count = items().length;
  items()[folder]!.focus();
  await userEvent.keyboard('{ArrowLeft}');
  await drawn(element);
  expect(row(element, path!).getAttribute('aria-expanded')).toBe('false');
  expect(items().length).toBeLessThan(count);
  await userEvent.keyboard('{ArrowRight}');
  await drawn(element);
  expect(items().length).toBe(count);
  await userEvent.keyboard('{End}');
  await drawn(element);
  expect(focusIn(element)).toBe(items().at(-1));
  await userEvent.keyboard('{Home}');
  await drawn(element);
  expect(focusIn(element)).toBe(items()[0]);
});

test('another message: nothing stays chosen by pointing, and its bytes are shown', async () => {
  const element = await mounted();
  const other = run().events.findLast((event): event is MessageEvent => event.kind === 'message')!;
  row(element, randomPath).dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
  Object.assign(element, { bytes: other.bytes, fields: other.fields });
  await drawn(element);
  expect(findAll(element, '.hex [data-at]').map(text).join('')).toBe(other.bytes);
  expect(marked(element)).toEqual([]);
});
