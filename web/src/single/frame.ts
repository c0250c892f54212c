// handshake-playground.html#view=ladder&…: with a view in its address the one file is what embed.html is, for frames.
import { tellHeights } from '../embed/heights.js';
import { takeAttributes } from '../embed/take.js';

const said = new URLSearchParams(location.hash.slice(1));
if (said.has('view')) {
  const element = document.querySelector('handshake-playground')!;
  element.removeAttribute('address');
  takeAttributes(element, said);
  tellHeights(element);
}
