import { eventually, RawClient, scrapeMetrics } from '@shoal/testing';
import { usePush } from './use-push.js';

const rules = [
  {
    ...{ channel_pattern: 'orders-*', event_filter: ['packed', 'sent'] },
    payload_mapping: { title_field: 'headline' },
  },
  { channel_pattern: 'slow', event_filter: ['packed'], rate_limit_per_second: 1 },
  { enabled: false, channel_pattern: '*', event_filter: ['packed'] },
];
const push = usePush({ config: { push_rules: rules } });
const extras = { push: { title: 'Order updated', body: 'Packed', data: { id: '7' } } };

/** A device of its own for a channel. @returns what it was sent, once that is something */
async function listen(name: string, channel: string) {
  const { register, services } = push();
  await register(name, { transportType: 'gcm', registrationToken: name }, channel);
  const sent = () => services.fcm.received.filter(({ token }) => token === name);
  return {
    sent,
    first: () =>
      eventually(() => sent()[0]?.message ?? false, { what: `a push to ${name}`, withinMs: 15_000 }),
  };
}

const failures = () =>
  push()
    .server.logs()
    .filter(({ message }) => message === 'push of an event failed');

describe('extras.push', () => {
  it('of an event is pushed to the devices of its channels, once to each', async () => {
    const { api, server, register } = push();
    const device = await listen('both', 'a');
    await api.post('/push/channelSubscriptions', { body: { channel: 'b', deviceId: 'both' } });
    await register('elsewhere', { transportType: 'gcm', registrationToken: 'elsewhere' }, 'c');
    await using client = await RawClient.connect({ server });
    await client.subscribe('a');
    const body = { name: 'packed', channels: ['a', 'b'], data: 'x', extras };
    expect((await api.post('/events', { body })).body).toEqual({});
    expect(await client.next('packed')).toMatchObject({ channel: 'a' });
    expect(await device.first()).toMatchObject({
      ...{ notification: { title: 'Order updated', body: 'Packed' }, data: { id: '7' } },
    });
    const barrier = await listen('barrier-a', 'a');
    await api.post('/events', { body: { name: 'packed', channel: 'a', data: 'x', extras } });
    await barrier.first();
    await eventually(() => device.sent().length === 2);
    expect(push().services.fcm.count('elsewhere').requests).toBe(0);
  });

  it('of the events of a batch is pushed, of each its own', async () => {
    const { api } = push();
    const one = await listen('batch-1', 'batch-1');
    const other = await listen('batch-2', 'batch-2');
    const batch = [
      { name: 'e', channel: 'batch-1', data: 'x', extras: { push: { title: 'One' } } },
      { name: 'e', channel: 'batch-2', data: 'x', extras: { push: { title: 'Two' } } },
      { name: 'e', channel: 'batch-1', data: 'x', extras: { headers: { a: 1 } } },
    ];
    expect((await api.post('/batch_events', { body: { batch } })).status).toBe(200);
    expect(await one.first()).toMatchObject({ notification: { title: 'One' } });
    expect(await other.first()).toMatchObject({ notification: { title: 'Two' } });
    expect(one.sent()).toHaveLength(1);
  });

  it('is pushed once when the event comes again with its key', async () => {
    const { api, services } = push();
    const device = await listen('keyed', 'keyed');
    const body = { name: 'e', channel: 'keyed', data: 'x', extras, idempotency_key: 'once' };
    await api.post('/events', { body });
    await device.first();
    const again = await api.post('/events', { body });
    expect(again.headers['x-idempotency-replayed']).toBe('true');
    const barrier = await listen('keyed-barrier', 'keyed-barrier');
    await api.post('/events', { body: { name: 'e', channel: 'keyed-barrier', data: 'x', extras } });
    await barrier.first();
    expect(services.fcm.count('keyed').requests).toBe(1);
  });

  it('that nobody could send does not keep the event from being published', async () => {
    const { api, server } = push();
    await using client = await RawClient.connect({ server });
    await client.subscribe('unpushable');
    const before = failures().length;
    for (const bad of [{ title: 7 }, 'words', [], {}]) {
      const body = { name: 'e', channel: 'unpushable', data: 'x', extras: { push: bad } };
      expect((await api.post('/events', { body })).body).toEqual({});
      await client.next('e');
    }
    await eventually(() => failures().length === before + 4);
    expect(failures().at(-1)).toMatchObject({ target: 'shoal_push', app_id: 'app-id', level: 'warn' });
    const metrics = await scrapeMetrics(server);
    const invalid = { app_id: 'app-id', result: 'invalid' };
    expect(metrics.value('sockudo_push_publish_accepted_total', invalid)).toBeGreaterThanOrEqual(4);
  });

  it('of an event that is refused is not pushed', async () => {
    const { api, services } = push();
    const device = await listen('refused', 'refused');
    const bad = { name: 'e', channels: ['refused', 'not a channel!'], data: 'x', extras };
    expect((await api.post('/events', { body: bad })).status).toBe(400);
    const good = { name: 'e', channel: 'refused', data: 'x', extras: { push: { title: 'Good' } } };
    await api.post('/events', { body: good });
    expect(await device.first()).toMatchObject({ notification: { title: 'Good' } });
    expect(services.fcm.count('refused').requests).toBe(1);
  });
});

describe('a rule', () => {
  const packed = { headline: 'Order updated', body: 'Packed', id: 7 };

  it('has events pushed that say nothing of it', async () => {
    const { api } = push();
    const device = await listen('ruled', 'orders-1');
    await api.post('/events', { body: { name: 'packed', channel: 'orders-1', data: packed } });
    const message = await device.first();
    expect(message).toMatchObject({ notification: { title: 'Order updated', body: 'Packed' } });
    expect(JSON.stringify(message)).toContain('7');
  });

  it('is for its channels and its events alone', async () => {
    const { api, services } = push();
    await listen('other-channel', 'parcels');
    await listen('other-event', 'orders-2');
    const device = await listen('right', 'orders-3');
    const data = packed;
    await api.post('/events', { body: { name: 'packed', channel: 'parcels', data } });
    await api.post('/events', { body: { name: 'lost', channel: 'orders-2', data } });
    await api.post('/events', { body: { name: 'sent', channels: ['orders-3', 'parcels'], data } });
    await device.first();
    expect(services.fcm.count('other-channel').requests).toBe(0);
    expect(services.fcm.count('other-event').requests).toBe(0);
  });

  it('that an event has no words for, or that comes too often, does not keep it from being published', async () => {
    const { api } = push();
    const before = failures().length;
    const wordless = { name: 'packed', channel: 'orders-1', data: 'no object' };
    expect((await api.post('/events', { body: wordless })).status).toBe(200);
    await eventually(() => failures().length === before + 1);
    const data = { title: 'Hi', body: 'there' };
    const publish = async () => {
      expect((await api.post('/events', { body: { name: 'packed', channel: 'slow', data } })).status).toBe(
        200,
      );
      return failures().length > before + 1;
    };
    await eventually(publish, { everyMs: 0, what: 'a second event within a second' });
    expect(failures().at(-1)).toMatchObject({ error: expect.stringContaining('More than 1') });
  });
});
