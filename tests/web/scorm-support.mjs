// What the tests of course packages share: packages made and unpacked beside the small course system, and a browser that
// opens them there and watches.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { launch } from '../../tools/browser.mjs';
import { courseOf } from '../../tools/scorm.mjs';
import { serve } from '../../tools/serve.mjs';
import { coursePackage } from '../../web/src/course/package.js';
import { dist } from './support.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function openSystem() {
  const folder = mkdtempSync(path.join(tmpdir(), 'scorm-'));
  cpSync(path.join(root, 'examples/lms'), folder, { recursive: true });
  const template = readFileSync(path.join(dist, 'course.html'), 'utf8');
  const [browser, server] = await Promise.all([launch(), serve({ port: 0, folder, policy: "object-src 'none'" })]);

  /** unpack puts a zip where the course system looks for it. */
  function unpack(zip, name) {
    const files = unzipSync(zip);
    mkdirSync(path.join(folder, name));
    for (const [file, content] of Object.entries(files)) writeFileSync(path.join(folder, name, file), content);
    return Object.fromEntries(Object.entries(files).map(([file, bytes]) => [file, new TextDecoder().decode(bytes)]));
  }

  return {
    folder,
    template,
    url: server.url,
    unpack,
    /** pack makes the packages of a course, unpacks them as NAME12 and NAME2004, and gives their files. */
    async pack(name, args, versions = ['12', '2004']) {
      const { course } = await courseOf(args);
      const made = versions.map((version) => {
        const bytes = coursePackage(template, course, version === '12' ? '1.2' : '2004');
        return [version, { bytes, files: unpack(bytes, name + version) }];
      });
      return Object.fromEntries(made);
    },
    /** open gives a page, with what went wrong on it. Violations in its frames are counted too. */
    async open(name, { allow = [], locale = 'en-GB', width = 1280, height = 900 } = {}) {
      const context = await browser.newContext({ reducedMotion: 'reduce', locale, viewport: { width, height } });
      const page = await context.newPage();
      const troubles = [];
      page.on('pageerror', (error) => troubles.push(error.stack));
      page.on('console', (m) => ['error', 'warning'].includes(m.type()) && troubles.push(m.text()));
      page.on('request', (request) => {
        const own = [server.url, `blob:${server.url}`, 'data:', 'about:', ...allow];
        if (!own.some((start) => request.url().startsWith(start))) troubles.push(`foreign: ${request.url()}`);
      });
      await page.addInitScript(() => {
        addEventListener('securitypolicyviolation', (e) => console.error(`${e.violatedDirective} ${e.blockedURI}`));
      });
      await page.goto(server.url + name);
      return {
        page,
        troubles,
        /** visit opens the course in the course system; its page is in a frame. */
        async visit() {
          await page.getByRole('button', { name: 'Open the course' }).click();
          return page
            .locator('#course')
            .elementHandle()
            .then((frame) => frame.contentFrame());
        },
        /** leave leaves it and gives what it called. */
        async leave() {
          await page.getByRole('button', { name: 'Leave it' }).click();
          await page.waitForFunction(() => /^(LMSFinish|Terminate)$/.test(window.calls.at(-1)?.name));
          return page.evaluate(() => window.calls.splice(0));
        },
        async close() {
          assert.deepEqual(troubles, []);
          await context.close();
        },
      };
    },
    async close() {
      await Promise.all([browser.close(), server.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** started waits until the course counts: the first step or screen is on screen, and the course has heard of it. */
export const started = async (place) => {
  const bar = place.locator('progress');
  await bar.waitFor();
  await bar.evaluate(async (one) => {
    while (one.value === 0) await new Promise((again) => setTimeout(again, 20));
  });
};

/** lastOf gives the value that an element got last. */
export const lastOf = (calls, name) => calls.findLast(({ args }) => args.length === 2 && args[0] === name)?.args[1];

/** Nothing in a course is refused. A value that was never set is no refusal: in 2004 it has a number. */
export const refusedIn = (calls) => calls.filter(({ error }) => error !== 0 && error !== 403);

/** accessible asserts that axe finds nothing in a page or frame, and that it does not scroll sideways. */
export async function accessible(frame, what) {
  await frame.evaluate(axe);
  const { violations } = await frame.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)}`),
    [],
    what,
  );
  assert.ok((await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, what);
}
