// <language-switch>, <take-along> and <preset-gallery>.
import { userEvent } from 'vitest/browser';
import { afterEach, expect, test, vi } from 'vitest';
import '../../web/src/files/take-along.js';
import type { TakeAlong } from '../../web/src/files/take-along.js';
import '../../web/src/language/language-switch.js';
import type { LanguageSwitch } from '../../web/src/language/language-switch.js';
import { setLanguage } from '../../web/src/language/language.js';
import { languageNames } from '../../web/src/language/languages.js';
import '../../web/src/scenario/preset-gallery.js';
import type { PresetGallery } from '../../web/src/scenario/preset-gallery.js';
import { presets } from '../../web/src/scenario/presets.js';
import { expand, type Settings } from '../../web/src/scenario/settings.js';
import { find, findAll, focusIn, heard, mount, run, text } from './support.js';

const model = run();
afterEach(async () => {
  vi.restoreAllMocks();
  localStorage.clear();
  await setLanguage('en');
});

test('the language switch: each language by its own name; a choice is spoken everywhere, and kept', async () => {
  const gallery = await mount<PresetGallery>('preset-gallery', { play: async (settings) => run(settings) });
  const english = text(find(gallery, '[data-preset=tls13] p'));
  const element = await mount<LanguageSwitch>('language-switch', {});
  const select = find<HTMLSelectElement>(element, 'select');
  expect([...select.options].map((option) => option.lang)).toEqual([...languageNames]);
  expect(select.value).toBe('en');
  await userEvent.selectOptions(select, 'de');
  await vi.waitFor(() => expect(text(find(gallery, '[data-preset=tls13] p'))).not.toBe(english));
  expect(select.value).toBe('de');
  expect(Object.values({ ...localStorage })).toEqual(['de']);
});

const take = (properties: Partial<TakeAlong> = {}): Promise<TakeAlong> =>
  mount<TakeAlong>('take-along', { model, ...properties });
const item = (element: Element): string | undefined => focusIn(element)?.dataset['item'];

test('the menu goes by keyboard: open, up, down, letters, Escape', async () => {
  const element = await take();
  const menu = find(element, '[role=menu]');
  const items = findAll(element, '[role=menuitem]').map((one) => one.dataset['item']);
  expect(menu.hidden).toBe(true);
  element.focus();
  await userEvent.keyboard('{ArrowDown}');
  await vi.waitFor(() => expect(item(element)).toBe(items[0]));
  expect(menu.hidden).toBe(false);
  await userEvent.keyboard('{ArrowUp}');
  expect(item(element)).toBe(items.at(-1));
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  expect(item(element)).toBe(items[1]);
  await userEvent.keyboard('k');
  expect(item(element)).toBe('keylog');
  await userEvent.keyboard('{Escape}');
  await element.updateComplete;
  expect(menu.hidden).toBe(true);
  expect(focusIn(element)!.className).toContain('open');
});

test('a click beside the menu closes it', async () => {
  const element = await take();
  find(element, '.open').click();
  await vi.waitFor(() => expect(find(element, '[role=menu]').hidden).toBe(false));
  document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  await element.updateComplete;
  expect(find(element, '[role=menu]').hidden).toBe(true);
});

test('without a run only a file can be opened; a file has no link', async () => {
  const can = (element: Element): (string | undefined)[] =>
    findAll(element, '[aria-disabled=false]').map((one) => one.dataset['item']);
  expect(can(await take({ model: null }))).toEqual(['open']);
  expect(can(await take({ file: 'some.json' }))).not.toContain('link');
  expect(can(await take())).toContain('link');
  // A capture is made by the core, of a run of its own.
  const capture = (): Promise<Uint8Array<ArrayBuffer>> => Promise.resolve(new Uint8Array());
  expect(can(await take({ capture }))).toEqual(expect.arrayContaining(['capture', 'capture-keys']));
  expect(can(await take({ capture, file: 'some.json' }))).not.toContain('capture');
  expect(can(await take())).not.toContain('capture');
});

test('the trace that is taken along is the trace, byte for byte', async () => {
  const element = await take();
  const saved: Blob[] = [];
  const names: string[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${saved.push(blob as Blob)}`);
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    names.push(this.download);
  });
  find(element, '[data-item=trace]').click();
  await vi.waitFor(() => expect(text(find(element, '[role=status]'))).not.toBe(''));
  expect(await saved[0]!.text()).toBe(model.text);
  expect(names).toEqual(['handshake.trace.json']);
});

async function give(element: TakeAlong, name: string, content: string): Promise<void> {
  const input = find<HTMLInputElement>(element, 'input');
  const files = new DataTransfer();
  files.items.add(new File([content], name, { type: 'application/json' }));
  input.files = files.files;
  input.dispatchEvent(new Event('change'));
}

test('a trace file is opened; what is no trace is refused with a reason', async () => {
  const element = await take();
  const opened: string[] = [];
  const refused: string[] = [];
  element.addEventListener('trace-opened', (event) => opened.push((event as CustomEvent).detail.model.text));
  element.addEventListener('trace-refused', (event) => refused.push((event as CustomEvent).detail));
  await give(element, 'good.json', model.text);
  await vi.waitFor(() => expect(opened).toEqual([model.text]));
  expect(refused).toEqual([]);
  await give(element, 'bad.json', model.text.slice(0, 200));
  await vi.waitFor(() => expect(refused.length).toBe(1));
  expect(opened.length).toBe(1);
});

test('the gallery draws each example from its own run; a click asks for its settings', async () => {
  const played: Settings[] = [];
  const play = async (settings: Settings) => (played.push(settings), run(settings));
  const gallery = await mount<PresetGallery>('preset-gallery', { play, current: 'hybrid' });
  await vi.waitFor(() => expect(findAll(gallery, '.card small').length).toBe(presets.length), 15_000);
  const card = (id: string): HTMLElement => find(gallery, `[data-preset="${id}"]`);
  expect(findAll(gallery, '[aria-current=true]')).toEqual([card('hybrid')]);
  for (const { id, settings } of presets) {
    const { events } = run(settings);
    const sent = events.filter((event) => event.kind === 'message' && event.direction === 'sent').length;
    expect(card(id).querySelectorAll('.arrow').length, id).toBe(sent);
    const fails = events.some((event) => event.kind === 'fatal');
    expect(card(id).querySelector('small')!.className === 'bad', id).toBe(fails);
  }
  const asked = heard('settings-change');
  card('hello-retry').click();
  expect(asked).toEqual([expand(presets.find(({ id }) => id === 'hello-retry')!.settings)]);
});
