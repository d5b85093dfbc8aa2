import { type EventuallyOptions, eventually } from '../eventually.js';
import type { AppCredentials } from '../server/server-address.js';
import type { ReceivedEvent, ReceivedWebhook } from './received-webhook.js';
import type { Behaviour } from './reply.js';
import { WebhookServer } from './webhook-server.js';

export interface WebhookReceiverOptions {
  /** Whose webhooks they are. The default app by default. */
  readonly app?: AppCredentials;
  /** A free one by default. */
  readonly port?: number;
  /** The field of an event that is its id. `id` by default. */
  readonly idField?: string;
}

/** An endpoint of a customer that remembers everything. Use it with `await using`. */
export class WebhookReceiver implements AsyncDisposable {
  /** Every request, in the order of arrival, whatever became of it. */
  readonly requests: readonly ReceivedWebhook[];
  readonly #accepted: readonly ReceivedWebhook[];
  readonly #server: WebhookServer;
  readonly #idField: string;

  private constructor(server: WebhookServer, idField: string, logs: Logs) {
    this.#server = server;
    this.#idField = idField;
    this.requests = logs.requests;
    this.#accepted = logs.accepted;
  }

  static async start({ idField = 'id', ...options }: WebhookReceiverOptions = {}): Promise<WebhookReceiver> {
    const logs: Logs = { requests: [], accepted: [] };
    const server = await WebhookServer.start({
      ...options,
      onReceived: (webhook, isAccepted) => {
        logs.requests.push(webhook);
        if (isAccepted && webhook.isValid) logs.accepted.push(webhook);
      },
    });
    return new WebhookReceiver(server, idField, logs);
  }

  get port(): number {
    return this.#server.port;
  }

  get url(): string {
    return `http://${this.#server.host}:${this.port}/webhooks`;
  }

  /** From the next request on. */
  behave(behaviour: Behaviour): void {
    this.#server.behaviour = behaviour;
  }

  /**
   * What has arrived, as the sender is to believe: the events of valid requests to which the answer is 2xx, in the
   * order of arrival, each id once. An event without an id is never a repetition.
   */
  events(): readonly ReceivedEvent[] {
    const distinct = new Map<unknown, ReceivedEvent>();
    for (const { events } of this.#accepted) {
      for (const event of events) {
        const key = event[this.#idField] ?? event;
        if (!distinct.has(key)) distinct.set(key, event);
      }
    }
    return [...distinct.values()];
  }

  /** Requests whose signature, key or body was wrong. */
  invalid(): readonly ReceivedWebhook[] {
    return this.requests.filter(({ isValid }) => !isValid);
  }

  /** The first of the {@link events} for which `predicate` is true. @throws Error after `withinMs` (5000) */
  async whenReceived(
    predicate: (event: ReceivedEvent) => boolean,
    options: EventuallyOptions = {},
  ): Promise<ReceivedEvent> {
    const found = () => this.events().find(predicate) ?? false;
    return await eventually(found, { what: 'a webhook event', ...options });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}

interface Logs {
  readonly requests: ReceivedWebhook[];
  readonly accepted: ReceivedWebhook[];
}
