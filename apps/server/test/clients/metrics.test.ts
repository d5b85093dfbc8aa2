import {
  ApiClient,
  createPusherJs,
  createPusherServer,
  eventually,
  type Labels,
  once,
  type PusherJsClient,
  type PusherJsOptions,
  scrapeMetrics,
} from '@shoal/testing';
import { startTimeout, useServer } from '../use-server.js';

const server = useServer();

/** Everything that goes over the connections of the test's clients, counted on their side. */
const tally = { sent: 0, received: 0 };

/** A client whose every message is counted, the handshake included. */
async function connect(options: PusherJsOptions = {}, secret = server().app.secret): Promise<PusherJsClient> {
  const client = createPusherJs({ ...server(), app: { ...server().app, secret } }, options);
  const { connection } = client.pusher;
  const send = connection.send_event.bind(connection);
  connection.send_event = (name, data, channel) => {
    tally.sent += 1;
    return send(name, data, channel);
  };
  connection.bind('message', () => {
    tally.received += 1;
  });
  await client.connected();
  tally.received += 1;
  return client;
}

const person = (id: string) => connect({ member: { user_id: id, user_info: { name: id } } });

/** The sums of these metrics, as one scrape shows them. */
async function read(wanted: Record<string, Labels>): Promise<Record<string, number>> {
  const scrape = await scrapeMetrics(server());
  const sums = Object.entries(wanted).map(([key, labels]) => {
    const [name = ''] = key.split(' ');
    return [key, scrape.sum(`sockudo_${name}`, labels)];
  });
  return Object.fromEntries(sums);
}

/** What every metric in the table is expected to be: by name, a distinguishing word, its labels and its value. */
async function expectMetrics(rows: readonly (readonly [key: string, labels: Labels, value: number])[]) {
  const labels = Object.fromEntries(rows.map(([key, wanted]) => [key, wanted]));
  expect(await read(labels)).toEqual(Object.fromEntries(rows.map(([key, , value]) => [key, value])));
}

const app = { app_id: 'app-id' };

async function leave(client: PusherJsClient, remaining: number): Promise<void> {
  client.pusher.disconnect();
  await eventually(
    async () => (await scrapeMetrics(server())).sum('sockudo_active_connections') === remaining,
  );
}

it(
  'the metrics say what clients and backends really did, and gauges return to 0',
  async () => {
    using ann = await person('ann');
    using bob = await person('bob');
    using phone = await person('bob');
    using mallory = await connect({}, 'not the secret');
    using stranger = createPusherJs({ ...server(), app: { ...server().app, key: 'unknown' } });
    await once(stranger.pusher.connection, 'disconnected');

    for (const client of [ann, bob, phone]) await client.subscribe('presence-room');
    for (const client of [ann, bob]) await client.subscribe('news');
    const chat = await ann.subscribe('private-chat');
    await bob.subscribe('private-chat');
    await ann.subscribe('cache-price');
    await expect(mallory.subscribe('private-chat')).rejects.toThrow('AuthError');

    const backend = createPusherServer(server());
    for (let id = 1; id <= 3; id += 1) await backend.trigger('news', 'order', { id });
    await backend.trigger(['news', 'presence-room'], 'order', { id: 4 });
    await backend.triggerBatch([
      { channel: 'news', name: 'order', data: 5 },
      { channel: 'cache-price', name: 'price', data: 6 },
    ]);
    chat.trigger('client-typing', 1);
    chat.trigger('client-typing', 2);
    ann.pusher.channel('news').trigger('client-typing', 'refused: the channel is public');
    for (const client of [ann, bob, phone, mallory]) await client.barrier();

    await expectMetrics([
      ['active_connections', app, 4],
      ['connections_per_app', app, 4],
      ['quota_used connections', app, 4],
      ['total_connections', app, 4],
      ['connection_established_total', app, 4],
      ['connection_closed_total', app, 0],
      ['connection_attempts_total accepted', { ...app, outcome: 'accepted' }, 4],
      ['connection_attempts_total unknown_app', { outcome: 'unknown_app' }, 1],
      ['connection_errors_total app_not_found', { error_type: 'app_not_found' }, 1],
      ['active_channels public', { ...app, channel_type: 'public' }, 1],
      ['active_channels private', { ...app, channel_type: 'private' }, 1],
      ['active_channels presence', { ...app, channel_type: 'presence' }, 1],
      ['active_channels cache', { ...app, channel_type: 'cache' }, 1],
      ['channels_per_app', app, 4],
      ['cluster_active_channels', app, 4],
      ['presence_members', app, 2],
      ['cluster_presence_members', app, 2],
      ['presence_events_total join', { ...app, event: 'join' }, 2],
      ['presence_events_total leave', { ...app, event: 'leave' }, 0],
      ['channel_subscriptions_total public', { ...app, channel_type: 'public' }, 2],
      ['channel_subscriptions_total private', { ...app, channel_type: 'private' }, 2],
      ['channel_subscriptions_total presence', { ...app, channel_type: 'presence' }, 3],
      ['channel_subscriptions_total cache', { ...app, channel_type: 'cache' }, 1],
      ['channel_unsubscriptions_total', app, 0],
      ['subscription_failures_total', { ...app, channel_type: 'private', reason: 'auth' }, 1],
      ['subscription_auth_failures_total', { ...app, channel_type: 'private' }, 1],
      ['cache_misses_total', { cache: 'channel' }, 1],
      ['broadcast_messages_total', app, 5 + 2 + 2],
      ['publishes_accepted_total http', { ...app, source: 'http' }, 4],
      ['publishes_accepted_total batch', { ...app, source: 'batch' }, 2],
      ['publishes_accepted_total client', { ...app, source: 'client' }, 2],
      ['client_events_total', app, 2],
      ['client_events_rejected_total', { ...app, reason: 'bad_channel' }, 1],
      ['messages_sent_total', app, tally.received],
      ['messages_received_total', app, tally.sent],
      ['message_size_bytes_count in', { direction: 'in' }, tally.sent],
      ['message_processing_duration_seconds_count', {}, tally.sent],
      ['messages_dropped_total', app, 0],
    ]);

    ann.pusher.unsubscribe('news');
    await ann.barrier();
    await expectMetrics([
      ['channel_unsubscriptions_total', { ...app, channel_type: 'public' }, 1],
      ['active_channels public', { ...app, channel_type: 'public' }, 1],
    ]);

    await leave(mallory, 3);
    await leave(phone, 2);
    await leave(bob, 1);
    await ann.barrier();
    await expectMetrics([
      ['presence_members', app, 1],
      ['presence_events_total leave', { ...app, event: 'leave' }, 1],
      ['messages_sent_total', app, tally.received],
      ['messages_received_total', app, tally.sent],
    ]);
    await leave(ann, 0);
    await expectMetrics([
      ['connections_per_app', app, 0],
      ['quota_used', app, 0],
      ['active_channels', app, 0],
      ['channels_per_app', app, 0],
      ['cluster_active_channels', app, 0],
      ['presence_members', app, 0],
      ['cluster_presence_members', app, 0],
      ['send_buffer_bytes', app, 0],
      ['connection_established_total', app, 4],
      ['connection_closed_total', app, 4],
      ['disconnects_total', { ...app, side: 'client', reason: 'normal' }, 4],
      ['connection_duration_seconds_count', {}, 4],
      ['channel_subscriptions_total', app, 8],
      ['channel_unsubscriptions_total', app, 8],
      ['presence_events_total leave', { ...app, event: 'leave' }, 2],
    ]);
  },
  startTimeout,
);

it('the metrics of the HTTP API count every request by its route, and every refusal', async () => {
  const events = '/apps/:appId/events';
  const batch = '/apps/:appId/batch_events';
  const channels = '/apps/:appId/channels';
  const table = [
    ['http_requests_total ok', { method: 'POST', endpoint: events, status: '200', ...app }, 2],
    ['http_requests_total large', { method: 'POST', endpoint: events, status: '413', ...app }, 1],
    ['http_requests_total unsigned', { method: 'POST', endpoint: events, status: '401', ...app }, 1],
    ['http_requests_total batch', { method: 'POST', endpoint: batch, status: '200', ...app }, 1],
    ['http_requests_total list', { method: 'GET', endpoint: channels, status: '200', ...app }, 3],
    ['http_requests_total nowhere', { method: 'GET', endpoint: 'other', status: '404' }, 1],
    ['http_errors_total', {}, 3],
    ['http_request_duration_seconds_count', {}, 9],
    ['api_authentication_failures_total', app, 1],
    ['api_authentication_failure_reasons_total', { ...app, reason: 'bad_signature' }, 1],
    ['publishes_rejected_total large', { ...app, reason: 'payload_too_large' }, 1],
    ['publishes_rejected_total', { ...app, reason: 'auth' }, 1],
  ] as const;
  const labels = Object.fromEntries(table.map(([key, wanted]) => [key, wanted]));
  const before = await read(labels);
  const backend = createPusherServer(server());
  using api = new ApiClient(server());
  await backend.trigger('news', 'order', 1);
  await backend.trigger(['news', 'sport'], 'order', 2);
  await backend.triggerBatch([{ channel: 'news', name: 'order', data: 3 }]);
  for (let round = 0; round < 3; round += 1) await backend.get({ path: '/channels' });
  await api.post('/events', { body: { name: 'e', channel: 'c', data: 'x'.repeat(102_401) } });
  await api.post('/events', { body: { name: 'e', channel: 'c', data: '1' }, secret: 'wrong' });
  await api.get('/nowhere');
  // A request is counted when its answer is out, which its client may learn first.
  await eventually(async () => {
    const after = await read(labels);
    const growth = Object.entries(after).map(([key, value]) => [key, value - (before[key] ?? 0)]);
    expect(Object.fromEntries(growth)).toEqual(
      Object.fromEntries(table.map(([key, , value]) => [key, value])),
    );
  });
});
