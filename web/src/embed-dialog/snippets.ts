// What to paste, for each way of putting the playground into a page.
import { attributesOf, courseAttributesOf, type Choice } from './choice.js';
import { hostScript } from './host-script.js';

export const ways = ['element', 'frame', 'file', 'markdown', 'course', 'link'] as const;
export type Way = (typeof ways)[number];

/** oneFile gives the name of the page in one file: the lessons have a file of their own. */
export const oneFile = ({ lesson }: Choice): string =>
  lesson === '' ? 'handshake-playground.html' : 'handshake-lessons.html';

/** A Snippet is a text, and what it is written in: a name in every language. */
export interface Snippet {
  readonly name: 'HTML' | 'Markdown' | 'Jupyter' | 'Shell' | 'URL';
  readonly text: string;
}

export interface Wanted {
  readonly choice: Choice;
  /** The settings as the address of the whole page has them. */
  readonly address: string;
  /** The address of the folder, with / at its end. */
  readonly base: string;
  /** What a frame is called. */
  readonly title: string;
}

/** A frame whose height is told has this one until then; so has a frame in a page that cannot listen. */
const firstHeight = '640';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** escapeHtml makes a text safe inside quotation marks and between tags. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char]!);

const tag = (name: string, attributes: readonly (readonly [string, string])[]): string =>
  `<${[name, ...attributes.map(([key, value]) => `${key}="${escapeHtml(value)}"`)].join(' ')}></${name}>`;

const query = (pairs: readonly (readonly [string, string])[]): string =>
  new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString();

// Inside the single quotes of a shell. What URLSearchParams writes has none, and no ! either.
const word = (text: string): string => (/^[\w.-]+$/.test(text) ? text : `'${text}'`);

function frame({ choice, title }: Wanted, src: string): string {
  const height = choice.height === 'auto' ? firstHeight : choice.height;
  return tag('iframe', [
    ['class', 'handshake'],
    ['sandbox', 'allow-scripts'],
    ['title', title],
    ['width', '100%'],
    ['height', height],
    ['frameborder', '0'],
    ['src', src],
  ]);
}

const withScript = ({ choice }: Wanted, html: string): string =>
  choice.height === 'auto' ? `${html}\n<script>\n${hostScript}\n</script>` : html;

/** snippetsOf gives the texts of a way. */
export function snippetsOf(way: Way, wanted: Wanted): readonly Snippet[] {
  const { choice, base, address } = wanted;
  const attributes = attributesOf(choice);
  const framed = `${base}embed.html?${query(attributes)}`;
  switch (way) {
    case 'element': {
      const script = tag('script', [
        ['type', 'module'],
        ['src', `${base}handshake-playground.js`],
      ]);
      return [{ name: 'HTML', text: `${script}\n${tag('handshake-playground', attributes)}` }];
    }
    case 'frame':
      return [{ name: 'HTML', text: withScript(wanted, frame(wanted, framed)) }];
    case 'file': {
      // A view in its address makes the one file a frame's content.
      const rest = attributes.filter(([name]) => name !== 'view');
      const src = `${oneFile(choice)}#${query([['view', choice.view], ...rest])}`;
      return [{ name: 'HTML', text: withScript(wanted, frame(wanted, src)) }];
    }
    case 'markdown': {
      const height = choice.height === 'auto' ? firstHeight : choice.height;
      const cell = `from IPython.display import IFrame\nIFrame("${framed}", width="100%", height=${height})`;
      return [
        { name: 'Markdown', text: frame(wanted, framed) },
        { name: 'Jupyter', text: cell },
      ];
    }
    case 'course': {
      // The command takes a lesson by its id, or as a file.
      const said = (name: string, value: string): string => (name === 'lesson' ? value.replace(/^.*\//, '') : value);
      const options = courseAttributesOf(choice).map(([name, value]) => `--${name} ${word(said(name, value))}`);
      return [{ name: 'Shell', text: ['npm run build:scorm --', ...options].join(' ') }];
    }
    case 'link': {
      const said = attributes.filter(([name]) => name === 'step' || name === 'role' || name === 'lang');
      const shown = choice.lesson === '' ? address : query([['lesson', choice.lesson]]);
      const hash = [shown, query(said)].filter((part) => part !== '').join('&');
      return [{ name: 'URL', text: hash === '' ? base : `${base}#${hash}` }];
    }
  }
}
