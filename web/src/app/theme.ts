// Light or dark: what the system says, unless somebody chose otherwise here. The choice is kept where the browser allows it.
export type Theme = 'light' | 'dark';

const key = 'handshake-playground-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

function stored(): Theme | null {
  try {
    const value = localStorage.getItem(key);
    return value === 'light' || value === 'dark' ? value : null;
  } catch {
    return null;
  }
}

/** currentTheme gives the theme to show. */
export const currentTheme = (): Theme => stored() ?? (system.matches ? 'dark' : 'light');

/** chooseTheme keeps a choice. A choice that equals the system's is forgotten, so that the page follows the system again. */
export function chooseTheme(theme: Theme): void {
  try {
    if (theme === (system.matches ? 'dark' : 'light')) localStorage.removeItem(key);
    else localStorage.setItem(key, theme);
  } catch {
    // Nothing is kept where storage is refused; the choice holds until the page is left.
  }
}

/** onSystemTheme calls back when the system changes. It gives a function that stops it. */
export function onSystemTheme(then: () => void): () => void {
  system.addEventListener('change', then);
  return () => system.removeEventListener('change', then);
}
