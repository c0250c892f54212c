// embed.html?scenario=…&view=…: the element alone, for a frame in another page. The query has the element's attributes.
import { tellHeights } from './heights.js';

const names = ['scenario', 'view', 'step', 'role', 'height', 'controls', 'lang', 'theme', 'lesson'];
const element = document.querySelector('handshake-playground')!;
const query = new URLSearchParams(location.search);
for (const name of names) {
  const value = query.get(name);
  if (value !== null) element.setAttribute(name, value);
}
tellHeights(element);
await import('../app/handshake-playground.js');
