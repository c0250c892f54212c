// What failed and why, said once more at the very end: of a long output often only the end is seen.
const lines = 16;
const most = 25;
const found = [];

/** note keeps a failure: what failed, and the beginning of the reason. */
export function note(name, reason) {
  found.push({ name, reason });
}

const noise =
  /^\s*$|^Running main\(\)|^Note: Google Test filter|^\[(?:=+|-+| {2}PASSED {2}|)\]|^\[ RUN {6}\]|^\[ {2}FAILED {2}\].*(?:listed below|test,)/;

/** ofNode finds the failures in what node's spec reporter wrote: [name, reason] each. */
export function ofNode(output) {
  const [, end] = output.split(/^✖ failing tests:$/m);
  if (end === undefined) return [];
  return end
    .split(/^test at /m)
    .slice(1)
    .map((text) => {
      const [place, named = '', ...reason] = text.split('\n');
      const name = named.replace(/^✖ /, '').replace(/ \([\d.]+m?s\)$/, '');
      return [`${name} (${place})`, reason.join('\n')];
    });
}

const plain = (text) =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name]);

/** ofCtest finds them in the report that ctest writes for others. A test of ctest's may be node's tests. */
export function ofCtest(xml) {
  return [...xml.matchAll(/<testcase name="([^"]*)"([^>]*)>(.*?)<\/testcase>/gs)].flatMap(([, name, about, inside]) => {
    const lost = /<skipped message="(Unable to find [^"]*)"/.exec(inside)?.[1];
    if (!lost && !about.includes('status="fail"')) return [];
    const output = plain(/<system-out>(.*?)<\/system-out>/s.exec(inside)?.[1] ?? '');
    const inner = ofNode(output);
    if (inner.length) return inner.map(([what, why]) => [`${plain(name)}: ${what}`, why]);
    const time = Number(/\btime="([\d.]+)"/.exec(about)?.[1] ?? 0);
    return [[`${plain(name)} (after ${time.toFixed(1)} s)`, output || lost || '']];
  });
}

/** summary is the text for the end. */
export function summary(failures = found) {
  const shown = failures.slice(0, most).map(({ name, reason }) => {
    const useful = reason.split('\n').filter((line) => !noise.test(line));
    const cut = useful.slice(0, lines).map((line) => `    ${line.slice(0, 300)}`);
    return [`  ✖ ${name}`, ...cut].join('\n');
  });
  if (failures.length > most) shown.push(`  and ${failures.length - most} more`);
  return shown.length ? ['What failed:', ...shown].join('\n') : '';
}
