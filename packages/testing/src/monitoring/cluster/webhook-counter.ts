import type { AppCredentials } from '../../server/server-address.js';
import type { Behaviour } from '../../webhooks/reply.js';
import { WebhookServer } from '../../webhooks/webhook-server.js';
import { type Tally, WebhookTally } from '../../webhooks/webhook-tally.js';

/** The endpoint of an app: counts webhooks, and keeps nothing of them but ids. Use it with `await using`. */
export class WebhookCounter implements AsyncDisposable {
  readonly app: AppCredentials;
  readonly #tally: WebhookTally;
  readonly #server: WebhookServer;

  private constructor(app: AppCredentials, tally: WebhookTally, server: WebhookServer) {
    this.app = app;
    this.#tally = tally;
    this.#server = server;
  }

  static async start(app: AppCredentials): Promise<WebhookCounter> {
    const tally = new WebhookTally();
    const server = await WebhookServer.start({
      app,
      onReceived: (webhook, isAccepted) => tally.add(webhook, isAccepted),
    });
    return new WebhookCounter(app, tally, server);
  }

  get url(): string {
    return `http://${this.#server.host}:${this.#server.port}/webhooks`;
  }

  tally(): Tally {
    return this.#tally.read();
  }

  /** From the next request on. */
  behave(behaviour: Behaviour): void {
    this.#server.behaviour = behaviour;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}
