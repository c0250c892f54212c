import { userEvent } from 'vitest/browser';
import { expect, test, vi } from 'vitest';
import { journeyOf } from '../../web/src/states/journey.js';
import type { Tables } from '../../web/src/states/machine.js';
import '../../web/src/states/state-diagram.js';
import type { StateDiagram } from '../../web/src/states/state-diagram.js';
import type { TraceModel } from '../../web/src/trace/model.js';
import type { Role } from '../../web/src/trace/types.js';
import { command, find, findAll, focusIn, heard, mount, run } from './support.js';

const tables: Tables = JSON.parse(command('list', '--format', 'json')).transitions;
const model = run();
const end = model.beats.at(-1)!.now;

async function mounted(of: TraceModel, side: Role, now: number): Promise<StateDiagram> {
  const journey = journeyOf(of, side, now)!;
  const element = await mount<StateDiagram>('state-diagram', { model: of, table: tables[side], journey, side });
  await vi.waitFor(() => find(element, '.stage'));
  return element;
}
const statesOf = (element: Element, condition: string): string[] =>
  findAll(element, `.state.${condition}`).map((state) => state.dataset['state']!);
const path = (of: TraceModel, side: Role): string[] => journeyOf(of, side, Infinity)!.stops.map((stop) => stop.state);

for (const side of ['client', 'server'] as const) {
  test(`the ${side} at the end: every state of its path is visited, one is now, the edges between are taken`, async () => {
    const element = await mounted(model, side, end);
    const all = path(model, side);
    expect(statesOf(element, 'now')).toEqual([all.at(-1)]);
    expect(new Set([...statesOf(element, 'visited'), all.at(-1)])).toEqual(new Set(all));
    const taken = new Set(findAll<SVGGElement>(element, '.edge.taken').map((edge) => edge.dataset['edge']));
    expect(taken).toEqual(new Set(all.slice(1).map((to, i) => `${all[i]} ${to}`)));
  });

  test(`the ${side} at the beginning: nothing is visited, its whole path is still possible`, async () => {
    const element = await mounted(model, side, -1);
    const [first, ...rest] = path(model, side);
    expect(statesOf(element, 'now')).toEqual([first]);
    expect(statesOf(element, 'visited')).toEqual([]);
    const possible = new Set(statesOf(element, 'possible'));
    for (const state of new Set(rest)) if (state !== first) expect(possible).toContain(state);
  });
}

test('a connection that fails takes an edge that no table has, once it has failed', async () => {
  const failed = run({ 'client-suite': 'TLS_AES_128_GCM_SHA256', 'server-suite': 'TLS_AES_256_GCM_SHA384' });
  const late = await mounted(failed, 'server', Infinity);
  expect(findAll(late, '.edge.failed').length).toBe(1);
  late.remove();
  const early = await mounted(failed, 'server', -1);
  expect(findAll(early, '.edge.failed')).toEqual([]);
});

test('a state of the path leads to its step; one beside it is no button', async () => {
  const element = await mounted(model, 'client', end);
  const { stops } = journeyOf(model, 'client', end)!;
  const stop = stops[2]!;
  const asked = heard('go-to-beat');
  find(element, `button[data-state="${stop.state}"]`).click();
  expect(asked).toEqual([model.beatOf(stops.findLast(({ state }) => state === stop.state)!.event).index]);
  const beside = findAll(element, '.state').filter((state) => !path(model, 'client').includes(state.dataset['state']!));
  expect(beside.length).toBeGreaterThan(0);
  for (const state of beside) expect(state.tagName).toBe('SPAN');
});

test('arrow keys go from state to state; Tab comes to one only', async () => {
  const element = await mounted(model, 'client', end);
  const buttons = findAll(element, 'button.state');
  expect(buttons.filter((button) => button.tabIndex === 0).length).toBe(1);
  buttons[0]!.focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(focusIn(element)).toBe(buttons[1]);
  await userEvent.keyboard('{ArrowUp}{ArrowUp}');
  expect(focusIn(element)).toBe(buttons[0]);
  await element.updateComplete;
  expect(buttons.filter((button) => button.tabIndex === 0)).toEqual([buttons[0]]);
});
