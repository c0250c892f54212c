// SCORM 1.2: calls, errors and elements, as far as courses of one page use them.
import { form, number, oneOf, text } from './types.js';

const scoreOrNothing = (value, wrong) => (value === '' ? 0 : number(0, 100)(value, wrong));
const timespan = /^(\d{2,4}):([0-5]\d):([0-5]\d)(\.\d{1,2})?$/;

const secondsIn = (span) => {
  const [, hours, minutes, seconds, part = ''] = timespan.exec(span) ?? [0, 0, 0, 0];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0${part}`);
};
const spanOf = (seconds) => {
  const two = (n) => String(Math.floor(n)).padStart(2, '0');
  const part = ((seconds % 60) + 1e-6).toFixed(2).padStart(5, '0');
  return `${String(Math.floor(seconds / 3600)).padStart(4, '0')}:${two((seconds / 60) % 60)}:${part}`;
};

/** scorm12 gives the version, for a learner and what the manifest says. */
export const scorm12 = ({ learner, mastery }) => ({
  name: 'API',
  calls: {
    begin: 'LMSInitialize',
    end: 'LMSFinish',
    get: 'LMSGetValue',
    set: 'LMSSetValue',
    commit: 'LMSCommit',
    error: 'LMSGetLastError',
    errorText: 'LMSGetErrorString',
    diagnostic: 'LMSGetDiagnostic',
  },
  errors: {
    argument: 201,
    begin: { running: 101, ended: 101 },
    end: { 'not begun': 301, ended: 301 },
    get: { 'not begun': 301, ended: 301 },
    set: { 'not begun': 301, ended: 301 },
    commit: { 'not begun': 301, ended: 301 },
    unknown: 401,
    // Every element that can be read has a value in this version.
    noValue: 101,
    readOnly: 403,
    writeOnly: 404,
    type: 405,
  },
  texts: {
    0: 'No error',
    101: 'General exception',
    201: 'Invalid argument error',
    301: 'Not initialized',
    401: 'Not implemented error',
    403: 'Element is read only',
    404: 'Element is write only',
    405: 'Incorrect data type',
  },
  elements: {
    'cmi.core.student_id': { access: 'read', start: learner.id },
    'cmi.core.student_name': { access: 'read', start: learner.name },
    'cmi.core.lesson_location': { access: 'both', start: '', check: text(255) },
    'cmi.core.credit': { access: 'read', start: 'credit' },
    'cmi.core.lesson_status': {
      access: 'both',
      start: 'not attempted',
      check: oneOf('passed', 'completed', 'failed', 'incomplete', 'browsed'),
    },
    'cmi.core.entry': { access: 'read', start: 'ab-initio' },
    'cmi.core.score.raw': { access: 'both', start: '', check: scoreOrNothing },
    'cmi.core.score.min': { access: 'both', start: '', check: scoreOrNothing },
    'cmi.core.score.max': { access: 'both', start: '', check: scoreOrNothing },
    'cmi.core.total_time': { access: 'read', start: '0000:00:00.00' },
    'cmi.core.lesson_mode': { access: 'read', start: 'normal' },
    'cmi.core.exit': { access: 'write', check: oneOf('time-out', 'suspend', 'logout', '') },
    'cmi.core.session_time': { access: 'write', check: form(timespan) },
    'cmi.suspend_data': { access: 'both', start: '', check: text(4096) },
    'cmi.launch_data': { access: 'read', start: '' },
    'cmi.student_data.mastery_score': { access: 'read', start: mastery ?? '' },
  },
  begin: (values) => ({ ...values, 'cmi.core.exit': '', 'cmi.core.session_time': '0000:00:00.00' }),
  end(values) {
    const raw = values['cmi.core.score.raw'] ?? '';
    const judged = mastery !== null && raw !== '';
    const total =
      secondsIn(values['cmi.core.total_time'] ?? '0000:00:00.00') + secondsIn(values['cmi.core.session_time']);
    return {
      ...values,
      'cmi.core.entry': values['cmi.core.exit'] === 'suspend' ? 'resume' : '',
      'cmi.core.total_time': spanOf(total),
      // A mastery score outranks what the course says, as the standard has it.
      ...(judged ? { 'cmi.core.lesson_status': Number(raw) >= Number(mastery) ? 'passed' : 'failed' } : {}),
    };
  },
});
