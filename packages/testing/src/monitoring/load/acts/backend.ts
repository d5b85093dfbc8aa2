import { Effects } from '../ledger.js';
import type { Room } from '../room/room.js';
import { isCached, type RoomChannelType } from '../room/room-channels.js';
import type { LoadedServer } from '../room/seat.js';
import { CountedApi } from './counted-api.js';
import { hear } from './visits.js';

const events = '/apps/:appId/events';
const batches = '/apps/:appId/batch_events';

/** What the backend of a room's app does. Each act ends when every subscriber has what it published. Use it with `using`. */
export class Backend implements Disposable {
  readonly #room: Room;
  readonly #apis = new Map<LoadedServer, CountedApi>();

  constructor(room: Room) {
    this.#room = room;
    for (const server of room.servers) this.#apis.set(server, new CountedApi(server, room.ledger));
  }

  /** One event to one or more channels. */
  async publish(server: LoadedServer, types: readonly RoomChannelType[]): Promise<void> {
    const name = this.#room.nextName();
    const effects = this.#publication(server, types, 'http').add(
      'rate_limit_checks_total',
      this.#allowed('backend_event'),
    );
    const channels = types.map((type) => this.#room.channel(type));
    await this.#api(server).call(
      {
        method: 'POST',
        path: '/events',
        endpoint: events,
        status: 200,
        body: { name, channels, data: '{}' },
      },
      effects,
      () => this.#heard(types, name),
    );
  }

  /** An event for each channel, in one request. */
  async publishBatch(server: LoadedServer, types: readonly RoomChannelType[]): Promise<void> {
    const name = this.#room.nextName();
    const effects = new Effects();
    for (const type of types) effects.all.push(...this.#publication(server, [type], 'batch').all);
    effects.at(server.name).add('rate_limit_checks_total', this.#allowed('backend_event'));
    const batch = types.map((type) => ({ name, channel: this.#room.channel(type), data: '{}' }));
    await this.#api(server).call(
      { method: 'POST', path: '/batch_events', endpoint: batches, status: 200, body: { batch } },
      effects,
      () => this.#heard(types, name),
    );
  }

  /** The same publish twice, by its idempotency key: it is made once. */
  async publishTwice(server: LoadedServer, again: LoadedServer): Promise<void> {
    const name = this.#room.nextName();
    const body = { name, channel: this.#room.channel('public'), data: '{}', idempotency_key: name };
    const call = { method: 'POST', path: '/events', endpoint: events, status: 200, body } as const;
    const { app } = this.#room;
    const first = this.#publication(server, ['public'], 'http')
      .add('rate_limit_checks_total', this.#allowed('backend_event'))
      .add('idempotency_publish_total', app)
      .add('cache_misses_total', { cache: 'idempotency' })
      .add('cache_operations_total', { cache: 'idempotency', operation: 'get' })
      .add('cache_operations_total', { cache: 'idempotency', operation: 'set' });
    await this.#api(server).call(call, first, () => this.#heard(['public'], name));
    const second = new Effects()
      .at(again.name)
      .add('idempotency_publish_total', app)
      .add('idempotency_duplicates_total', app)
      .add('cache_hits_total', { cache: 'idempotency' })
      .add('cache_operations_total', { cache: 'idempotency', operation: 'get' });
    await this.#api(again).call(call, second);
  }

  /** Requests that are answered with errors: too large, signed wrongly, no route. */
  async err(server: LoadedServer): Promise<void> {
    const { app } = this.#room;
    const body = { name: 'large', channel: this.#room.channel('public'), data: 'x'.repeat(102_401) };
    const large = { method: 'POST', path: '/events', endpoint: events, status: 413, body } as const;
    await this.#api(server).call(
      large,
      new Effects().at(server.name).add('publishes_rejected_total', { ...app, reason: 'payload_too_large' }),
    );
    const unsigned = new Effects()
      .at(server.name)
      .add('publishes_rejected_total', { ...app, reason: 'auth' })
      .add('api_authentication_failures_total', app)
      .add('api_authentication_failure_reasons_total', { ...app, reason: 'bad_signature' });
    await this.#api(server).call(
      { ...large, status: 401, body: { ...body, data: '{}' }, secret: 'not the secret' },
      unsigned,
    );
    await this.#api(server).call(
      { method: 'GET', path: '/nowhere', endpoint: 'other', status: 404, isKnown: false },
      new Effects(),
    );
  }

  async ask(server: LoadedServer): Promise<void> {
    const labels = this.#allowed('read_request');
    await this.#api(server).call(
      { method: 'GET', path: '/channels', endpoint: '/apps/:appId/channels', status: 200 },
      new Effects().at(server.name).add('rate_limit_checks_total', labels),
    );
  }

  [Symbol.dispose](): void {
    for (const api of this.#apis.values()) api[Symbol.dispose]();
  }

  #publication(server: LoadedServer, types: readonly RoomChannelType[], source: 'http' | 'batch'): Effects {
    const { app, remembered } = this.#room;
    const effects = new Effects().at(server.name).add('publishes_accepted_total', { ...app, source });
    for (const type of types) {
      const channel = this.#room.channel(type);
      this.#room.countPublishing(effects, server, { channel });
      if (!isCached(type)) continue;
      effects.at(server.name).add('cache_operations_total', { cache: 'channel', operation: 'set' });
      remembered.add(channel);
    }
    return effects;
  }

  #allowed(limiter_type: 'backend_event' | 'read_request') {
    return { ...this.#room.app, limiter_type, result: 'allowed' };
  }

  async #heard(types: readonly RoomChannelType[], name: string): Promise<void> {
    for (const type of types) {
      const channel = this.#room.channel(type);
      await hear(this.#room.audience(channel), (frame) => frame.event === name && frame.channel === channel);
    }
  }

  #api(server: LoadedServer): CountedApi {
    const api = this.#apis.get(server);
    if (api === undefined) throw new Error('The server is none of the room');
    return api;
  }
}
