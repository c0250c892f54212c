// One side of a connection in the hands of a person: its endpoint, what lies ready to be sent, and everything that was
// done so far, so that the window can be loaded anew.
import type { Core } from '../core/core.js';
import type { Endpoint } from '../core/endpoint.js';
import { same, type Settings } from '../scenario/settings.js';
import type { TraceModel } from '../trace/model.js';
import type { Role } from '../trace/types.js';
import { Link, type Memory } from './link.js';

/** What a person can do, and what can come. */
export type Deed =
  | { readonly do: 'step' | 'all' | 'update' | 'close' }
  /** Bytes of the peer, from the other window or pasted. */
  | { readonly do: 'receive'; readonly hex: string; readonly pasted?: boolean }
  /** Application data. */
  | { readonly do: 'send'; readonly text: string }
  /** What lies ready goes to the other window, or leaves by other ways: copied. */
  | { readonly do: 'dispatch' | 'carry' };

interface Kept {
  readonly settings: Settings;
  readonly deeds: readonly Deed[];
  readonly memory: Memory;
}

/** A Desk is what lies before the person. */
export interface Desk {
  readonly role: Role;
  readonly state: string;
  readonly canStep: boolean;
  /** What was built and is not sent yet, a packet for each move. */
  readonly ready: readonly string[];
  readonly sent: number;
  readonly arrived: number;
  /** Whether windows can be linked here. */
  readonly line: boolean;
  readonly linked: boolean;
  readonly stale: boolean;
  readonly rival: boolean;
}

export class Side {
  readonly role: Role;
  readonly settings: Settings;
  model: TraceModel;
  private readonly place: string;
  private readonly endpoint: Endpoint;
  private readonly onChange: () => void;
  private readonly room: string;
  private readonly memory: Memory | null;
  private link: Link | null = null;
  private deeds: Deed[] = [];
  private ready: string[] = [];
  private sent = 0;
  private arrived = 0;
  private state = '';
  private canStep = false;
  private queue: Promise<void> = Promise.resolve();
  private over = false;

  private constructor(
    role: Role,
    room: string,
    settings: Settings,
    memory: Memory | null,
    endpoint: Endpoint,
    model: TraceModel,
    onChange: () => void,
  ) {
    this.role = role;
    this.room = room;
    this.settings = settings;
    this.memory = memory;
    this.place = placeOf(room, role);
    this.endpoint = endpoint;
    this.model = model;
    this.onChange = onChange;
  }

  /** open begins a connection, or goes on with the one that this window played before. It rejects with a Refusal. */
  static async open(
    core: Core,
    role: Role,
    room: string,
    settings: Settings,
    onChange: () => void,
    anew = false,
  ): Promise<Side> {
    const kept = anew ? null : recall(placeOf(room, role));
    const record = kept && same(kept.settings, settings) ? kept : null;
    const endpoint = await core.endpoint(role, settings);
    const memory = record?.memory ?? null;
    const side = new Side(role, room, settings, memory, endpoint, await endpoint.trace(), onChange);
    for (const deed of record?.deeds ?? []) {
      await side.perform(deed, true);
      side.deeds.push(deed);
    }
    await side.look();
    return side;
  }

  /** connect opens the line to the other window. */
  connect(): void {
    const { room, role, memory, onChange } = this;
    this.link = new Link(room, role, memory, (hex) => void this.act({ do: 'receive', hex }), onChange);
  }

  get desk(): Desk {
    const { role, state, canStep, ready, sent, arrived } = this;
    const { linked, stale, rival } = this.link ?? { linked: false, stale: false, rival: false };
    const line = this.link?.possible ?? false;
    return { role, state, canStep, ready: [...ready], sent, arrived, line, linked, stale, rival };
  }

  /** act does one thing after the other. */
  act(deed: Deed): Promise<void> {
    this.queue = this.queue.then(async () => {
      if (this.over) return;
      await this.perform(deed, false);
      this.deeds.push(deed);
      this.remember();
      await this.look();
      if (!this.over) this.onChange();
    });
    return this.queue;
  }

  /** close ends it. The other window hears that this one is gone. */
  close(): void {
    this.over = true;
    this.link?.close();
    void this.queue.then(() => this.endpoint.delete());
  }

  // At the end of a deed only: then what was done and what the line has carried say the same.
  private remember(): void {
    const { settings, deeds, place, link } = this;
    if (!link) return;
    const have = deeds.filter((deed) => deed.do === 'receive' && !deed.pasted).length;
    keep(place, { settings, deeds, memory: { ...link.memory, have } });
  }

  private async look(): Promise<void> {
    const { endpoint } = this;
    [this.state, this.canStep, this.model] = await Promise.all([
      endpoint.state(),
      endpoint.canStep(),
      endpoint.trace(),
    ]);
  }

  // What was sent before the window was loaded anew is in the memory of the link: it is not sent again.
  private async perform(deed: Deed, again: boolean): Promise<void> {
    const { endpoint } = this;
    switch (deed.do) {
      case 'step':
        await this.move();
        break;
      case 'all':
        while (await this.move());
        break;
      case 'update':
        await endpoint.updateKeys();
        break;
      case 'close':
        await endpoint.close();
        break;
      case 'send':
        await endpoint.send(deed.text);
        break;
      case 'receive':
        this.arrived += deed.hex.length / 2;
        await endpoint.receive(deed.hex);
        break;
      case 'dispatch':
      case 'carry':
        if (deed.do === 'dispatch' && !again) for (const packet of this.ready) this.link?.send(packet);
        this.sent += this.ready.join('').length / 2;
        this.ready = [];
        break;
    }
    // What was queued is built at once, behind what must be taken first.
    if (deed.do === 'update' || deed.do === 'close' || deed.do === 'send') {
      const before = this.ready.length;
      while (this.ready.length === before && (await this.move()));
    }
  }

  private async move(): Promise<boolean> {
    const moved = await this.endpoint.step();
    await this.collect();
    return moved;
  }

  private async collect(): Promise<void> {
    const hex = await this.endpoint.takeOutput();
    if (hex !== '') this.ready.push(hex);
  }
}

const placeOf = (room: string, role: Role): string => `handshake-playground ${room} ${role}`;

// Some frames may keep nothing. Then a window that is loaded anew begins anew.
function recall(place: string): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

function keep(place: string, record: Kept): void {
  try {
    sessionStorage.setItem(place, JSON.stringify(record));
  } catch {
    // It is remembered as long as the window is not loaded anew.
  }
}
