// The types of the npm package "handshake-playground", and the words of its custom-elements.json (`npm run manifest`).
// The element in src/app implements HandshakePlaygroundMembers and sends HandshakePlaygroundEvents.

/** What can be done with the element from outside. */
export interface HandshakePlaygroundMembers {
  /** The attribute `scenario`. */
  scenario: string;
  /** The step where the cursor is, from 0. */
  step: number;
  /** The last step of the run; 0 before there is one. */
  readonly last: number;
  /** Puts the cursor on the nearest step; before the run is there, it begins at that. What is no number is ignored. */
  go(step: number): void;
  /** Goes one step on. */
  next(): void;
  /** Goes one step back. */
  back(): void;
  /** Goes on by itself, step by step. */
  play(): void;
  /** Stops that. */
  pause(): void;
  /** The lesson that is played, as its file has it. Set it to such an object, an address, the id of one that ships, or null. */
  get lesson(): object | null;
  set lesson(lesson: unknown);
  /** How far somebody is in the lesson. What was read here can be set again later, before the lesson too. */
  get progress(): HandshakePlaygroundProgress | null;
  set progress(progress: unknown);
}

/** The screen, from 1, and the chosen options of each question in their order; null: still open. */
export interface HandshakePlaygroundProgress {
  readonly screen: number;
  readonly answers: readonly (readonly number[] | null)[];
}

/** The events of the element, each with the type of its `detail`. They bubble and leave shadow roots. */
export interface HandshakePlaygroundEvents {
  /** The handshake is on screen. */
  ready: { readonly last: number };
  /** The cursor is on another step, or another run is shown. */
  step: { readonly step: number; readonly last: number; readonly title: string };
  /** The last step is reached; `failed` says whether the handshake ended in an alert. */
  finished: { readonly last: number; readonly failed: boolean };
  /** The core does not start here, or an attribute or a lesson says what cannot be followed. */
  failed: { readonly message: string };
  /** A lesson shows another screen, from 1. */
  screen: { readonly screen: number; readonly last: number };
  /** The question of a screen was answered. */
  answered: { readonly screen: number; readonly right: boolean };
  /** The last screen of a lesson is reached and every question answered; `score` is from 0 to 1. */
  completed: { readonly score: number; readonly right: number; readonly questions: number };
}

/** The attributes of the element. */
export interface HandshakePlaygroundAttributes {
  /** The name of an example, or settings as a link of the page has them: `tls=1.2&group=x25519`. */
  scenario?: string;
  /** The step to begin at: a number from 0, or `end`. */
  step?: number | `${number}` | 'end';
  /** Whose eyes see: what that party cannot know is veiled. The element takes it off at once. */
  role?: 'client' | 'server' | 'eavesdropper' | 'both';
  /** What is shown; without it, all. */
  view?:
    'all' | 'ladder' | 'bytes' | 'keys' | 'schedule' | 'states' | 'compare' | 'step' | 'network' | 'checks' | 'attack';
  /** Header and playback bar, the bar alone, or neither. */
  controls?: 'full' | 'minimal' | 'none';
  /** As high as is needed, or a number of pixels. */
  height?: 'auto' | number | `${number}` | `${number}px`;
  /** Light or dark; without it, as the system is. */
  theme?: 'light' | 'dark';
  /** The language. All elements of a page speak one. */
  lang?: 'en' | 'de';
  /** A lesson: the id of one that ships, or the address of a file. */
  lesson?: string;
  /** The element is the whole page of its window and keeps what it shows in the address. For index.html. */
  address?: boolean | '';
}

type Listener<E extends Event> =
  ((this: HandshakePlayground, event: E) => unknown) | { handleEvent(event: E): unknown };

/**
 * A TLS handshake, really computed, step by step.
 *
 * @csspart header - The name, the settings and what can be taken along
 * @csspart lesson - The text of a lesson
 * @csspart figure - What a screen of a lesson draws large
 * @csspart ladder - Client, wire and server
 * @csspart detail - What happens at the step, and the views
 * @csspart footer - The playback bar
 * @cssprop --handshake-ladder-height - How high the ladder is while `height` is `auto`
 * @cssprop --bg - Behind everything
 * @cssprop --panel - Panels
 * @cssprop --raised - What stands out in a panel
 * @cssprop --ink - Text
 * @cssprop --soft - Less important text
 * @cssprop --later - What has not happened yet
 * @cssprop --line - Borders
 * @cssprop --lifeline - The lines of client and server on the ladder
 * @cssprop --client - The client
 * @cssprop --client-bg - Behind the client’s
 * @cssprop --server - The server
 * @cssprop --server-bg - Behind the server’s
 * @cssprop --clear - What is in the clear
 * @cssprop --clear-bg - Behind what is in the clear
 * @cssprop --hs - What handshake keys protect
 * @cssprop --hs-bg - Behind what handshake keys protect
 * @cssprop --app - What application keys protect
 * @cssprop --app-bg - Behind what application keys protect
 * @cssprop --session - What the session keys of TLS 1.2 protect
 * @cssprop --session-bg - Behind what the session keys of TLS 1.2 protect
 * @cssprop --bad - What fails or ends
 * @cssprop --bad-bg - Behind what fails or ends
 * @cssprop --focus - The ring of the focus
 * @cssprop --shadow - The shadow of a panel
 * @cssprop --mono - Fonts for bytes and names
 * @cssprop --sans - Fonts for text
 * @cssprop --r - The radius of a panel’s corners
 */
export interface HandshakePlayground extends HTMLElement, HandshakePlaygroundMembers {
  addEventListener<K extends keyof HandshakePlaygroundEvents>(
    type: K,
    listener: Listener<CustomEvent<HandshakePlaygroundEvents[K]>>,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: Listener<HTMLElementEventMap[K]>,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof HandshakePlaygroundEvents>(
    type: K,
    listener: Listener<CustomEvent<HandshakePlaygroundEvents[K]>>,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: Listener<HTMLElementEventMap[K]>,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** The class that the browser knows as `handshake-playground`. */
export declare const HandshakePlayground: { new (): HandshakePlayground; readonly prototype: HandshakePlayground };

declare global {
  interface HTMLElementTagNameMap {
    'handshake-playground': HandshakePlayground;
  }
}
