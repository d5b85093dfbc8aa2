import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient } from '../clients/api-client.js';
import type { ServerAddress } from '../server/server-address.js';

export interface NumberPublisherOptions {
  readonly server: ServerAddress;
  /** Public channels, which get their numbers by turns. */
  readonly channels: readonly string[];
  /** Between two requests, in milliseconds; more when an answer takes longer. */
  readonly everyMs: number;
  /**
   * One connection for all requests, and so one server for as long as that one does not close it; or another
   * connection for each.
   */
  readonly connection: 'kept' | 'fresh';
}

/** A backend that publishes numbers over REST: on each channel 1, 2, 3 and so on, each after the answer to the last. */
export class NumberPublisher implements AsyncDisposable {
  /** What was not answered with 2xx. */
  readonly failures: string[] = [];
  readonly #options: NumberPublisherOptions;
  readonly #sentOff = new Map<string, number>();
  #answered = 0;
  #isPlaying = false;
  #playing: Promise<void> = Promise.resolve();

  constructor(options: NumberPublisherOptions) {
    this.#options = options;
  }

  /** Their names, and what each page may expect of them. */
  get feeds(): readonly NumberFeed[] {
    const isOrdered = this.#options.connection === 'kept';
    return this.#options.channels.map((channel) => ({
      ...{ channel, isOrdered },
      sentOff: () => this.#sentOff.get(channel) ?? 0,
    }));
  }

  /** Answers of 2xx. */
  get answered(): number {
    return this.#answered;
  }

  play(): void {
    this.#isPlaying = true;
    this.#playing = this.#publish();
  }

  /** After the answer to the last number. */
  async stop(): Promise<void> {
    this.#isPlaying = false;
    await this.#playing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #publish(): Promise<void> {
    const { server, everyMs, connection, channels } = this.#options;
    using kept = new ApiClient(server);
    for (let turn = 0; this.#isPlaying; turn += 1) {
      const channel = channels[turn % channels.length] ?? '';
      using fresh = new ApiClient(server);
      await Promise.all([this.#send(channel, connection === 'kept' ? kept : fresh), pause(everyMs)]);
    }
  }

  async #send(channel: string, api: ApiClient): Promise<void> {
    const number = (this.#sentOff.get(channel) ?? 0) + 1;
    this.#sentOff.set(channel, number);
    const body = { name: 'number', channel, data: String(number) };
    try {
      const { status, text } = await api.post('/events', { body });
      if (status >= 200 && status < 300) this.#answered += 1;
      else this.failures.push(`${channel} ${number}: ${status} ${text}`);
    } catch (error) {
      this.failures.push(`${channel} ${number}: ${error}`);
    }
  }
}

/** A channel of numbers. */
export interface NumberFeed {
  readonly channel: string;
  /** All came from one server, whose events stay in order. Those of several need not. */
  readonly isOrdered: boolean;
  /** The last number, answered or not. */
  readonly sentOff: () => number;
}
