import {
  eventually,
  RawClient,
  type ReceivedEvent,
  type ServerProcess,
  type WebhookReceiver,
} from '@shoal/testing';
import { Endpoints } from './endpoints.js';
import { expectDocumented } from './expect-documented.js';
import { forms, type Installation } from './installation.js';
import { settled } from './webhook-counts.js';

jest.setTimeout(60_000);

const transitions = ['channel_occupied', 'channel_vacated', 'member_added', 'member_removed'];
const event_types = [...transitions, 'client_event', 'cache_miss', 'subscription_count'];

/** What can be asked for, in the spellings of Shoal, Sockudo and soketi. */
const settings = {
  everything: { event_types },
  single: { event_types, batching: { enabled: false }, headers: { 'X-Tenant': 'blue' } },
  transitions: { event_types: transitions },
  prefix: { event_types, filter: { channel_prefix: 'private-' } },
  suffix: { event_types, filter: { channel_suffix: '-eu' } },
  pattern: { event_types, filter: { channel_pattern: '-room-\\d+-' } },
  sockudo: { EventTypes: ['cache_miss'], RequestTimeoutMs: 5_000, Retry: { MaxAttempts: 3 } },
  soketi: { event_types, filter: { channel_name_starts_with: 'presence-', channel_name_ends_with: '-us' } },
};
type EndpointName = keyof typeof settings;
const names = Object.keys(settings) as EndpointName[];

/** What an event says, without what is new in every run. */
function fact({ id: _id, time_ms: _time, version: _version, ...rest }: ReceivedEvent) {
  return rest;
}

/** Of all requests: what came twice is there twice. */
function factsOf({ requests }: WebhookReceiver, channels: readonly string[]): object[] {
  const events = requests.flatMap((request) => request.events);
  return inOrder(events.filter(({ channel }) => channels.includes(String(channel))).map(fact));
}

/** Between requests no order is promised. */
function inOrder(facts: readonly object[]): object[] {
  return [...facts].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

async function isVacated(receiver: WebhookReceiver, channel: string): Promise<void> {
  const isIt = (event: ReceivedEvent) => event.channel === channel && event.name === 'channel_vacated';
  await receiver.whenReceived(isIt, { withinMs: 15_000 });
}

async function enter(server: ServerProcess, channel: string, user_id: string): Promise<RawClient> {
  const client = await RawClient.connect({ server });
  await client.subscribe(channel, { member: { user_id } });
  return client;
}

describe.each(forms)('%s', (_form, start) => {
  let endpoints: Endpoints<EndpointName>;
  let installation: Installation;
  beforeAll(async () => {
    endpoints = await Endpoints.start(settings);
    installation = await start({ webhooks: endpoints.webhooks });
  });
  afterAll(async () => {
    await installation?.[Symbol.asyncDispose]();
    await endpoints?.[Symbol.asyncDispose]();
  });

  const here = (): ServerProcess => installation.node(0);
  const there = (): ServerProcess => installation.node(1);

  it('tells each endpoint what it asked for, and each event once', async () => {
    const alice = await enter(here(), 'presence-room-1-eu', 'alice');
    const bob = await enter(there(), 'presence-room-1-eu', 'bob');
    alice.send({ event: 'client-wave', channel: 'presence-room-1-eu', data: { to: 'bob' } });
    await bob.next('client-wave');
    await alice.subscribe('private-chat');
    alice.send({ event: 'client-typing', channel: 'private-chat', data: '…' });
    await bob.subscribe('cache-scores');
    await alice.close();
    await bob.close();
    const { socketId: socket_id } = alice;

    const channels = ['presence-room-1-eu', 'private-chat', 'cache-scores'];
    for (const channel of channels) await isVacated(endpoints.at('everything'), channel);
    await settled(installation);
    const room = { channel: 'presence-room-1-eu' };
    const ofRoom = [
      { name: 'channel_occupied', ...room },
      { name: 'member_added', ...room, user_id: 'alice' },
      { name: 'member_added', ...room, user_id: 'bob' },
      {
        name: 'client_event',
        ...room,
        event: 'client-wave',
        data: '{"to":"bob"}',
        socket_id,
        user_id: 'alice',
      },
      { name: 'member_removed', ...room, user_id: 'alice' },
      { name: 'member_removed', ...room, user_id: 'bob' },
      { name: 'channel_vacated', ...room },
    ];
    const chat = { channel: 'private-chat' };
    const ofChat = [
      { name: 'channel_occupied', ...chat },
      { name: 'subscription_count', ...chat, subscription_count: 1 },
      { name: 'client_event', ...chat, event: 'client-typing', data: '…', socket_id },
      { name: 'subscription_count', ...chat, subscription_count: 0 },
      { name: 'channel_vacated', ...chat },
    ];
    const scores = { channel: 'cache-scores' };
    const ofScores = [
      { name: 'channel_occupied', ...scores },
      { name: 'subscription_count', ...scores, subscription_count: 1 },
      { name: 'cache_miss', ...scores },
      { name: 'subscription_count', ...scores, subscription_count: 0 },
      { name: 'channel_vacated', ...scores },
    ];
    const all = [...ofRoom, ...ofChat, ...ofScores];
    const expected: Record<EndpointName, readonly object[]> = {
      everything: all,
      single: all,
      transitions: all.filter(({ name }) => transitions.includes(name)),
      prefix: ofChat,
      suffix: ofRoom,
      pattern: ofRoom,
      sockudo: all.filter(({ name }) => name === 'cache_miss'),
      soketi: [],
    };
    for (const name of names) {
      const facts = factsOf(endpoints.at(name), channels);
      expect({ name, facts }).toEqual({ name, facts: inOrder(expected[name]) });
    }
  });

  it('tells nobody of a reload, and once of who has really left', async () => {
    const reloaded = await enter(here(), 'presence-reload-us', 'carol');
    const witness = await enter(here(), 'presence-witness-us', 'witness');
    await reloaded.close();
    await witness.close();
    const returned = await enter(there(), 'presence-reload-us', 'carol');

    const receiver = endpoints.at('soketi');
    // When the one is told who left at the same time and did not return, it is too late for the other.
    await isVacated(receiver, 'presence-witness-us');
    await returned.close();
    await isVacated(receiver, 'presence-reload-us');
    await settled(installation);
    const about = { channel: 'presence-reload-us' };
    expect(factsOf(receiver, ['presence-reload-us'])).toEqual(
      inOrder([
        { name: 'channel_occupied', ...about },
        { name: 'member_added', ...about, user_id: 'carol' },
        { name: 'member_removed', ...about, user_id: 'carol' },
        { name: 'channel_vacated', ...about },
      ]),
    );
  });

  it('gathers events for an endpoint that takes batches, and not for one that does not', async () => {
    await using client = await RawClient.connect({ server: here() });
    await client.subscribe('private-batch');
    const sent = Array.from({ length: 120 }, (_, index) => String(index));
    for (const data of sent) client.send({ event: 'client-n', channel: 'private-batch', data });
    const batchesOf = (name: EndpointName): string[][] =>
      endpoints
        .at(name)
        .requests.map(({ events }) => events.filter(({ event }) => event === 'client-n'))
        .filter((events) => events.length > 0)
        .map((events) => events.map(({ data }) => String(data)));
    const numerically = (one: string, other: string) => Number(one) - Number(other);
    for (const name of ['everything', 'single', 'prefix'] as const) {
      await eventually(() => expect(batchesOf(name).flat().sort(numerically)).toEqual(sent), {
        withinMs: 15_000,
        what: `all client events at ${name}`,
      });
    }
    expect(batchesOf('single')).toHaveLength(120);
    const batches = batchesOf('everything');
    expect(batches.length).toBeLessThan(60);
    for (const batch of batches) expect(batch).toEqual([...batch].sort(numerically));
  });

  it('makes its requests as they are documented, and as the official library demands', async () => {
    const arrivedAt = () => endpoints.all.flatMap((receiver) => receiver.requests);
    // Whoever left last is told of when its grace is over, perhaps between the two counts.
    const requests = await eventually(
      async () => {
        const counts = await settled(installation);
        const arrived = arrivedAt().flatMap(({ events }) => events).length;
        expect(counts).toEqual({ queued: arrived, sent: arrived, failed: 0, gone: 0, lost: 0 });
        return arrivedAt();
      },
      { withinMs: 25_000, what: 'as many events as were counted' },
    );
    for (const name of names) {
      const ownHeaders = name === 'single' ? ['x-tenant'] : [];
      for (const request of endpoints.at(name).requests) expectDocumented(request, ownHeaders);
    }
    const deliveries = requests.map(({ headers }) => headers['x-shoal-delivery-id']);
    expect(new Set(deliveries).size).toBe(deliveries.length);
  });
});
