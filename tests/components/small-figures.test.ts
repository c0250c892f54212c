import { expect, test } from 'vitest';
import '../../web/src/figures/small/curve.js';
import '../../web/src/figures/small/powers.js';
import type { SmallFigure } from '../../web/src/figures/small/small-figure.js';
import { wrappedLine } from '../../web/src/figures/small/wrapped-line.js';
import { setLanguage } from '../../web/src/language/language.js';
import { command, drawn, find, findAll, mount, text } from './support.js';

type Figure = SmallFigure<never>;

const asked: string[][] = [];
const ask = async (args: readonly string[]): Promise<string> => {
  asked.push([...args]);
  return Promise.resolve(command(...args));
};

async function figure(kind: 'powers' | 'curve', parameters: object): Promise<Figure> {
  const one = await mount<Figure>(`figure-${kind}`, { parameters: { kind, ...parameters }, ask } as Partial<Figure>);
  await one.ready;
  return one;
}
const told = (one: Figure): string[] => findAll(one, '.told p').map(text);
async function next(one: Figure, times = 1): Promise<void> {
  for (let i = 0; i < times; i++) {
    find(one, '.stepper .go').click();
    await drawn(one);
  }
}
async function type(one: Figure, label: string, value: string): Promise<void> {
  const field = findAll(one, 'label')
    .find((each) => text(each).startsWith(label))!
    .querySelector('input, select')!;
  (field as HTMLInputElement).value = value;
  field.dispatchEvent(new Event('change'));
  await one.ready;
}

const example = { p: 23, g: 5, client_key: 6, server_key: 15 };

test('the powers of 5 modulo 23, one after the other', async () => {
  const one = await figure('powers', example);
  expect(findAll(one, 'circle.dot').length).toBe(22);
  expect(told(one)[1]).toContain('A = 5⁶ = 8');
  expect(told(one)[1]).toContain('s = 19⁶ = 8¹⁵ = 2');
  const seen: string[] = [];
  for (let k = 1; k <= 22; k++) {
    await next(one);
    expect(Number(find<HTMLInputElement>(one, '.stepper input').value)).toBe(k);
    seen.push(/= (\d+)(?: \(mod 23\))?$/.exec(told(one)[0]!)![1]!);
    expect(text(findAll(one, 'text.now')[0]!)).toBe(seen.at(-1));
    expect(told(one).some((line) => line.includes('private key is a = 6'))).toBe(k === 6);
    expect(told(one).some((line) => line.includes('private key is b = 15'))).toBe(k === 15);
  }
  expect(new Set(seen).size).toBe(22);
  expect(told(one)[0]).toBe('5²² = 14 · 5 = 70 = 1 (mod 23)');
  // At the end there is nothing more.
  await next(one);
  expect(find<HTMLInputElement>(one, '.stepper input').value).toBe('22');
  expect(findAll(one, 'tbody tr').length).toBe(22);
});

test('the eavesdropper sees no secret until she has found a key', async () => {
  const one = await figure('powers', { ...example, mode: 'tries' });
  expect(findAll(one, '.mark').length).toBe(2);
  await next(one, 6);
  expect(findAll(one, '.mark.secret').length).toBe(0);
  expect(told(one)).toEqual(['5⁵ = 20 (mod 23)', 'Neither A nor B. She goes on.']);
  await next(one);
  expect(findAll(one, '.mark.secret').length).toBe(1);
  expect(told(one)[1]).toContain('a = 6 will do. It took 7 tries');
  expect(told(one)[2]).toContain('19⁶ = 2');
});

test('other numbers: the core is asked, generators are offered, small orders are told', async () => {
  const one = await figure('powers', example);
  const heard: unknown[] = [];
  one.addEventListener('figure-change', (event) => heard.push((event as CustomEvent).detail));
  const groups = findAll<HTMLOptGroupElement>(one, 'optgroup');
  expect([...groups[0]!.children].map((option) => Number((option as HTMLOptionElement).value))).toEqual([
    5, 7, 10, 11, 14, 15, 17, 19, 20, 21,
  ]);
  await type(one, 'g', '22');
  expect(asked.at(-1)).toContain('--g=22');
  expect(text(find(one, '.warnings'))).toContain('small order');
  expect(heard).toEqual([expect.objectContaining({ g: '22', mode: 'walk', step: 0 })]);
  await type(one, 'client’s a', '1');
  expect(text(find(one, '.warnings'))).toContain('0 or 1');
  await type(one, 'prime p', '47');
  expect(findAll(one, 'circle.dot').length).toBe(46);
  expect(asked.at(-1)!.some((word) => word.startsWith('--g='))).toBe(false);
});

test('what the core refuses is said, and the last picture stays', async () => {
  const one = await figure('powers', example);
  const before = asked.length;
  await type(one, 'prime p', '21');
  await one.ready;
  expect(asked.length).toBe(before + 1);
  expect(text(find(one, '[role=alert]'))).toContain('21 is not prime');
  expect(findAll(one, 'circle.dot').length).toBe(22);
  await type(one, 'prime p', '29');
  expect(findAll(one, '[role=alert]').length).toBe(0);
  expect(findAll(one, 'circle.dot').length).toBe(28);
});

const curve = { p: 17, a: 2, b: 2, base: [5, 1], client_key: 9, server_key: 7 };

test('all points of the curve, and G again and again, with the line of each addition', async () => {
  const one = await figure('curve', curve);
  expect(findAll(one, 'circle.dot').length).toBe(19);
  expect(told(one)[1]).toContain('S = 9 · B = 7 · A = (16, 13)');
  await next(one);
  expect(told(one)).toEqual(['The walk begins at G = (5, 1).']);
  await next(one);
  expect(told(one)).toEqual([
    '2G = 1G + G = (5, 1) + (5, 1) = (6, 3)',
    'The tangent: λ = (3 · 5² + 2) / (2 · 1) = 9 / 2 = 9 · 9 = 13 (mod 17)',
    'x = λ² − x₁ − x₂ = 13² − 5 − 5 = 6 (mod 17)',
    'y = λ · (x₁ − x) − y₁ = 13 · (5 − 6) − 1 = 3 (mod 17)',
  ]);
  expect(findAll(one, '.path.line').length).toBeGreaterThan(1);
  expect(findAll(one, '.path.fall').length).toBe(1);
  await next(one, 17);
  expect(told(one)[1]).toContain('Opposite points');
  expect(told(one).at(-1)).toContain('order 19');
});

test('the points off the curve: what each leaks, and the key', async () => {
  const one = await figure('curve', { ...curve, server_key: 13, mode: 'off' });
  expect(asked.at(-1)!.some((word) => word.startsWith('--client-key'))).toBe(false);
  await next(one, 2);
  expect(told(one)[0]).toBe('The attacker sends (7, 16).');
  expect(told(one)[1]).toContain('16² = 1, but 7³ + 2 · 7 + 2 = 2');
  expect(findAll(one, '.mark.sent').length).toBe(1);
  await next(one, 2);
  expect(told(one)).toEqual([
    expect.stringContaining('modulo 30 the key is one of 7, 13, 17, 23'),
    expect.stringContaining('7, 13 times G'),
    'The server’s private key is 13.',
  ]);
  for (const name of ['G step by step', 'The eavesdropper tries', 'A point off the curve']) {
    findAll(one, '.modes button')
      .find((button) => text(button) === name)!
      .click();
    await one.ready;
    expect(findAll(one, '[role=alert]').length).toBe(0);
    await next(one, 3);
    expect(told(one)[0]).not.toBe('');
  }
});

test('in German too', async () => {
  await setLanguage('de');
  const one = await figure('curve', curve);
  expect(told(one)[0]).toContain('Gehen Sie durch die Vielfachen');
  await setLanguage('en');
});

test('a line that wraps around goes through all its points, and through nothing else', () => {
  for (const [p, right, up] of [
    [17, 2, 3],
    [17, 3, -2],
    [23, 0, 1],
    [23, 1, 0],
    [5, 1, -2],
  ] as const) {
    const strokes = wrappedLine(p, [3, 1], right, up);
    const on = (x: number, y: number): boolean =>
      strokes.some(({ x1, y1, x2, y2 }) => {
        const along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2);
        const off = Math.abs((x - x1) * (y2 - y1) - (y - y1) * (x2 - x1)) / Math.hypot(x2 - x1, y2 - y1);
        return off < 1e-6 && along > -1e-6 && along < 1 + 1e-6;
      });
    for (let x = 0; x < p; x++)
      for (let y = 0; y < p; y++) expect(on(x, y)).toBe((right * (y - 1) - up * (x - 3)) % p === 0);
    for (const { x1, y1, x2, y2 } of strokes)
      for (const z of [x1, y1, x2, y2]) expect(z > -0.5 - 1e-6 && z < p - 0.5 + 1e-6).toBe(true);
  }
});
