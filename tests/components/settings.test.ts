// <choice-list> and <settings-panel>.
import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import type { Choices } from '../../web/src/core/core.js';
import type { ChoiceList } from '../../web/src/settings/choice-list.js';
import { form } from '../../web/src/settings/form.js';
import '../../web/src/settings/settings-panel.js';
import type { SettingsPanel } from '../../web/src/settings/settings-panel.js';
import { command, drawn, find, findAll, focusIn, heard, mount, text } from './support.js';

const list = JSON.parse(command('list', '--format', 'json'));
const names = (key: string): string[] => list[key].map((entry: { name: string }) => entry.name);
const groups = names('groups');
const choices: Choices = {
  groups,
  suites: names('suites'),
  signature_schemes: names('signature_schemes'),
  names: new Set(names('settings')),
  defaults: list.defaults,
};

async function mountList(chosen: readonly string[], least = 1): Promise<{ element: ChoiceList; rows: () => string[] }> {
  const element = await mount<ChoiceList>('choice-list', { label: 'Groups', names: groups, chosen, least });
  element.addEventListener('list-change', (event) => (element.chosen = (event as CustomEvent<string[]>).detail));
  return { element, rows: () => findAll(element, 'li > span').map(text) };
}
const [one, two, three, four] = groups as [string, string, string, string];

test('a name goes up and down by keyboard, and the focus goes with it', async () => {
  const { element, rows } = await mountList([one, two, three]);
  findAll(element, '.up')[2]!.focus();
  await userEvent.keyboard('{Enter}');
  await drawn(element);
  expect(rows()).toEqual([one, three, two]);
  expect(focusIn(element)!.getAttribute('aria-label')).toContain(three);
  await userEvent.keyboard(' ');
  await drawn(element);
  expect(rows()).toEqual([three, one, two]);
  // At the top it cannot go further up: the focus is on its other button.
  expect(focusIn(element)!.className).toBe('down');
  await userEvent.keyboard('{Enter}');
  await drawn(element);
  expect(rows()).toEqual([one, three, two]);
});

test('a name is taken out by keyboard; the last ones must stay', async () => {
  const { element, rows } = await mountList([one, two], 1);
  find(element, 'li:first-child button:last-child').focus();
  await userEvent.keyboard('{Enter}');
  await drawn(element);
  expect(rows()).toEqual([two]);
  expect(find<HTMLButtonElement>(element, 'li button').disabled).toBe(true);
  expect(focusIn(element)!.tagName).toBe('SELECT');
});

test('a list that may be empty can be emptied', async () => {
  const { element, rows } = await mountList([one], 0);
  find(element, 'li button').click();
  await drawn(element);
  expect(rows()).toEqual([]);
});

test('what is not chosen can be added, at the end; when all is chosen there is nothing to add', async () => {
  const { element, rows } = await mountList([one, two]);
  const select = find<HTMLSelectElement>(element, 'select');
  expect([...select.options].slice(1).map((option) => option.value)).toEqual(groups.slice(2));
  await userEvent.selectOptions(select, four);
  await drawn(element);
  expect(rows()).toEqual([one, two, four]);
  element.chosen = groups;
  await drawn(element);
  expect(findAll(element, 'select')).toEqual([]);
});

const mountPanel = (settings = {}, refusal: string | null = null): Promise<SettingsPanel> =>
  mount<SettingsPanel>('settings-panel', { choices, settings, refusal });

test('every setting of the form is one of the core, with a label, at its usual value', async () => {
  const panel = await mountPanel();
  for (const { name, edit } of form.flatMap((part) => part.entries)) {
    expect(choices.names.has(name), name).toBe(true);
    const field = find<HTMLInputElement & ChoiceList>(panel, `#set-${name}`);
    const usual = choices.defaults[name] ?? '';
    if (edit.kind === 'list') expect(field.chosen.join(','), name).toBe(usual);
    else if (edit.kind === 'switch') expect(field.checked, name).toBe(usual === 'on');
    else expect(field.value.replaceAll('\n', '\r\n'), name).toBe(usual.replaceAll(/\r?\n/g, '\r\n'));
    if (edit.kind !== 'list') expect(text(field.labels![0]!), name).not.toBe('');
  }
  expect(findAll(panel, '.changed')).toEqual([]);
});

test('a change asks for all settings with the one that changed', async () => {
  const panel = await mountPanel({ seed: '01' });
  const asked = heard('settings-change');
  find(panel, '#set-grease').click();
  find<ChoiceList>(panel, '#set-client-group').dispatchEvent(new CustomEvent('list-change', { detail: [two, one] }));
  await userEvent.selectOptions(find(panel, '#set-tickets'), '3');
  await userEvent.fill(find(panel, '#set-pause'), ' 7 ');
  await userEvent.tab();
  expect(asked).toEqual([
    { seed: '01', grease: 'on' },
    { seed: '01', 'client-group': `${two},${one}` },
    { seed: '01', tickets: '3' },
    { seed: '01', pause: '7' },
  ]);
});

test('lines of a request end as HTTP wants them', async () => {
  const panel = await mountPanel();
  const asked = heard('settings-change');
  const field = find<HTMLTextAreaElement>(panel, '#set-request');
  field.value = 'GET / HTTP/1.1\nHost: a\n\n';
  field.dispatchEvent(new Event('change'));
  expect(asked).toEqual([{ request: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' }]);
});

test('what differs from usual is marked; a refusal is an alert', async () => {
  const panel = await mountPanel({ pause: '99' }, '--pause: too long');
  expect(findAll(panel, '.changed label').map((label) => label.getAttribute('for'))).toEqual(['set-pause']);
  expect(text(find(panel, '[role=alert]'))).toContain('--pause: too long');
});
