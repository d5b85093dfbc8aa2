import { ApiClient, RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';

const server = useServer();

async function post(batch: unknown) {
  using api = new ApiClient(server());
  const { status, body } = await api.post('/batch_events', { body: { batch } });
  return { status, body };
}

const event = { name: 'news', channel: 'batched', data: '{}' };

describe('POST /batch_events', () => {
  it('publishes everything in order and answers an empty object', async () => {
    await using first = await RawClient.connect({ server: server() });
    await using second = await RawClient.connect({ server: server() });
    await first.subscribe('batch-a');
    await first.subscribe('batch-b');
    await second.subscribe('batch-a');
    const batch = [
      { name: 'one', channel: 'batch-a', data: '1' },
      { name: 'two', channel: 'batch-a', data: { b: 2 }, socket_id: first.socketId },
      { name: 'three', channel: 'batch-b', data: '3' },
      { name: 'four', channel: 'batch-a', data: '4' },
    ];
    expect(await post(batch)).toEqual({ status: 200, body: {} });
    await first.barrier();
    await second.barrier();
    // Between channels there is no order.
    const onA = first.drainInbox().filter(({ channel }) => channel === 'batch-a');
    expect(onA.map(({ event: name }) => name)).toEqual(['one', 'four']);
    expect(second.drainInbox().map(({ event: name, data }) => [name, data])).toEqual([
      ['one', '1'],
      ['two', '{"b":2}'],
      ['four', '4'],
    ]);
  });

  it('answers what was asked for, in the order of the request', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('presence-batch', { member: { user_id: 1 } });
    const batch = [
      event,
      { ...event, channel: 'presence-batch', info: 'user_count,subscription_count' },
      { ...event, info: 'subscription_count' },
    ];
    const expected = [{}, { user_count: 1, subscription_count: 1 }, { subscription_count: 0 }];
    expect(await post(batch)).toEqual({ status: 200, body: { batch: expected } });
  });

  it.each<[string, unknown]>([
    ['batch must be an array of events', undefined],
    ['batch must be an array of events', {}],
    ['A batch holds at most 10 events', Array.from({ length: 11 }, () => event)],
    ['The body must be a JSON object', [event, 'event']],
    ['name must be a non-empty string', [event, { ...event, name: '' }]],
    ['user_count is only available for presence channels', [{ ...event, info: 'user_count' }]],
  ])('refuses with 400: %s', async (error, batch) => {
    expect(await post(batch)).toEqual({ status: 400, body: { error, code: 'bad_request', status: 400 } });
  });

  it('takes ten events, and none', async () => {
    expect(await post(Array.from({ length: 10 }, () => event))).toEqual({ status: 200, body: {} });
    expect(await post([])).toEqual({ status: 200, body: {} });
  });

  it('is refused as a whole', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('batch-refused');
    const good = { ...event, channel: 'batch-refused' };
    const large = { ...event, data: 'x'.repeat(100 * 1024 + 1) };
    expect(await post([good, large])).toMatchObject({ status: 413 });
    expect(await post([good, { ...event, channel: 'two words' }])).toMatchObject({ status: 400 });
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
  });
});
