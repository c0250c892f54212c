// The line between two windows of one browser: a BroadcastChannel. Packets are numbered and kept until the other side has
// them, so that nothing is lost or doubled when a window opens late or is loaded anew.
import { peerOf, type Role } from '../trace/types.js';

interface Letter {
  readonly from: Role;
  /** The window, and the connection that it plays. */
  readonly window: string;
  readonly session: string;
  /** How many packets the sender of this letter has had. */
  readonly have: number;
  readonly packets: readonly (readonly [number, string])[];
  /** `here` wants an answer; `gone` is the last word. */
  readonly word: 'here' | 'news' | 'gone';
}

/** What a window remembers of its line when it is loaded anew. */
export interface Memory {
  readonly session: string;
  readonly peer: string | null;
  readonly sent: readonly string[];
  readonly have: number;
}

export const freshName = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, '0')).join('');

export class Link {
  /** The other window is there. */
  linked = false;
  /** The other window has begun another connection. */
  stale = false;
  /** Another window plays the same side. */
  rival = false;
  private readonly role: Role;
  private readonly window = freshName();
  private readonly session: string;
  private peer: string | null;
  private readonly sent: string[];
  private have: number;
  private peerHas = 0;
  private readonly channel: BroadcastChannel | null;
  private readonly onPacket: (hex: string) => void;
  private readonly onChange: () => void;

  constructor(room: string, role: Role, memory: Memory | null, onPacket: (hex: string) => void, onChange: () => void) {
    this.role = role;
    this.session = memory?.session ?? freshName();
    this.peer = memory?.peer ?? null;
    this.sent = [...(memory?.sent ?? [])];
    this.have = memory?.have ?? 0;
    this.onPacket = onPacket;
    this.onChange = onChange;
    this.channel = channelOf(room);
    this.channel?.addEventListener('message', ({ data }: MessageEvent<Letter>) => this.read(data));
    addEventListener('pagehide', this.bye);
    this.post('here');
  }

  /** Whether there can be a line at all. */
  get possible(): boolean {
    return this.channel !== null;
  }

  get memory(): Memory {
    const { session, peer, sent, have } = this;
    return { session, peer, sent: [...sent], have };
  }

  /** send gives bytes to the other side, now or when its window opens. */
  send(hex: string): void {
    this.sent.push(hex);
    this.post('news');
  }

  close(): void {
    this.bye();
    removeEventListener('pagehide', this.bye);
    this.channel?.close();
  }

  private readonly bye = (): void => this.post('gone');

  private post(word: Letter['word']): void {
    const { role: from, window, session, have, sent, peerHas } = this;
    const packets = sent.slice(peerHas).map((hex, i) => [peerHas + i, hex] as const);
    this.channel?.postMessage({ from, window, session, have, packets, word } satisfies Letter);
  }

  private read(letter: Letter): void {
    if (letter.from === this.role) {
      this.rival = letter.word !== 'gone';
      if (letter.word === 'here') this.post('news');
    } else if (letter.from === peerOf(this.role)) this.hear(letter);
    this.onChange();
  }

  private hear({ session, have, packets, word }: Letter): void {
    this.linked = word !== 'gone';
    const untouched = this.sent.length === 0 && this.have === 0;
    if (this.peer === null || untouched) this.peer = session;
    this.stale = this.peer !== session;
    if (this.stale) {
      if (word === 'here') this.post('news');
      return;
    }
    this.peerHas = Math.min(have, this.sent.length);
    const before = this.have;
    for (const [number, hex] of packets) {
      if (number !== this.have) continue;
      this.have++;
      this.onPacket(hex);
    }
    if (word === 'here' || this.have > before || (this.peerHas < this.sent.length && word !== 'gone'))
      this.post('news');
  }
}

// Some frames may have none. Then the bytes are carried by hand.
function channelOf(room: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(`handshake-playground ${room}`);
  } catch {
    return null;
  }
}
