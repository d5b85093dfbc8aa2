import type { AppCredentials } from '../../server/server-address.js';
import type { Behaviour } from '../../webhooks/reply.js';
import { WebhookServer } from '../../webhooks/webhook-server.js';
import { type Tally, WebhookTally } from '../../webhooks/webhook-tally.js';
import type { Ledger } from '../load/ledger.js';

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

  static async start(app: AppCredentials, ledger: Ledger): Promise<WebhookCounter> {
    const tally = new WebhookTally();
    const server = await WebhookServer.start({
      app,
      onReceived: (webhook, isAccepted) => {
        tally.add(webhook, isAccepted);
        if (isAccepted) enter(ledger, app.id, webhook.events.length);
      },
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

/** The worker counts a request when it has the answer, and its job a moment later. */
function enter(ledger: Ledger, app_id: string, events: number): void {
  const process = 'webhook-worker';
  const app = { app_id };
  const queue = { queue: 'webhooks' };
  for (const [name, labels] of [
    ['webhook_attempts_total', { ...app, status_class: '2xx' }],
    ['webhook_duration_seconds_count', { outcome: 'success' }],
    ['queue_jobs_processed_total', queue],
    ['queue_job_duration_seconds_count', queue],
  ] as const) {
    ledger.went({ process, name, labels, amount: 1 });
  }
  ledger.went({ process, name: 'webhooks_sent_total', labels: app, amount: events });
}
