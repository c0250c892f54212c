// Names of elements belong to the whole document: the page around, or a second copy of this script, may have some of them.

// The copy that came first defines all that is ours. Two halves would each speak a language of their own.
const mark = Symbol.for('handshake-playground');
const owners = globalThis as unknown as Record<symbol, object | undefined>;
const copy = {};
owners[mark] ??= copy;

/** define gives an element its name, and leaves a name alone that is taken. */
export function define(name: string, element: CustomElementConstructor): void {
  if (owners[mark] === copy && !customElements.get(name)) customElements.define(name, element);
}
