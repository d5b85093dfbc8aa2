import { setTimeout as pause } from 'node:timers/promises';
import { RawClient, type ServerAddress } from '@shoal/testing';

/** Milliseconds between two guests. */
const interval = 400;

/** Clients that come to a channel of their own and leave at once, one after the other: each occupies it and vacates it. */
export class Guests implements AsyncDisposable {
  readonly faults: string[] = [];
  /** Channels that a guest has certainly been in, and those of guests who were moved in the middle. */
  readonly channels = { surely: [] as string[], perhaps: [] as string[] };
  readonly #server: ServerAddress;
  readonly #coming: Promise<void>;
  #isOver = false;

  constructor(server: ServerAddress) {
    this.#server = server;
    this.#coming = this.#come();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#coming;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #come(): Promise<void> {
    for (let number = 0; !this.#isOver; number += 1) {
      await this.#visit(`guest-${number}`).catch((error: unknown) => this.faults.push(String(error)));
      await pause(interval);
    }
  }

  async #visit(channel: string): Promise<void> {
    await using client = await RawClient.connect({ server: this.#server });
    try {
      await client.subscribe(channel);
      this.channels.surely.push(channel);
    } catch (error) {
      const { code } = await client.closed;
      if (code !== 4200) throw error;
      this.channels.perhaps.push(channel);
    }
  }
}
