// embed.html?scenario=…&view=…: the element alone, for a frame in another page. The query has the element's attributes.
import { tellHeights } from './heights.js';
import { takeAttributes } from './take.js';

const element = document.querySelector('handshake-playground')!;
takeAttributes(element, new URLSearchParams(location.search));
tellHeights(element);
await import('../app/handshake-playground.js');
