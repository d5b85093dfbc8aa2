import { RawClient, type ServerAddress } from '@shoal/testing';

export interface LoadOptions {
  /** A private channel. */
  readonly channel: string;
  /** Milliseconds between two events. 10 by default. */
  readonly every?: number;
  /** Characters of each event's data. 10 by default. */
  readonly size?: number;
}

/** A client that sends events without a pause, and one that hears them, on the same server. */
export class ClientEventLoad {
  readonly #sender: RawClient;
  readonly #listener: RawClient;
  readonly #timer: NodeJS.Timeout;
  /** When each event was sent that was not heard yet. */
  readonly #underway = new Map<string, number>();
  #sent = 0;
  #slowest = 0;

  private constructor(clients: readonly [RawClient, RawClient], options: LoadOptions) {
    const { channel, every = 10, size = 10 } = options;
    [this.#sender, this.#listener] = clients;
    this.#listener.socket.on('message', (text) => this.#hear(String(text)));
    this.#timer = setInterval(() => {
      this.#sent += 1;
      const event = `client-${this.#sent}`;
      this.#underway.set(event, performance.now());
      this.#sender.send({ event, channel, data: 'x'.repeat(size) });
    }, every);
  }

  static async start(server: ServerAddress, options: LoadOptions): Promise<ClientEventLoad> {
    const [sender, listener] = [await RawClient.connect({ server }), await RawClient.connect({ server })];
    for (const client of [sender, listener]) await client.subscribe(options.channel);
    return new ClientEventLoad([sender, listener], options);
  }

  /** Events so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Milliseconds that the slowest event took from the one client to the other. */
  get slowest(): number {
    const now = performance.now();
    return Math.max(this.#slowest, ...[...this.#underway.values()].map((since) => now - since));
  }

  /** Ends it when everything was heard, and closes both connections. @returns how many events there were */
  async stop(): Promise<number> {
    clearInterval(this.#timer);
    await this.#sender.barrier();
    await this.#listener.barrier();
    expect([...this.#underway.keys()]).toEqual([]);
    for (const client of [this.#sender, this.#listener]) await client.close();
    return this.#sent;
  }

  #hear(text: string): void {
    const { event } = JSON.parse(text);
    // It only listens, so that the server wants to know whether it is still there.
    if (event === 'pusher:ping') this.#listener.send({ event: 'pusher:pong', data: {} });
    const since = this.#underway.get(event);
    if (since === undefined) return;
    this.#underway.delete(event);
    this.#slowest = Math.max(this.#slowest, performance.now() - since);
  }
}
