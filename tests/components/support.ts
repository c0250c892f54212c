// What the tests of components share: runs of the real core, a place to put a component, and the requests that it sends.
import { afterEach } from 'vitest';
import create from '#core';
import moreUrl from '#core-more-wasm?url';
import wasmUrl from '#core-wasm?url';
import type { Requests } from '../../web/src/app/events.js';
import { setLanguage } from '../../web/src/language/language.js';
import type { Settings } from '../../web/src/scenario/settings.js';
import { readTrace, type TraceModel } from '../../web/src/trace/model.js';

await setLanguage('en');
const bytes = async (url: string): Promise<ArrayBuffer> => (await fetch(url)).arrayBuffer();
const core = await create({ wasmBinary: await bytes(wasmUrl), moreBinary: await bytes(moreUrl) });

/** command gives what the command of the core writes. */
export function command(...args: string[]): string {
  const { exit_code, out, err } = core.command(args);
  if (exit_code === 2) throw new Error(err);
  return out;
}

/** run makes a handshake. */
export const run = (settings: Settings = {}): TraceModel =>
  readTrace(
    command('run', '--format', 'json', ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`)),
  );

interface Component extends HTMLElement {
  readonly updateComplete: Promise<boolean>;
}

/** mount puts a component with its properties on the page, and waits until it is drawn. */
export async function mount<T extends Component>(name: string, properties: Partial<T>): Promise<T> {
  const element = Object.assign(document.createElement(name) as T, properties);
  document.body.append(element);
  await drawn(element);
  return element;
}

/** drawn waits until a component shows what it was told. */
export async function drawn(element: Component): Promise<void> {
  while (!(await element.updateComplete));
}

afterEach(() => document.body.replaceChildren());

/** find gives the one part of a component that a selector names. */
export function find<T extends HTMLElement = HTMLElement>(element: Element, selector: string): T {
  const all = element.shadowRoot!.querySelectorAll<T>(selector);
  if (all.length !== 1) throw new Error(`${selector}: ${all.length} of them`);
  return all[0]!;
}

export const findAll = <T extends Element = HTMLElement>(element: Element, selector: string): T[] => [
  ...element.shadowRoot!.querySelectorAll<T>(selector),
];

/** text gives what is to be read, spaces reduced. */
export const text = (node: Node): string => (node.textContent ?? '').replace(/\s+/g, ' ').trim();

/** heard collects what a component asks for, under one name. */
export function heard<K extends keyof Requests>(name: K, from: EventTarget = document.body): Requests[K][] {
  const list: Requests[K][] = [];
  from.addEventListener(name, (event) => list.push((event as CustomEvent<Requests[K]>).detail));
  return list;
}

/** focusIn gives the part of a component that has the focus. */
export const focusIn = (element: Element): HTMLElement | null =>
  element.shadowRoot!.activeElement as HTMLElement | null;
