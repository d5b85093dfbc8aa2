import { ApiClient, eventually, RawClient, type ServerProcess, scrapeMetrics } from '@shoal/testing';

const channel = 'private-witness';
const mebibyte = 1024 * 1024;

/** What a process that serves a handful of clients may hold, however hostile they are. */
const memoryLimit = 350 * mebibyte;

/** A well-behaved client beside the hostile ones. Use it with `await using`. */
export class Witness implements AsyncDisposable {
  readonly #server: ServerProcess;
  readonly #client: RawClient;
  readonly #loggedBefore: number;
  #published = 0;

  private constructor(server: ServerProcess, client: RawClient) {
    this.#server = server;
    this.#client = client;
    this.#loggedBefore = server.logs().length;
  }

  static async connect(server: ServerProcess): Promise<Witness> {
    const client = await RawClient.connect({ server });
    await client.subscribe(channel);
    return new Witness(server, client);
  }

  /**
   * The server serves as before: this client got what is its own and nothing else, nothing failed inside, and when
   * the hostile clients are gone nothing of them is left.
   */
  async isUndisturbed(): Promise<void> {
    await this.#isServed();
    expect(this.#server.exit).toBeUndefined();
    expect(
      this.#server
        .logs()
        .slice(this.#loggedBefore)
        .filter(({ level }) => level === 'error'),
    ).toEqual([]);
    await eventually(() => this.#isAlone(), { what: 'the gauges back at one client on one channel' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }

  async #isServed(): Promise<void> {
    using api = new ApiClient(this.#server);
    this.#published += 1;
    const data = String(this.#published);
    const { status } = await api.post('/events', { body: { name: 'news', channel, data } });
    expect(status).toBe(200);
    await this.#client.barrier();
    const received = this.#client.drainInbox().map(({ fields }) => fields);
    expect(received).toEqual([{ event: 'news', channel, data }]);
  }

  async #isAlone(): Promise<void> {
    const metrics = await scrapeMetrics(this.#server);
    expect({
      connections: metrics.sum('sockudo_active_connections'),
      channels: metrics.sum('sockudo_active_channels'),
      members: metrics.sum('sockudo_presence_members'),
      queued: metrics.sum('sockudo_send_buffer_bytes'),
    }).toEqual({ connections: 1, channels: 1, members: 0, queued: 0 });
    expect(metrics.value('sockudo_process_resident_memory_bytes')).toBeLessThan(memoryLimit);
  }
}
