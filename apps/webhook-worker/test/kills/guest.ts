import { type FrameMatch, RawClient, type ServerProcess, within } from '@shoal/testing';
import type { Ledger, Visit } from './ledger.js';

/** Milliseconds for one answer of a server that much is asked of. */
const withinMs = 60_000;

/** A client that visits channels, and notes its visits. Its server may be killed at any moment. */
export class Guest {
  readonly #client: RawClient;
  readonly #server: ServerProcess;
  readonly #ledger: Ledger;
  #visits: Visit[] = [];

  private constructor(client: RawClient, server: ServerProcess, ledger: Ledger) {
    this.#client = client;
    this.#server = server;
    this.#ledger = ledger;
  }

  /** @returns undefined when the server has just died */
  static async connect(server: ServerProcess, ledger: Ledger): Promise<Guest | undefined> {
    try {
      return new Guest(await RawClient.connect({ server }), server, ledger);
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
    const visits = channels.map((channel) => this.#ledger.begin(channel, this.#server));
    this.#visits.push(...visits);
    const answers = visits.map(async (visit) => {
      const isAnswer: FrameMatch = ({ channel, event }) =>
        channel === visit.channel && event.endsWith(':subscription_succeeded');
      if (await this.#hears(isAnswer)) visit.answeredAt = Date.now();
    });
    for (const channel of channels) this.#client.send({ event: 'pusher:subscribe', data: { channel } });
    await Promise.all(answers);
  }

  /** Leaves all channels. Resolves when the server has read it, or cannot any more. */
  async leave(): Promise<void> {
    for (const { channel } of this.#visits) {
      this.#client.send({ event: 'pusher:unsubscribe', data: { channel } });
    }
    this.#client.send({ event: 'pusher:ping', data: {} });
    if (await this.#hears('pusher:pong')) this.#end();
  }

  async disconnect(): Promise<void> {
    const { isConnected } = this;
    await this.#client[Symbol.asyncDispose]();
    if (isConnected) this.#end();
  }

  #end(): void {
    for (const visit of this.#visits) visit.leftAt = Date.now();
    this.#visits = [];
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
