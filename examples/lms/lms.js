// A small course system in one page. It opens the package that is unpacked in course/ (or in what ?package= names), in a
// frame as Moodle does, gives it a strict run-time environment and shows all that it calls. What it learns of the learner
// stays in this browser.
import { runTime } from './run-time.js';
import { scorm12 } from './scorm12.js';
import { scorm2004 } from './scorm2004.js';

const query = new URLSearchParams(location.search);
const folder = new URL(`${query.get('package') ?? 'course'}/`, location.href);
const learner = { id: 'learner-1', name: 'Lovelace, Ada' };
const key = `small-course-system ${folder.pathname}`;
const element = (id) => document.getElementById(id);
const [frame, open, leave] = ['course', 'open', 'leave'].map(element);

// Everything that the course called, for whoever looks from the console.
window.calls = [];

function stored() {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}');
  } catch {
    return {};
  }
}

function showValues(values) {
  const rows = Object.entries(values).map(([name, value]) => {
    const row = document.createElement('tr');
    row.append(
      Object.assign(document.createElement('td'), { textContent: name }),
      Object.assign(document.createElement('td'), { textContent: value }),
    );
    return row;
  });
  element('values').replaceChildren(...rows);
}

function heard(call) {
  window.calls.push(call);
  const args = call.args.map((arg) => JSON.stringify(arg)).join(', ');
  const refused = call.error ? `  refused: ${call.error} ${call.text}` : '';
  const line = document.createElement('li');
  line.textContent = `${call.name}(${args}) → ${JSON.stringify(call.result)}${refused}`;
  line.classList.toggle('refused', call.error !== 0);
  element('log').prepend(line);
}

// The browser reads XML itself here: under trusted types, text may not be parsed by a script.
const xmlAt = (url) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', url);
    request.overrideMimeType('text/xml');
    request.responseType = 'document';
    request.onerror = () => reject(new Error(`${url.pathname} cannot be fetched.`));
    request.onload = () => {
      if (request.status !== 200) reject(new Error(`${url.pathname} is not there: unpack a package into that folder.`));
      else if (!request.response || request.response.querySelector('parsererror'))
        reject(new Error('imsmanifest.xml is not well-formed.'));
      else resolve(request.response);
    };
    request.send();
  });

async function manifest() {
  const page = await xmlAt(new URL('imsmanifest.xml', folder));
  const first = (name) => page.getElementsByTagNameNS('*', name)[0];
  return {
    old: first('schemaversion').textContent.trim() === '1.2',
    title: first('item').getElementsByTagNameNS('*', 'title')[0].textContent,
    page: new URL(first('resource').getAttribute('href'), folder).href,
    mastery: first('masteryscore')?.textContent ?? null,
    passing: first('minNormalizedMeasure')?.textContent ?? null,
  };
}

function start({ old, page, mastery, passing }) {
  const version = old ? scorm12({ learner, mastery }) : scorm2004({ learner, passing });
  const keep = (values) => {
    localStorage.setItem(key, JSON.stringify(values));
    showValues(values);
  };
  window[version.name] = runTime(version, { kept: stored, keep, heard });
  frame.hidden = false;
  frame.src = page;
  leave.disabled = false;
  open.disabled = true;
}

function stop() {
  // Opened too soon, the empty page would take the place of the course.
  frame.addEventListener('load', () => (open.disabled = false), { once: true });
  frame.src = 'about:blank';
  frame.hidden = true;
  leave.disabled = true;
}

try {
  const course = await manifest();
  element('what').textContent = `${course.title} · SCORM ${course.old ? '1.2' : '2004'}`;
  showValues(stored());
  open.addEventListener('click', () => start(course));
  leave.addEventListener('click', stop);
  open.disabled = false;
  element('forget').addEventListener('click', () => {
    stop();
    // The course takes leave first; what it says then is forgotten too.
    setTimeout(() => {
      localStorage.removeItem(key);
      showValues({});
      element('log').replaceChildren();
    }, 500);
  });
} catch (problem) {
  element('what').textContent = problem.message;
}
