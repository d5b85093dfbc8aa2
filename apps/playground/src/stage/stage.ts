import { setTimeout as pause } from 'node:timers/promises';
import type PusherServer from 'pusher';
import type { Channel } from 'pusher-js';
import type { Settings } from '../settings.js';
import { createClient, type Member, type PusherJs } from './create-client.js';

export interface StageOptions {
  readonly settings: Settings;
  readonly backend: PusherServer;
  readonly say: (line: string) => void;
  /** Aborted when the situation is to end. */
  readonly signal: AbortSignal;
  /** How many of what the situation is about. */
  readonly count: number;
}

/** What a situation plays on: a backend, clients that are disconnected at the end, and the time it has. */
export class Stage implements Disposable {
  readonly settings: Settings;
  readonly backend: PusherServer;
  readonly count: number;
  readonly #say: (line: string) => void;
  readonly #signal: AbortSignal;
  readonly #clients: PusherJs[] = [];

  constructor({ settings, backend, say, signal, count }: StageOptions) {
    this.settings = settings;
    this.backend = backend;
    this.count = count;
    this.#say = say;
    this.#signal = signal;
  }

  get isOver(): boolean {
    return this.#signal.aborted;
  }

  say(line: string): void {
    if (!this.isOver) this.#say(line);
  }

  /** Waits so many milliseconds, or until the situation is over. */
  async pause(milliseconds: number): Promise<void> {
    await pause(milliseconds, undefined, { signal: this.#signal }).catch(() => undefined);
  }

  /** A client that is connected. */
  async connect(member?: Member): Promise<PusherJs> {
    const { settings, backend } = this;
    const client = createClient({ settings, backend, member });
    this.#clients.push(client);
    await new Promise<void>((resolve) => client.connection.bind('connected', () => resolve()));
    return client;
  }

  /** A channel that is subscribed. @throws Error with the answer when the server refuses */
  async subscribe(client: PusherJs, name: string): Promise<Channel> {
    const channel = client.subscribe(name);
    await new Promise<void>((resolve, reject) => {
      channel.bind('pusher:subscription_succeeded', () => resolve());
      channel.bind('pusher:subscription_error', (error: unknown) =>
        reject(new Error(`The subscription of ${name} failed: ${JSON.stringify(error)}`)),
      );
    });
    return channel;
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients) client.disconnect();
  }
}
