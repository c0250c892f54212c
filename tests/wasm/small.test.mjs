// `handshake small`: the same bytes natively and through WebAssembly, and every number computed again here with BigInt.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const fromRoot = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const native = process.env.HANDSHAKE_COMMAND ?? fromRoot('build/native/handshake');
const { default: create } = await import(fromRoot('build/wasm/core.js'));
const core = await create({
  wasmBinary: await readFile(fromRoot('build/wasm/core.wasm')),
  moreBinary: await readFile(fromRoot('build/wasm/core.more.wasm')),
});

// same runs both and compares.
function same(args) {
  const { status, stdout, stderr } = spawnSync(native, ['small', ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const { exit_code, out, err } = core.command(['small', ...args]);
  assert.deepEqual({ exit_code, out, err }, { exit_code: status, out: stdout, err: stderr }, args.join(' '));
  return { exit_code, out, err };
}
function answer(...args) {
  const { exit_code, out, err } = same([...args, '--format', 'json']);
  assert.equal(exit_code, 0, err);
  return JSON.parse(out);
}

const mod = (n, p) => ((BigInt(n) % BigInt(p)) + BigInt(p)) % BigInt(p);
function power(base, exponent, p) {
  let result = 1n;
  for (const bit of BigInt(exponent).toString(2)) {
    result = (result * result) % BigInt(p);
    if (bit === '1') result = (result * BigInt(base)) % BigInt(p);
  }
  return Number(result);
}

function checkDhe(all) {
  const { p, g, order, products, powers, orders, generators, client, server } = all;
  assert.deepEqual([products.length, powers.length, orders.length], [p - 1, p - 1, p - 1]);
  powers.forEach((value, i) => {
    assert.equal(value, power(g, i + 1, p));
    assert.equal(products[i], (i === 0 ? 1 : powers[i - 1]) * g);
  });
  assert.equal(order, powers.indexOf(1) + 1);
  orders.forEach((n, i) => {
    // n is the least: no n/q for a prime q, and of those it is enough to try all divisors.
    assert.equal(power(i + 1, n, p), 1);
    for (let d = 1; d < n; d++) if (n % d === 0) assert.notEqual(power(i + 1, d, p), 1);
  });
  assert.deepEqual(
    generators,
    orders.flatMap((n, i) => (n === p - 1 ? [i + 1] : [])),
  );
  for (const one of [client, server]) assert.equal(one.public_key, power(g, one.private_key, p));
  const secret = power(g, BigInt(client.private_key) * BigInt(server.private_key), p);
  assert.deepEqual([client.shared_secret, server.shared_secret], [secret, secret]);
  const { eavesdropper: eve, second_client: second } = all;
  if (!eve) return;
  const targets = second ? [server.public_key] : [client.public_key, server.public_key];
  eve.tries.forEach((value, x) => {
    assert.equal(value, power(g, x, p));
    assert.equal(targets.includes(value), x === eve.tries.length - 1);
  });
  assert.equal(eve.private_key, eve.tries.length - 1);
  assert.equal(all[eve.found].public_key, eve.tries.at(-1));
  assert.equal(eve.shared_secret, secret);
  if (second) {
    assert.equal(second.shared_secret, power(g, BigInt(second.private_key) * BigInt(server.private_key), p));
    assert.equal(eve.second_shared_secret, second.shared_secret);
  }
}

test('DHE: every number of the answer', () => {
  for (const p of [3, 5, 7, 23, 29, 61, 199, 997])
    for (const more of [[], ['--reuse'], ['--client-key=0'], ['--client-key=1', '--server-key=1']]) {
      checkDhe(answer('dhe', `--p=${p}`, '--eavesdrop', ...more));
      checkDhe(answer('dhe', `--p=${p}`, `--g=${p - 1}`, '--eavesdrop', ...more));
    }
  assert.equal(answer('dhe', '--client-key=6', '--server-key=15').client.shared_secret, 2);
});

// Lines through points, as school has them: what is added to what is decided by three points on one line.
const onLine = (p, a, b, c) => mod((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]), p) === 0n;
const on = (point, a, b, p) => mod(point[1] ** 2, p) === mod(BigInt(point[0]) ** 3n + BigInt(a * point[0] + b), p);
const opposite = (point, p) => point && [point[0], Number(mod(-point[1], p))];

function checkAddition({ first, second, sum, third, line, right, up, down, ...step }, { p, a, b }) {
  if (line === 'none') return assert.deepEqual(sum, first ?? second);
  if (line === 'vertical') {
    assert.deepEqual(opposite(first, p), second);
    assert.deepEqual([sum, right, up], [null, 0, 1]);
    return;
  }
  assert.deepEqual(opposite(third, p), sum);
  assert.ok([first, second, third].every((point) => on(point, a, b, p)));
  assert.equal(mod(BigInt(step.denominator) * BigInt(step.inverse), p), 1n);
  assert.equal(mod(BigInt(step.slope) * BigInt(step.denominator), p), mod(step.numerator, p));
  const along = [first[0] + 1, first[1] + step.slope];
  for (const point of [second, third, [first[0] + right, first[1] + (up ?? -down)]])
    assert.ok(onLine(p, first, along, point));
  // A line meets the curve three times, counted well: the sum of the three x is the square of the slope.
  assert.equal(mod(first[0] + second[0] + third[0], p), mod(step.slope ** 2, p));
  if (line === 'tangent') assert.deepEqual(first, second);
}

function checkEcdhe(all) {
  const { p, a, b, points, point_orders: orders, group_order: size, base, order, walk, client, server } = all;
  const solutions = [];
  for (let x = 0; x < p; x++) for (let y = 0; y < p; y++) if (on([x, y], a, b, p)) solutions.push([x, y]);
  assert.deepEqual(points, solutions);
  assert.equal(size, points.length + 1);
  assert.equal(all.discriminant, Number(mod(4 * a ** 3 + 27 * b ** 2, p)));
  // The walk is the one truth about multiples; everything else is compared with it.
  const multiples = [null, base, ...walk.map(({ sum }) => sum)];
  walk.forEach((one, i) => {
    assert.equal(one.k, i + 2);
    assert.deepEqual([one.first, one.second], [multiples[i + 1], base]);
    checkAddition(one, all);
  });
  assert.equal(multiples.lastIndexOf(null), order);
  assert.equal(multiples.indexOf(null, 1), order);
  assert.equal(orders[points.findIndex((one) => String(one) === String(base))], order);
  assert.ok(orders.every((n) => size % n === 0));
  const times = (k) => multiples[Number(BigInt(k) % BigInt(order))];
  for (const one of [client, server, all.second_client].filter(Boolean)) {
    assert.deepEqual(one.public_key, times(one.private_key));
    one.steps.forEach((step) => {
      checkAddition(step, all);
      assert.deepEqual(step.sum, times(step.k));
    });
    if (one.private_key > 1) assert.equal(one.steps.at(-1).k, one.private_key);
    if (all.off_curve) continue;
    const peer = one === server ? client : server;
    assert.deepEqual(one.shared_point, times(BigInt(one.private_key) * BigInt(peer.private_key)));
    assert.equal(one.shared_secret, one.shared_point?.[0] ?? null);
  }
  const { eavesdropper: eve, off_curve: off } = all;
  if (eve) {
    eve.tries.forEach((point, k) => assert.deepEqual(point, times(k)));
    assert.deepEqual(eve.shared_point, client.shared_point);
    if (all.second_client) assert.deepEqual(eve.second_shared_point, all.second_client.shared_point);
  }
  if (!off) return;
  assert.equal(off.private_key, server.private_key);
  let product = 1;
  for (const leak of off.sent) {
    const [x, y] = leak.point;
    assert.ok(!on(leak.point, a, b, p) && on(leak.point, a, leak.b, p));
    assert.deepEqual([leak.left, leak.right], [Number(mod(y ** 2, p)), Number(mod(x ** 3 + a * x + b, p))]);
    assert.equal(leak.points.length + 1, leak.group_order);
    assert.equal(leak.group_order % leak.order, 0);
    const rest = server.private_key % leak.order;
    assert.ok([rest, leak.order - rest].includes(leak.residue) || (rest === 0 && leak.residue === 0));
    product *= leak.order;
  }
  assert.equal(off.modulus, product);
  const fits = (n) => off.sent.every(({ order: m, residue: r }) => n % m === r || (n + r) % m === 0);
  assert.deepEqual(off.candidates, Array.from({ length: product }, (_, n) => n).filter(fits));
}

test('ECDHE: every number of the answer', () => {
  for (const [p, a, b] of [
    [5, 1, 1],
    [7, 1, 1],
    [17, 2, 2],
    [23, 0, 1],
    [23, 1, 1],
    [97, 2, 3],
    [199, 5, 7],
  ]) {
    const curve = ['ecdhe', `--p=${p}`, `--a=${a}`, `--b=${b}`];
    for (const more of [[], ['--reuse', '--eavesdrop'], ['--eavesdrop'], ['--client-key=0'], ['--off-curve=auto']])
      checkEcdhe(answer(...curve, ...more));
    const { points } = answer(...curve);
    for (const base of points.slice(0, 12)) checkEcdhe(answer(...curve, `--base=${base}`, '--eavesdrop'));
  }
  const known = ['ecdhe', '--p=17', '--a=2', '--b=2', '--base=5,1'];
  assert.equal(answer(...known).order, 19);
  assert.deepEqual(answer(...known, '--client-key=9', '--server-key=7').client.shared_point, [16, 13]);
});

test('bad choices have their names; a known seed gives the keys, another one does not', () => {
  const warnings = (...args) => answer(...args).warnings;
  assert.deepEqual(warnings('dhe', '--client-key=6', '--server-key=15'), []);
  assert.deepEqual(warnings('dhe', '--g=2', '--client-key=6', '--server-key=15'), []);
  assert.deepEqual(warnings('dhe', '--g=22', '--client-key=0', '--server-key=1', '--reuse'), [
    'small_order',
    'client_key_shows',
    'server_key_shows',
    'reused_key',
  ]);
  assert.deepEqual(warnings('ecdhe', '--off-curve=auto', '--server-key=5'), ['unchecked_point']);
  for (const kind of ['dhe', 'ecdhe']) {
    const prime = kind === 'dhe' ? '--p=9973' : '--p=997';
    for (let i = 1; i < 6; i++) {
      const seed = i.toString(16).padStart(64, '0');
      const all = answer(kind, prime, `--seed=${seed}`, `--guess-seed=${seed}`);
      for (const side of ['client', 'server']) {
        assert.equal(all.guess[side].fits, true);
        assert.equal(all.guess[side].private_key, all[side].private_key);
      }
      const secret = kind === 'dhe' ? all.guess.shared_secret : all.guess.client.shared_secret;
      assert.equal(secret, all.client.shared_secret);
      const other = answer(kind, prime, `--seed=${seed}`, `--guess-seed=${'f'.repeat(64)}`);
      assert.deepEqual([other.guess.client.fits, other.guess.server.fits], [false, false]);
      assert.deepEqual(other.guess.shared_secret ?? null, null);
    }
  }
});

test('the keys that are drawn are spread over all that may be drawn', () => {
  const drawn = new Set();
  for (let i = 0; i < 60; i++) {
    const { client, server } = answer('dhe', '--p=7', `--seed=${i.toString(16).padStart(64, '0')}`);
    for (const { private_key: key } of [client, server]) drawn.add(key);
  }
  assert.deepEqual([...drawn].sort(), [1, 2, 3, 4, 5]);
});

test('the worked example in words', () => {
  for (const args of [
    ['dhe', '--client-key', '6', '--server-key', '15', '--eavesdrop', '--reuse', `--guess-seed=${'0'.repeat(64)}`],
    ['dhe', '--p', '9973', '--eavesdrop'],
    ['ecdhe', '--eavesdrop', '--reuse'],
    ['ecdhe', '--off-curve', 'auto'],
    ['ecdhe', '--off-curve', '0,0'],
    ['ecdhe', '--client-key=0', '--guess-seed', '1'.repeat(64)],
    ['--help'],
  ]) {
    const { exit_code, out } = same(args);
    assert.equal(exit_code, 0);
    assert.ok(out.length > 300 && out.endsWith('\n'));
    assert.doesNotMatch(out, /4294967295|[#@]G|undefined/);
  }
  const { out } = same(['dhe', '--client-key=6', '--server-key=15']);
  for (const line of ['5^4 = 10 * 5 = 50 = 4', 'client: B^a = 19^6 = 2', 'server: A^b = 8^15 = 2'])
    assert.ok(out.includes(`  ${line}\n`), line);
});

const bad = [
  [[], 'takes dhe or ecdhe'],
  [['dhe', 'ecdhe'], 'takes dhe or ecdhe'],
  [['dhe', '--p=21'], '--p: 21 is not prime'],
  [['dhe', '--p=2'], '--p: takes a number from 3 to 9973, not "2"'],
  [['dhe', '--p=99999999999999999999'], '--p: takes a number'],
  [['dhe', '--g=23'], '--g: takes a number from 1 to 22, not "23"'],
  [['dhe', '--g=0'], '--g: takes'],
  [['dhe', '--g=5x'], '--g: takes'],
  [['dhe', '--client-key=22'], '--client-key: takes a number from 0 to 21'],
  [['dhe', '--server-key=-1'], '--server-key: takes'],
  [['dhe', '--a=1'], '--a: is for ecdhe'],
  [['ecdhe', '--g=5'], '--g: is for dhe'],
  [['ecdhe', '--p=4'], '--p: takes a number from 5 to 997'],
  [['ecdhe', '--p=9'], '--p: 9 is not prime'],
  [['ecdhe', '--a=17'], '--a: takes a number from 0 to 16'],
  [['ecdhe', '--a=0', '--b=0'], 'is singular'],
  [['ecdhe', '--base=5,2'], '--base: (5, 2) does not lie on y^2 = x^3 + 2x + 2 modulo 17'],
  [['ecdhe', '--base=5'], '--base: takes two numbers less than 17'],
  [['ecdhe', '--base=17,0'], '--base: takes two numbers'],
  [['ecdhe', '--base=5,1', '--client-key=19'], '--client-key: takes a number from 0 to 18'],
  [['ecdhe', '--off-curve=5,1'], '--off-curve: (5, 1) lies on the curve'],
  [['ecdhe', '--off-curve=x'], '--off-curve: takes'],
  [['ecdhe', '--off-curve=auto', '--client-key=2'], '--off-curve: the client is the attacker'],
  [['dhe', '--seed=00'], '--seed: takes'],
  [['dhe', '--guess-seed='], '--guess-seed: takes'],
  [['dhe', '--format=xml'], '--format: takes text or json'],
  [['dhe', '--output='], '--output: takes'],
  [['dhe', '-q'], '-q is not known'],
];
test('bad input: exit code 2 and one line', () => {
  for (const [args, line] of bad) {
    const { exit_code, out, err } = same(args);
    assert.equal(exit_code, 2, args.join(' '));
    assert.equal(out, '');
    assert.ok(err.includes(line), `${args.join(' ')}: ${err}`);
    assert.equal(err.trimEnd().split('\n').length, 1);
  }
});
