// Where a text stops being JSON. Browsers word this each in their own way, and some do not say it at all.

const blank = /[ \t\r\n]*/y;
const plain = /[^"\\\u0000-\u001f]*/y; // eslint-disable-line no-control-regex -- these end a string's plain part
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** jsonMistakeAt gives the offset of the first character that cannot stand there (RFC 8259); null when the text is JSON. */
export function jsonMistakeAt(text: string): number | null {
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const sign = (wanted: string): boolean => {
    if (text.charAt(at) !== wanted) return false;
    at++;
    return true;
  };
  const string = (): boolean => {
    if (!sign('"')) return false;
    do take(plain);
    while (take(escape));
    return sign('"');
  };
  const key = (): boolean => {
    if (!string()) return false;
    take(blank);
    return sign(':');
  };

  const open: string[] = [];
  for (;;) {
    take(blank);
    // A value stands here. Opening brackets are followed by their first value or by their end.
    if (sign('{')) {
      take(blank);
      if (!sign('}')) {
        if (!key()) return at;
        open.push('}');
        continue;
      }
    } else if (sign('[')) {
      take(blank);
      if (!sign(']')) {
        open.push(']');
        continue;
      }
    } else if (!(text.charAt(at) === '"' ? string() : take(scalar))) {
      return at;
    }
    // The value is whole: brackets close, or a comma leads to the next one.
    for (;;) {
      take(blank);
      const end = open.at(-1);
      if (end === undefined) return at === text.length ? null : at;
      if (sign(end)) {
        open.pop();
        continue;
      }
      if (!sign(',')) return at;
      take(blank);
      if (end === '}' && !key()) return at;
      break;
    }
  }
}

/** placeOf gives line and column, both from 1. */
export function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
