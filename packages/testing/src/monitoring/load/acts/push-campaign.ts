import { eventually, GiveUpError } from '../../../eventually.js';
import type { PushServicesDescription } from '../../../push/services/push-services.js';
import { Effects, type Ledger } from '../ledger.js';
import type { LoadedServer } from '../room/seat.js';
import { CountedApi } from './counted-api.js';

/** Of each provider. */
const devicesEach = 2;
const providers = ['fcm', 'apns', 'webpush'] as const;
const channel = 'everybody';
const worker = 'push-worker';

/** A backend that has devices of three providers, and pushes to all of them. Use it with `using`. */
export class PushCampaign implements Disposable {
  readonly #ledger: Ledger;
  readonly #apis: readonly CountedApi[];
  #publishes = 0;

  constructor(servers: readonly LoadedServer[], ledger: Ledger) {
    this.#ledger = ledger;
    this.#apis = servers.map((server) => new CountedApi(server, ledger));
  }

  /** Registers the devices and subscribes them to a channel. */
  async prepare(services: PushServicesDescription): Promise<void> {
    for (const [index, recipient] of createRecipients(services).entries()) {
      const id = `device-${index}`;
      const described = { formFactor: 'phone', platform: 'other', timezone: 'UTC', locale: 'en' };
      await this.#post('deviceRegistrations', { id, ...described, push: { recipient } }, 201);
      await this.#post('channelSubscriptions', { channel, deviceId: id }, 201);
    }
  }

  /** One publish, until every delivery has come to its end. */
  async publish(): Promise<void> {
    this.#publishes += 1;
    const api = this.#api();
    const app = { app_id: api.server.address.app.id };
    const effects = new Effects()
      .at(api.server.name)
      .add('push_publish_accepted_total', { ...app, result: 'accepted' })
      .add('push_publish_acceptance_duration_seconds_count');
    countDeliveries(effects, app);
    const body = { recipients: [{ type: 'channel', channel }], payload: { title: 'Hello', body: 'there' } };
    const call = {
      method: 'POST',
      path: '/push/publish',
      endpoint: '/apps/:appId/push/publish',
      status: 202,
      body,
    } as const;
    await this.#ledger.perform(effects, async () => {
      const { body: answer } = await api.call(call, new Effects());
      await this.#whenEnded(api, String(Object(answer).publish_id));
    });
  }

  [Symbol.dispose](): void {
    for (const api of this.#apis) api[Symbol.dispose]();
  }

  async #whenEnded(api: CountedApi, publishId: string): Promise<void> {
    const labels = { app_id: api.server.address.app.id, limiter_type: 'read_request', result: 'allowed' };
    const ask = async () => {
      const { body } = await api
        .call(
          {
            method: 'GET',
            path: `/push/publish/${publishId}/status`,
            endpoint: '/apps/:appId/push/publish/:publishId/status',
            status: 200,
          },
          new Effects().at(api.server.name).add('rate_limit_checks_total', labels),
        )
        .catch((cause: unknown) => {
          throw new GiveUpError(`The status of ${publishId} cannot be read`, { cause });
        });
      return Object(body).endedAtMs !== undefined;
    };
    await eventually(ask, { withinMs: 30_000, everyMs: 100, what: `the end of publish ${publishId}` });
  }

  async #post(path: string, body: object, status: number): Promise<void> {
    const call = { method: 'POST', path: `/push/${path}`, endpoint: `/apps/:appId/push/${path}` } as const;
    await this.#api().call({ ...call, status, body }, new Effects());
  }

  /** One server after the other. */
  #api(): CountedApi {
    const api = this.#apis[this.#publishes % this.#apis.length];
    if (api === undefined) throw new Error('A campaign needs a server');
    return api;
  }
}

function countDeliveries(effects: Effects, app: { readonly app_id: string }): void {
  effects
    .at(worker)
    .addLate('push_planner_duration_seconds_count')
    .addLate('push_publish_outcomes_total', { ...app, status: 'succeeded' })
    .addLate('push_delivery_status_total', { ...app, status: 'succeeded' }, 3 * devicesEach)
    .addLate('queue_jobs_processed_total', { queue: 'push-plan' })
    .addLate('queue_job_duration_seconds_count', { queue: 'push-plan' });
  for (const provider of providers) {
    const labels = { ...app, provider };
    const queue = provider === 'webpush' ? 'push-webPush' : `push-${provider}`;
    effects
      .at(worker)
      .addLate('push_delivery_jobs_emitted_total', labels, devicesEach)
      .addLate('push_dispatched_total', { ...labels, status: 'accepted' }, devicesEach)
      .addLate('push_dispatch_duration_seconds_count', { provider, outcome: 'accepted' }, devicesEach)
      .addLate('queue_jobs_processed_total', { queue })
      .addLate('queue_job_duration_seconds_count', { queue });
  }
}

function createRecipients({ webPush }: PushServicesDescription): object[] {
  const { endpoint, p256dh, auth } = webPush;
  return Array.from({ length: devicesEach }, (_, number) => [
    { transportType: 'gcm', registrationToken: `fcm-token-${number}` },
    { transportType: 'apns', deviceToken: number.toString(16).padStart(64, '0') },
    { transportType: 'web', endpoint: `${endpoint}${number}`, p256dh, auth },
  ]).flat();
}
