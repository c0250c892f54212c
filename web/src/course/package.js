// Course packages: the page of a course (dist/course.html) and what the course is, to a zip for SCORM 1.2 or 2004.
// Plain JavaScript without imports of the page: node runs it as it is, and so does a browser.
import { gzipSync, strToU8, zipSync } from 'fflate';

/**
 * @typedef {object} CourseOptions
 * @property {string} title
 * @property {string} [id] what tells this course from others in a course system: letters, digits, - and _
 * @property {Record<string, string>} [element] the attributes of the element: scenario, view, step, role, controls, height, theme, lang
 * @property {unknown} [lesson] a lesson in place of a scenario
 * @property {number} [pass] the share of right answers that passes, 0 to 1; for lessons that ask something
 * @property {Record<string, string>} [traces] what `packTrace` gave, by example: for where WebAssembly is forbidden
 * @property {{ endpoint: string, auth?: string, activity?: string }} [xapi]
 */

/** The limit of the format for a title in SCORM 1.2. */
export const longestTitle = 200;

const escapes = /** @type {Record<string, string>} */ ({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
});
/** @param {string} text */
const escape = (text) =>
  text
    // XML has no place for these. (What is half a character, UTF-8 replaces.)
    // eslint-disable-next-line no-control-regex
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (char) => escapes[char] ?? '');

/**
 * once puts something in a place of the template, which must be there.
 * @param {string} text @param {string} from @param {string} to
 */
function once(text, from, to) {
  const at = text.indexOf(from);
  if (at < 0) throw new Error(`This is not the page of course packages: it lacks ${from}`);
  return text.slice(0, at) + to + text.slice(at + from.length);
}

/**
 * identifierOf gives the name of a course for course systems: its own, or one made of what it shows.
 * @param {CourseOptions} course
 */
function identifierOf(course) {
  if (course.id) return course.id.replace(/[^\w-]/g, '-');
  // FNV-1a. Another title is another course.
  let hash = 0x811c9dc5;
  for (const byte of strToU8(JSON.stringify([course.title, course.element, course.lesson])))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return `course-${hash.toString(16).padStart(8, '0')}`;
}

/**
 * coursePage writes a course into the template.
 * @param {string} template @param {CourseOptions} course @param {'1.2' | '2004'} scorm
 */
export function coursePage(template, course, scorm) {
  const { title, element = {}, lesson, pass, traces, xapi } = course;
  const activity = xapi?.activity ?? `urn:handshake-playground:${identifierOf(course)}`;
  const configuration = { title, scorm, element, lesson, pass, traces, xapi: xapi && { ...xapi, activity } };
  // In a data block of HTML only < could end it; in JSON, where it stands in strings alone, \u003c is the same.
  const data = JSON.stringify(configuration).replaceAll('<', '\\u003c');
  const block = '<script type="application/json" id="course">';
  let page = once(template, `${block}</script>`, `${block}${data}</script>`);
  page = once(page, '<title>Handshake Playground</title>', `<title>${escape(title)}</title>`);
  page = once(page, '<h1>Handshake Playground</h1>', `<h1>${escape(title)}</h1>`);
  if (element.lang) page = once(page, '<html lang="en">', `<html lang="${escape(element.lang)}">`);
  if (xapi) {
    const closed = "default-src 'none'";
    page = once(page, closed, `${closed}; connect-src ${new URL(xapi.endpoint).origin}`);
  }
  return page;
}

/**
 * examplesOf names the examples that a course plays. Their recordings are dist/recorded/NAME.json.gz.
 * @param {CourseOptions} course @returns {string[]}
 */
export function examplesOf({ element, lesson }) {
  const named = lesson ? scenariosIn(lesson, '') : [element?.scenario ?? ''];
  return [...new Set(named)].filter((name) => /^[\w-]+$/.test(name));
}

// Where a lesson names scenarios: its own, those of screens, figures and conditions.
const places = ['scenario', 'beside', 'runs', 'in', 'with'];

/** @param {unknown} thing @param {string} key @returns {string[]} */
function scenariosIn(thing, key) {
  if (typeof thing === 'string') return places.includes(key) ? [thing] : [];
  if (Array.isArray(thing)) return thing.flatMap((one) => scenariosIn(one, key));
  return Object.entries(Object(thing)).flatMap(([name, one]) => scenariosIn(one, name));
}

/**
 * packTrace makes a recording fit for a course. Where a server has opened it already, it is packed again.
 * @param {Uint8Array} file
 */
export function packTrace(file) {
  const isGzip = file[0] === 0x1f && file[1] === 0x8b;
  return btoa(Array.from(isGzip ? file : gzipSync(file, { mtime: 0 }), (byte) => String.fromCharCode(byte)).join(''));
}

/** @param {CourseOptions} course */
function manifest12(course) {
  const id = identifierOf(course);
  const title = escape(course.title.slice(0, longestTitle));
  const lang = escape(course.element?.lang ?? 'en');
  // Where there is a mastery score, systems call every visit that ends below it failed. What has no questions has none.
  const mastery =
    course.pass === undefined
      ? ''
      : `\n        <adlcp:masteryscore>${Math.round(course.pass * 100)}</adlcp:masteryscore>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${id}" version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
    <lom xmlns="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1">
      <general>
        <title><langstring xml:lang="${lang}">${title}</langstring></title>
        <language>${lang}</language>
      </general>
    </lom>
  </metadata>
  <organizations default="organization">
    <organization identifier="organization">
      <title>${title}</title>
      <item identifier="item" identifierref="resource" isvisible="true">
        <title>${title}</title>${mastery}
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="resource" type="webcontent" adlcp:scormtype="sco" href="index.html">
      <file href="index.html"/>
    </resource>
  </resources>
</manifest>
`;
}

/** @param {CourseOptions} course */
function manifest2004(course) {
  const id = identifierOf(course);
  const title = escape(course.title.slice(0, longestTitle));
  const lang = escape(course.element?.lang ?? 'en');
  const objective =
    course.pass === undefined
      ? '<imsss:primaryObjective objectiveID="primary"/>'
      : `<imsss:primaryObjective objectiveID="primary" satisfiedByMeasure="true">
              <imsss:minNormalizedMeasure>${course.pass}</imsss:minNormalizedMeasure>
            </imsss:primaryObjective>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${id}" version="1.0" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>2004 4th Edition</schemaversion>
    <lom xmlns="http://ltsc.ieee.org/xsd/LOM">
      <general>
        <title><string language="${lang}">${title}</string></title>
        <language>${lang}</language>
      </general>
    </lom>
  </metadata>
  <organizations default="organization">
    <organization identifier="organization">
      <title>${title}</title>
      <item identifier="item" identifierref="resource">
        <title>${title}</title>
        <imsss:sequencing>
          <imsss:objectives>
            ${objective}
          </imsss:objectives>
          <imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>
        </imsss:sequencing>
      </item>
      <imsss:sequencing>
        <imsss:controlMode choice="true" flow="true"/>
      </imsss:sequencing>
    </organization>
  </organizations>
  <resources>
    <resource identifier="resource" type="webcontent" adlcp:scormType="sco" href="index.html">
      <file href="index.html"/>
    </resource>
  </resources>
</manifest>
`;
}

/**
 * coursePackage makes the zip that a course system takes. The same course gives the same bytes.
 * @param {string} template the text of dist/course.html
 * @param {CourseOptions} given
 * @param {'1.2' | '2004'} scorm
 * @returns {Uint8Array}
 */
export function coursePackage(template, given, scorm) {
  // In whatever order the attributes were named, it is the same course.
  const element = Object.fromEntries(Object.entries(given.element ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
  const course = { ...given, element };
  const manifest = scorm === '1.2' ? manifest12(course) : manifest2004(course);
  return zipSync(
    { 'imsmanifest.xml': strToU8(manifest), 'index.html': strToU8(coursePage(template, course, scorm)) },
    { level: 9, mtime: new Date(2026, 0, 1) },
  );
}
