import { type FrameMatch, RawClient, type ServerProcess, within } from '@shoal/testing';
import type { Ledger } from './ledger.js';

/** Milliseconds for one answer of a server that much is asked of. */
const withinMs = 60_000;

/** A client that visits channels, and notes its visits. Its server may be killed at any moment. */
export class Guest {
  readonly #client: RawClient;
  readonly #ledger: Ledger;

  private constructor(client: RawClient, ledger: Ledger) {
    this.#client = client;
    this.#ledger = ledger;
  }

  /** @returns undefined when the server has just died */
  static async connect(server: ServerProcess, ledger: Ledger): Promise<Guest | undefined> {
    try {
      return new Guest(await RawClient.connect({ server }), ledger);
    } catch (error) {
      const { signal } = await within(
        withinMs,
        server.exited,
        `the death of a server that refuses: ${error}`,
      );
      if (signal !== 'SIGKILL') throw error;
      return undefined;
    }
  }

  get isConnected(): boolean {
    const { socket } = this.#client;
    return socket.readyState === socket.OPEN;
  }

  /** Resolves when all subscriptions are answered, or cannot be any more. */
  async enter(channels: readonly string[]): Promise<void> {
    const answers = channels.map((channel) =>
      this.#hears((frame) => frame.channel === channel && frame.event.endsWith(':subscription_succeeded')),
    );
    for (const channel of channels) this.#client.send({ event: 'pusher:subscribe', data: { channel } });
    const areAnswered = await Promise.all(answers);
    for (const [index, channel] of channels.entries()) {
      this.#ledger.note(channel, areAnswered[index] === true ? 'certain' : 'possible');
    }
  }

  /** Resolves when the server has read it, or cannot any more. */
  async leave(channels: readonly string[]): Promise<void> {
    for (const channel of channels) this.#client.send({ event: 'pusher:unsubscribe', data: { channel } });
    this.#client.send({ event: 'pusher:ping', data: {} });
    await this.#hears('pusher:pong');
  }

  /** Leaves everything at once. */
  async disconnect(): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }

  /** @returns false when the connection has ended before. @throws Error when there is one, and nothing comes */
  async #hears(match: FrameMatch): Promise<boolean> {
    try {
      await this.#client.next(match, { withinMs });
      return true;
    } catch (error) {
      if (this.isConnected) throw error;
      return false;
    }
  }
}
