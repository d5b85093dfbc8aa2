import { setTimeout as pause } from 'node:timers/promises';
import { RawClient, type ServerAddress } from '@shoal/testing';
import type { PublishedMessage } from './backend.js';

export const lobby = 'presence-lobby';
export const news = 'private-news';

/** Milliseconds between two client events. */
const interval = 150;
/** Milliseconds that a message may be on its way to a client, on a machine that has much else to do. */
const patience = 20_000;
/** Milliseconds after which it is certainly on its way. */
const lateness = 3_000;

/** From the answer to all subscriptions to the close. */
interface Stay {
  from: number;
  to: number;
  readonly heard: string[];
}

/**
 * A client that stays: it keeps the list of a presence channel, hears the news, says numbered things there itself, and
 * comes back at once when it is moved. Whatever else ends its connection is a fault.
 */
export class Visitor implements AsyncDisposable {
  readonly name: string;
  readonly faults: string[] = [];
  /** What it said and a server has certainly read, and what may have been lost with a connection. */
  readonly said = { surely: [] as string[], perhaps: [] as string[] };
  moves = 0;
  readonly #server: ServerAddress;
  readonly #stays: Stay[] = [];
  readonly #visit: Promise<void>;
  #list = new Set<string>();
  #client: RawClient | undefined;
  #isLeaving = false;
  #isSilent = false;

  constructor(server: ServerAddress, name: string) {
    this.#server = server;
    this.name = name;
    this.#visit = this.#comeBackUntilLeaving();
  }

  /** Ids in its list, sorted. */
  get list(): readonly string[] {
    return [...this.#list].sort();
  }

  get isThere(): boolean {
    return this.#stays.at(-1)?.to === Number.POSITIVE_INFINITY;
  }

  /** Says nothing any more. */
  hush(): void {
    this.#isSilent = true;
  }

  /** Of all that was published while it was there from the beginning to the end, what it did not hear once. */
  missed(messages: readonly PublishedMessage[]): readonly string[] {
    return this.#stays.flatMap(({ from, to, heard }) =>
      messages
        .filter(({ askedAt, answeredAt }) => askedAt > from && answeredAt + lateness < to)
        .filter(({ text }) => heard.filter((each) => each === text).length !== 1)
        .map(({ text }) => `${this.name} missed or repeated ${text}`),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isLeaving = true;
    this.#client?.socket.close();
    await this.#visit;
  }

  async #comeBackUntilLeaving(): Promise<void> {
    while (!this.#isLeaving) {
      try {
        await this.#stay();
      } catch (error) {
        if (this.#isLeaving) return;
        this.faults.push(`${this.name}: ${String(error)}`);
        await pause(100);
      }
    }
  }

  async #stay(): Promise<void> {
    const stay: Stay = { from: Number.NaN, to: Number.POSITIVE_INFINITY, heard: [] };
    const onMessage = (direction: string, text: string) => {
      if (direction === 'received') this.#read(stay, text);
    };
    const client = await RawClient.connect({ server: this.#server, onMessage });
    this.#client = client;
    await this.#settle(client, stay);
    const { code, reason } = await client.closed;
    stay.to = performance.now();
    if (this.#isLeaving) return;
    if (code !== 4200) throw new Error(`closed with ${code} ${reason}`);
    this.moves += 1;
  }

  /** Subscribes, and talks until the connection ends. */
  async #settle(client: RawClient, stay: Stay): Promise<void> {
    try {
      await client.subscribe(lobby, { member: { user_id: this.name } });
      await client.subscribe(news);
      stay.from = performance.now();
      this.#stays.push(stay);
      while (!this.#isSilent) await this.#say(client);
    } catch (error) {
      // Whoever is moved in the middle of something is told so by the close.
      if (client.socket.readyState >= client.socket.CLOSING) return;
      client.socket.terminate();
      throw error;
    }
  }

  async #say(client: RawClient): Promise<void> {
    const text = `${this.name}-${this.said.surely.length + this.said.perhaps.length}`;
    client.send({ event: 'client-note', channel: news, data: text });
    try {
      client.send({ event: 'pusher:ping', data: {} });
      await client.next('pusher:pong', { withinMs: patience });
    } catch (error) {
      this.said.perhaps.push(text);
      throw error;
    }
    this.said.surely.push(text);
    await pause(interval);
  }

  #read(stay: Stay, text: string): void {
    const { event, channel, data } = JSON.parse(text);
    if (channel === news && event === 'news') stay.heard.push(data);
    if (channel !== lobby) return;
    const told = JSON.parse(data);
    if (event === 'pusher_internal:subscription_succeeded') this.#list = new Set(told.presence.ids);
    if (event === 'pusher_internal:member_added') this.#list.add(told.user_id);
    if (event === 'pusher_internal:member_removed') this.#list.delete(told.user_id);
  }
}
