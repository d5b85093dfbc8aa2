import { type AppCredentials, RawClient, type ServerAddress, WebhookReceiver } from '@shoal/testing';
import { again, together } from './again.js';
import type { Fault } from './fault.js';

const hangingApp: AppCredentials = { id: 'hanging', key: 'hanging-key', secret: 'hanging-secret' };
const failingApp: AppCredentials = { id: 'failing', key: 'failing-key', secret: 'failing-secret' };

/** Endpoints of two apps. Use it with `await using`. */
export class Endpoints implements AsyncDisposable {
  readonly hanging: WebhookReceiver;
  readonly failing: WebhookReceiver;

  private constructor(hanging: WebhookReceiver, failing: WebhookReceiver) {
    this.hanging = hanging;
    this.failing = failing;
  }

  static async start(): Promise<Endpoints> {
    const hanging = await WebhookReceiver.start({ app: hangingApp });
    return new Endpoints(hanging, await WebhookReceiver.start({ app: failingApp }));
  }

  /** What the faults below need of a server that delivers its webhooks itself. */
  get configuration() {
    const endpoint = ({ url }: WebhookReceiver) => [{ url, event_types: ['client_event'] }];
    const features = { enable_client_messages: true };
    return {
      config: {
        app_manager: {
          array: {
            apps: [
              { ...hangingApp, features, webhooks: endpoint(this.hanging) },
              { ...failingApp, features, webhooks: endpoint(this.failing) },
            ],
          },
        },
      },
      env: {
        WEBHOOKS_ALLOW_PRIVATE_TARGETS: '1',
        WEBHOOKS_CONCURRENCY: '1',
        WEBHOOKS_REQUEST_TIMEOUT_MS: '5000',
        WEBHOOKS_RETRY_INITIAL_BACKOFF_MS: '2000',
        WEBHOOKS_RETRY_MAX_ELAPSED_TIME_MS: '4000',
        WEBHOOKS_MAX_DEAD_LETTERS: '1',
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hanging[Symbol.asyncDispose]();
    await this.failing[Symbol.asyncDispose]();
  }
}

/** Endpoints that do not take what they are sent. */
export function webhookFaults(
  server: ServerAddress,
  endpoints: Endpoints,
  cluster: string,
): readonly Fault[] {
  return [
    {
      ...{ what: 'an endpoint that does not answer', cluster },
      inflict: () => misbehaving(endpoints.hanging, 'hang', { ...server, app: hangingApp }),
    },
    {
      ...{ what: 'an endpoint that answers with errors', cluster },
      inflict: () => misbehaving(endpoints.failing, { status: 500 }, { ...server, app: failingApp }),
    },
  ];
}

async function misbehaving(
  endpoint: WebhookReceiver,
  reply: Parameters<WebhookReceiver['behave']>[0],
  server: ServerAddress,
): Promise<AsyncDisposable> {
  endpoint.behave(reply);
  const wellAgain = { [Symbol.asyncDispose]: async () => endpoint.behave({}) };
  const client = await RawClient.connect({ server });
  await client.subscribe('private-talk');
  const talk = async () => client.send({ event: 'client-word', channel: 'private-talk', data: {} });
  return together(client, wellAgain, again(150, talk));
}
