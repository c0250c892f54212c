// embed.html?scenario=…&view=…: the element alone, for a frame in another page. The query has the element's attributes.
import { firstWords } from '../language/language.js';
import { tellHeights } from './heights.js';
import { takeAttributes } from './take.js';

const element = document.querySelector('handshake-playground')!;
takeAttributes(element, new URLSearchParams(location.search));
tellHeights(element);
// They are fetched while the element is.
firstWords().catch(() => undefined);
await import('../app/handshake-playground.js');
