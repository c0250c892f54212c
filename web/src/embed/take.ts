// The attributes of <handshake-playground> in an address: the query of embed.html, the hash of the page in one file.
const names = ['scenario', 'view', 'step', 'role', 'height', 'controls', 'lang', 'theme', 'lesson'];

/** takeAttributes gives them to the element. */
export function takeAttributes(element: Element, said: URLSearchParams): void {
  for (const name of names) {
    const value = said.get(name);
    if (value !== null) element.setAttribute(name, value);
  }
}
