// SCORM 2004: calls, errors and elements, as far as courses of one page use them.
import { form, number, oneOf, text } from './types.js';

const duration = /^P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?$/;
const secondsIn = (span) => {
  const [, , , days, , hours, minutes, seconds] = duration.exec(span) ?? [];
  const of = (part) => Number.parseFloat(part ?? '0');
  return of(days) * 86400 + of(hours) * 3600 + of(minutes) * 60 + of(seconds);
};
const any = number(-Infinity, Infinity);

/** scorm2004 gives the version, for a learner and what the manifest says. */
export const scorm2004 = ({ learner, passing }) => ({
  name: 'API_1484_11',
  calls: {
    begin: 'Initialize',
    end: 'Terminate',
    get: 'GetValue',
    set: 'SetValue',
    commit: 'Commit',
    error: 'GetLastError',
    errorText: 'GetErrorString',
    diagnostic: 'GetDiagnostic',
  },
  errors: {
    argument: 201,
    begin: { running: 103, ended: 104 },
    end: { 'not begun': 112, ended: 113 },
    get: { 'not begun': 122, ended: 123 },
    set: { 'not begun': 132, ended: 133 },
    commit: { 'not begun': 142, ended: 143 },
    unknown: 401,
    noValue: 403,
    readOnly: 404,
    writeOnly: 405,
    type: 406,
  },
  texts: {
    0: 'No error',
    103: 'Already Initialized',
    104: 'Content Instance Terminated',
    112: 'Termination Before Initialization',
    113: 'Termination After Termination',
    122: 'Retrieve Data Before Initialization',
    123: 'Retrieve Data After Termination',
    132: 'Store Data Before Initialization',
    133: 'Store Data After Termination',
    142: 'Commit Before Initialization',
    143: 'Commit After Termination',
    201: 'General Argument Error',
    401: 'Undefined Data Model Element',
    403: 'Data Model Element Value Not Initialized',
    404: 'Data Model Element Is Read Only',
    405: 'Data Model Element Is Write Only',
    406: 'Data Model Element Type Mismatch',
    407: 'Data Model Element Value Out Of Range',
  },
  elements: {
    'cmi._version': { access: 'read', start: '1.0' },
    'cmi.learner_id': { access: 'read', start: learner.id },
    'cmi.learner_name': { access: 'read', start: learner.name },
    'cmi.completion_status': {
      access: 'both',
      start: 'unknown',
      check: oneOf('completed', 'incomplete', 'not attempted', 'unknown'),
    },
    'cmi.success_status': { access: 'both', start: 'unknown', check: oneOf('passed', 'failed', 'unknown') },
    'cmi.credit': { access: 'read', start: 'credit' },
    'cmi.mode': { access: 'read', start: 'normal' },
    'cmi.entry': { access: 'read', start: 'ab-initio' },
    'cmi.exit': { access: 'write', check: oneOf('time-out', 'suspend', 'logout', 'normal', '') },
    'cmi.location': { access: 'both', check: text(1000) },
    'cmi.suspend_data': { access: 'both', check: text(64000) },
    'cmi.progress_measure': { access: 'both', check: number(0, 1, 407) },
    'cmi.score.scaled': { access: 'both', check: number(-1, 1, 407) },
    'cmi.score.raw': { access: 'both', check: any },
    'cmi.score.min': { access: 'both', check: any },
    'cmi.score.max': { access: 'both', check: any },
    'cmi.scaled_passing_score': { access: 'read', ...(passing === null ? {} : { start: passing }) },
    'cmi.session_time': { access: 'write', check: form(duration) },
    'cmi.total_time': { access: 'read', start: 'PT0S' },
  },
  // Whoever left without suspending begins anew.
  begin(values) {
    const goesOn = values['cmi.entry'] === 'resume';
    return { ...(goesOn ? values : {}), 'cmi.exit': '', 'cmi.session_time': 'PT0S' };
  },
  end(values) {
    const scaled = values['cmi.score.scaled'];
    const total = secondsIn(values['cmi.total_time'] ?? 'PT0S') + secondsIn(values['cmi.session_time']);
    const judged = passing !== null && scaled !== undefined;
    return {
      ...values,
      'cmi.entry': values['cmi.exit'] === 'suspend' ? 'resume' : '',
      'cmi.total_time': `PT${Number(total.toFixed(2))}S`,
      ...(judged ? { 'cmi.success_status': Number(scaled) >= Number(passing) ? 'passed' : 'failed' } : {}),
    };
  },
});
