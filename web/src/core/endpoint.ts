// One side of a connection, played alone by the core.
import type { Core, Endpoint as Handle } from '#core';
import { readTrace, type TraceModel } from '../trace/model.js';
import type { Engine } from './engine.js';

type Own = Extract<keyof Core, `endpoint${string}`>;

export class Endpoint {
  private readonly engine: Engine;
  private readonly handle: Handle;

  constructor(engine: Engine, handle: Handle) {
    this.engine = engine;
    this.handle = handle;
  }

  /** step makes one move: builds one message or takes one. False: there is none now. */
  readonly step = (): Promise<boolean> => this.call('endpointStep');
  /** canStep tells whether there is a move to make. */
  readonly canStep = (): Promise<boolean> => this.call('endpointCanStep');
  /** takeOutput gives the bytes that the peer must get, once, as hex. */
  readonly takeOutput = async (): Promise<string> => toHex(await this.call('endpointTakeOutput'));
  /** receive takes bytes from the peer, cut anywhere. */
  readonly receive = (hex: string): Promise<void> => this.call('endpointReceive', fromHex(hex));
  /** send queues application data. */
  readonly send = (text: string): Promise<void> => this.call('endpointSend', text);
  /** updateKeys queues a KeyUpdate of TLS 1.3. */
  readonly updateKeys = (): Promise<void> => this.call('endpointUpdateKeys');
  /** close queues a close_notify. */
  readonly close = (): Promise<void> => this.call('endpointClose');
  /** state is the state, as the trace spells it. */
  readonly state = (): Promise<string> => this.call('endpointState');
  /** trace is what this side did so far. */
  readonly trace = async (): Promise<TraceModel> => readTrace(await this.call('endpointTrace'));
  /** delete frees it. Nothing may be done with it after. */
  readonly delete = (): Promise<void> => this.call('endpointDelete');

  private call<K extends Own>(name: K, ...rest: readonly unknown[]): Promise<ReturnType<Core[K]>> {
    return this.engine.call(name, ...([this.handle, ...rest] as unknown as Parameters<Core[K]>));
  }
}

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
const fromHex = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
