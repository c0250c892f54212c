// Lighthouse: performance, accessibility and best practices of the page are at least 95 of 100, on a phone and a desk.
import assert from 'node:assert/strict';
import test from 'node:test';
import { inspect, least, linesOf, presets } from '../../tools/lighthouse.mjs';

for (const preset of presets) {
  test(`Lighthouse, ${preset}: the best of up to six runs`, { timeout: 400_000 }, async (t) => {
    const result = await inspect(preset, { folder: process.env.HANDSHAKE_PAGE, runs: 6 });
    const lines = linesOf(preset, result);
    for (const line of lines) t.diagnostic(line);
    for (const [id, score] of Object.entries(least))
      assert.ok(result.scores[id] >= score, `${id}\n${lines.join('\n')}`);
  });
}
