// Which language the page speaks: what the address says, else what was chosen here, else what the browser asks for.
import { isLanguage, languageNames, languages, type Language, type Words } from './languages.js';

let active: Language = 'en';
let table: Words | null = null;

/** language gives the language that is spoken now. */
export const language = (): Language => active;
/** wordsNow gives its texts. No element is defined before there are some. */
export function wordsNow(): Words {
  if (!table) throw new Error('No language is there yet.');
  return table;
}

/** ownDocument tells whether the document is one of our own: the page, the one for frames, the one of a course. */
export const ownDocument = (): boolean =>
  document.querySelector('meta[name="application-name"][content="Handshake Playground"]') !== null;

const key = 'handshake-playground-language';

function stored(): Language | null {
  try {
    const value = localStorage.getItem(key);
    return isLanguage(value) ? value : null;
  } catch {
    return null;
  }
}

const inHash = (hash: string): URLSearchParams => new URLSearchParams(hash.replace(/^#/, ''));

/** languageIn reads `lang` from an address: before the # or after it. */
export function languageIn(address: Pick<URL, 'search' | 'hash'>): Language | null {
  const named = inHash(address.hash).get('lang') ?? new URLSearchParams(address.search).get('lang');
  // A region is dropped: de-AT is German.
  const short = named?.toLowerCase().split('-')[0];
  return isLanguage(short) ? short : null;
}

/** preferredLanguage says which language to begin with. */
export function preferredLanguage(): Language {
  const wished = navigator.languages.map((tag) => tag.toLowerCase().split('-')[0]).find(isLanguage);
  return languageIn(location) ?? stored() ?? wished ?? 'en';
}

/** setLanguage loads a language and speaks it. When it cannot be loaded, the page stays as it is. */
export async function setLanguage(wanted: Language): Promise<boolean> {
  let words: Words;
  try {
    words = await languages[wanted].load();
  } catch {
    return false;
  }
  active = wanted;
  table = words;
  if (typeof document !== 'undefined') {
    // In somebody else's page the language of the document is theirs.
    if (ownDocument()) document.documentElement.lang = wanted;
    redraw(document);
  }
  return true;
}

let first: Promise<void> | undefined;

/** firstWords loads the language to begin with; if it cannot be had, another one. It rejects when there is none at all. */
export const firstWords = (): Promise<void> => (first ??= loadFirst());

async function loadFirst(): Promise<void> {
  // An element in somebody else's page says its language itself.
  const own = document.querySelector('handshake-playground:not([address])')?.getAttribute('lang');
  const named = own?.toLowerCase().split('-')[0];
  const wanted = isLanguage(named) ? named : preferredLanguage();
  for (const one of [wanted, ...languageNames]) if (table !== null || (await setLanguage(one))) return;
  throw new Error('handshake-playground: no language could be loaded.');
}

const followAddress = (): void => {
  const named = languageIn(location);
  if (named !== null && named !== active) void setLanguage(named);
};

/** startLanguage speaks the preferred language, and follows the address when that names another one later. */
export async function startLanguage(): Promise<void> {
  // The same function each time is one listener, however many elements a page has.
  addEventListener('popstate', followAddress);
  await setLanguage(preferredLanguage());
}

/** chooseLanguage speaks a language and keeps the choice. An address that names a language names this one from now on. */
export async function chooseLanguage(wanted: Language): Promise<void> {
  if (!(await setLanguage(wanted))) return;
  try {
    localStorage.setItem(key, wanted);
  } catch {
    // Nothing is kept where storage is refused; the choice holds until the page is left.
  }
  const url = new URL(location.href);
  if (languageIn(url) === null) return;
  if (url.searchParams.has('lang')) url.searchParams.set('lang', wanted);
  const hash = inHash(url.hash);
  if (hash.has('lang')) {
    hash.set('lang', wanted);
    url.hash = hash.toString();
  }
  try {
    history.replaceState(history.state, '', url);
  } catch {
    // Some frames may not change their address. The language is shown all the same.
  }
}

// Every element of the page draws itself again. What it holds (the step, what is open) stays.
function redraw(root: ParentNode): void {
  for (const element of root.querySelectorAll('*')) {
    if (!element.shadowRoot) continue;
    if ('requestUpdate' in element && typeof element.requestUpdate === 'function') element.requestUpdate();
    redraw(element.shadowRoot);
  }
}
