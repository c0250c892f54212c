// The course system's object: up the windows around this page, then those around the window that opened it.

/** The functions of a course system. Every one takes and gives text. */
export type Api = Readonly<Record<string, (...texts: string[]) => unknown>>;

const most = 500;

function upFrom(start: Window | null, name: string): Api | null {
  let at = start;
  for (let i = 0; at && i <= most; i++) {
    try {
      const found = (at as unknown as Record<string, unknown>)[name];
      if (typeof found === 'object' && found !== null) return found as Api;
    } catch {
      // A window of another origin does not let us look, but the next one may.
    }
    if (at.parent === at) return null;
    at = at.parent;
  }
  return null;
}

/** findApi gives API (SCORM 1.2) or API_1484_11 (SCORM 2004), or null when there is none. */
export function findApi(name: string, from: Window): Api | null {
  return upFrom(from, name) ?? upFrom(from.opener as Window | null, name) ?? upFrom(from.top?.opener ?? null, name);
}
