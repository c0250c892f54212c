// What a step costs the page's own thread in Chromium, beside one recorded run of the core in node.
// The aim is 16 ms, one frame. Processor time, so that what else runs on the machine does not count.
import { argsOf, loadCore, openSite, seedOf, traceOf } from '../web/support.mjs';

const core = await loadCore();
const runs = 20;
for (let i = 0; i < 5; i++) traceOf(core, argsOf({ seed: seedOf(i) }));
const began = process.cpuUsage();
for (let i = 0; i < runs; i++) traceOf(core, argsOf({ seed: seedOf(i) }));
const { user, system } = process.cpuUsage(began);
const run = (user + system) / 1000 / runs;

const site = await openSite();
const { page, ready, close } = await site.open();
await ready();
const meter = await page.context().newCDPSession(page);
await meter.send('Performance.enable', { timeDomain: 'threadTicks' });
const spent = async () =>
  (await meter.send('Performance.getMetrics')).metrics.find((metric) => metric.name === 'TaskDuration').value;
console.log('\nThe page, processor time of its thread     ms a step   x a run of the core');
for (const tab of ['step', 'message', 'keys', 'schedule', 'checks']) {
  await page.locator(`#tab-${tab}`).click();
  const before = await spent();
  const steps = await page.evaluate(async () => {
    const app = document.querySelector('handshake-playground');
    for (let step = 0; step < app.model.beats.length; step++) {
      app.go(step);
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    }
    return app.model.beats.length;
  });
  const each = ((await spent()) - before) * (1000 / steps);
  console.log(`  ${tab.padEnd(40)} ${each.toFixed(1).padStart(9)} ${(each / run).toFixed(2).padStart(21)}`);
}
console.log(`  one recorded run of the core, in node     ${run.toFixed(1).padStart(8)}`);
await close();
await site.close();
