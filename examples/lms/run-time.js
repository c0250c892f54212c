// The run-time environment that SCORM 1.2 and 2004 share: begin, values in and out, commit, end. It is strict: what the
// standard refuses is refused here, with its number. A version says what its calls, errors and elements are.

/**
 * runTime makes the object that a course looks for. `kept` gives the values that are stored, `keep` is called with them
 * whenever they are to be stored, and `heard` with every call. Another window may store values meanwhile: only what this
 * one set is written over them.
 */
export function runTime(version, { kept, keep, heard }) {
  const { calls, errors, elements } = version;
  let state = 'not begun';
  let error = 0;
  /** What was set here since it was stored last. */
  let own = {};
  const newest = () => ({ ...kept(), ...own });
  const store = (values) => {
    own = {};
    keep(values);
  };

  const answer = (name, args, code, good) => {
    error = code;
    const result = code === 0 ? good : name === calls.get ? '' : 'false';
    heard({ name, args, result, error: code, text: version.texts[code] ?? '' });
    return result;
  };
  const stateError = (what) => (state === 'running' ? 0 : errors[what][state]);
  const only = (args, count) => args.length === count && args.every((arg) => typeof arg === 'string');
  const empty = (args) => only(args, 1) && args[0] === '';

  const begin = (args) => {
    if (!empty(args)) return errors.argument;
    if (state !== 'not begun') return errors.begin[state];
    store(version.begin(kept()));
    state = 'running';
    return 0;
  };
  const end = (args) => {
    if (!empty(args)) return errors.argument;
    const code = stateError('end');
    if (code !== 0) return code;
    state = 'ended';
    store(version.end(newest()));
    return 0;
  };
  const get = (args) => {
    if (!only(args, 1)) return errors.argument;
    const element = elements[args[0]];
    const code = stateError('get');
    if (code !== 0) return code;
    if (!element) return errors.unknown;
    if (element.access === 'write') return errors.writeOnly;
    return newest()[args[0]] === undefined && element.start === undefined ? errors.noValue : 0;
  };
  const set = (args) => {
    if (!only(args, 2)) return errors.argument;
    const [name, value] = args;
    const element = elements[name];
    const code = stateError('set');
    if (code !== 0) return code;
    if (!element) return errors.unknown;
    if (element.access === 'read') return errors.readOnly;
    const wrong = element.check(value, errors.type);
    if (wrong === 0) own[name] = value;
    return wrong;
  };
  const commit = (args) => {
    if (!empty(args)) return errors.argument;
    const code = stateError('commit');
    if (code === 0) store(newest());
    return code;
  };

  return {
    [calls.begin]: (...args) => answer(calls.begin, args, begin(args), 'true'),
    [calls.end]: (...args) => answer(calls.end, args, end(args), 'true'),
    [calls.get]: (...args) => {
      const code = get(args);
      return answer(calls.get, args, code, newest()[args[0]] ?? elements[args[0]]?.start ?? '');
    },
    [calls.set]: (...args) => answer(calls.set, args, set(args), 'true'),
    [calls.commit]: (...args) => answer(calls.commit, args, commit(args), 'true'),
    [calls.error]: () => String(error),
    [calls.errorText]: (code) => version.texts[code] ?? '',
    [calls.diagnostic]: (code) => version.texts[code] ?? '',
  };
}
