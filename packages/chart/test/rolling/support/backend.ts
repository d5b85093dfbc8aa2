import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient, type ServerAddress } from '@shoal/testing';

/** Milliseconds between two publishes of one lane. */
const interval = 80;
const lanes = 2;

/** A message that was published, and when it was asked for and answered. Milliseconds of the monotonic clock. */
export interface PublishedMessage {
  readonly text: string;
  readonly askedAt: number;
  readonly answeredAt: number;
}

/**
 * A backend that publishes numbered messages without pause, on connections that it keeps and on new ones. Every
 * request that is not answered with 2xx is a fault.
 */
export class Backend implements AsyncDisposable {
  readonly messages: PublishedMessage[] = [];
  readonly faults: string[] = [];
  requests = 0;
  readonly #server: ServerAddress;
  readonly #channel: string;
  #lanes: readonly Promise<void>[] = [];
  #isOver = false;

  constructor(server: ServerAddress, channel: string) {
    this.#server = server;
    this.#channel = channel;
  }

  start(): void {
    this.#lanes = [true, false].flatMap((keepsAlive) =>
      Array.from({ length: lanes }, () => this.#publish(keepsAlive)),
    );
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#lanes);
  }

  /** One request, whose body is given back; undefined for a fault. */
  async ask(api: ApiClient, ...[method, path, request]: Parameters<ApiClient['request']>): Promise<unknown> {
    this.requests += 1;
    try {
      const { status, text, body } = await api.request(method, path, request);
      if (status >= 200 && status < 300) return body;
      this.faults.push(`${method} ${path}: ${status} ${text}`);
    } catch (error) {
      this.faults.push(`${method} ${path}: ${String(error)}`);
    }
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #publish(keepsAlive: boolean): Promise<void> {
    using api = new ApiClient(this.#server);
    const headers = keepsAlive ? {} : { connection: 'close' };
    while (!this.#isOver) {
      const text = `message-${this.requests}`;
      const body = { name: 'news', channel: this.#channel, data: text };
      const askedAt = performance.now();
      const answer = await this.ask(api, 'POST', '/events', { body, headers });
      if (answer !== undefined) this.messages.push({ text, askedAt, answeredAt: performance.now() });
      await pause(interval);
    }
  }
}
