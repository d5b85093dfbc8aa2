import { WebhookReceiver } from '@shoal/testing';

/** Endpoints of an app by names of the test's own, each with a receiver. Use it with `await using`. */
export class Endpoints<Name extends string> implements AsyncDisposable {
  /** As the configuration takes them. */
  readonly webhooks: readonly object[];
  readonly #receivers: ReadonlyMap<string, WebhookReceiver>;

  private constructor(webhooks: readonly object[], receivers: ReadonlyMap<string, WebhookReceiver>) {
    this.webhooks = webhooks;
    this.#receivers = receivers;
  }

  /** @param settings of each endpoint, but its `url` */
  static async start<Name extends string>(settings: Record<Name, object>): Promise<Endpoints<Name>> {
    const receivers = new Map<string, WebhookReceiver>();
    const webhooks: object[] = [];
    for (const [name, own] of Object.entries<object>(settings)) {
      const receiver = await WebhookReceiver.start();
      receivers.set(name, receiver);
      webhooks.push({ url: receiver.url, ...own });
    }
    return new Endpoints(webhooks, receivers);
  }

  /** What is behind an endpoint. */
  at(name: Name): WebhookReceiver {
    const receiver = this.#receivers.get(name);
    if (receiver === undefined) throw new Error(`There is no endpoint ${name}`);
    return receiver;
  }

  get all(): readonly WebhookReceiver[] {
    return [...this.#receivers.values()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.all.map((receiver) => receiver[Symbol.asyncDispose]()));
  }
}
