import { ApiClient, RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';

const header = 'x-idempotency-key';
const event = { name: 'news', channel: 'idempotent', data: '{}' };

function refusal(status: number, code: string, error: string) {
  return { status, body: { error, code, status } };
}
const conflict = refusal(
  409,
  'idempotency_conflict',
  'The idempotency key was already used for another request',
);

describe('POST /batch_events with idempotency keys', () => {
  const server = useServer();

  async function post(batch: unknown, headers: Record<string, string> = {}) {
    using api = new ApiClient(server());
    const { status, body, headers: answered } = await api.post('/batch_events', { body: { batch }, headers });
    return { status, body, replayed: answered['x-idempotency-replayed'] };
  }

  it('publishes each item once: what is new in a batch, and nothing of what is not', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('batch');
    const item = (name: string) => ({ name, channel: 'batch', data: '', idempotency_key: `batch-${name}` });
    const first = { status: 200, body: {}, replayed: undefined };
    expect(await post([item('b'), item('c')])).toEqual(first);
    expect(await post([item('a'), item('b'), { name: 'plain', channel: 'batch', data: '' }])).toEqual(first);
    expect(await post([item('c'), item('b'), item('a')])).toEqual({ ...first, replayed: 'true' });
    await client.barrier();
    expect(client.drainInbox().map(({ event: name }) => name)).toEqual(['b', 'c', 'a', 'plain']);
  });

  it('answers repeated items as they were answered first, beside the new ones', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('batch-info');
    const item = { name: 'e', channel: 'batch-info', data: '', info: 'subscription_count' };
    await post([{ ...item, idempotency_key: 'info-1' }]);
    await using another = await RawClient.connect({ server: server() });
    await another.subscribe('batch-info');
    expect(await post([item, { ...item, idempotency_key: 'info-1' }, event])).toMatchObject({
      body: { batch: [{ subscription_count: 2 }, { subscription_count: 1 }, {}] },
    });
  });

  it('publishes two items with one key once, and refuses the batch when they differ', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('batch-twice');
    const item = { name: 'e', channel: 'batch-twice', data: '', idempotency_key: 'twice-1' };
    expect(await post([item, item])).toEqual({ status: 200, body: {}, replayed: undefined });
    const other = { ...item, idempotency_key: 'twice-2' };
    expect(await post([other, { ...other, data: 'other' }])).toMatchObject(conflict);
    await client.barrier();
    expect(client.drainInbox()).toHaveLength(1);
    expect(await post([other])).toMatchObject({ status: 200, replayed: undefined });
  });

  it('is refused as a whole when one key stands for something else, and keeps the others', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('batch-conflict');
    const item = (key: string) => ({ ...event, channel: 'batch-conflict', idempotency_key: key });
    await post([item('conflict-2')]);
    const batch = [item('conflict-1'), { ...item('conflict-2'), data: 'other' }, item('conflict-3')];
    expect(await post(batch)).toMatchObject(conflict);
    await client.barrier();
    expect(client.drainInbox()).toHaveLength(1);
    expect(await post([item('conflict-1'), item('conflict-3')])).toMatchObject({
      status: 200,
      replayed: undefined,
    });
  });

  it('does not mistake a key of the other route for its own', async () => {
    using api = new ApiClient(server());
    const keyed = { ...event, idempotency_key: 'route-1' };
    expect(await api.post('/events', { body: keyed })).toMatchObject({ status: 200 });
    expect(await post([keyed])).toMatchObject(conflict);
  });

  it.each<[what: string, item: object]>([
    ['of a number', { idempotency_key: 1 }],
    ['that is too long', { idempotency_key: 'x'.repeat(129) }],
  ])('refuses all for one key %s', async (_what, key) => {
    const error = 'An idempotency key must be a string of 1 to 128 printable characters';
    expect(await post([event, { ...event, ...key }])).toMatchObject(refusal(400, 'bad_request', error));
  });

  it('may have one key for all of it, in the header', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('batch-whole');
    const batch = [
      { name: 'a', channel: 'batch-whole', data: '' },
      { name: 'b', channel: 'batch-whole', data: '', idempotency_key: 'whole-b' },
    ];
    const first = await post(batch, { [header]: 'whole-1' });
    expect(first).toEqual({ status: 200, body: {}, replayed: undefined });
    expect(await post(batch, { [header]: 'whole-1' })).toEqual({ ...first, replayed: 'true' });
    expect(await post(batch.slice(1), { [header]: 'whole-1' })).toMatchObject(conflict);
    await client.barrier();
    expect(client.drainInbox().map(({ event: name }) => name)).toEqual(['a', 'b']);
  });

  it('of many at once with the same keys in any order, each item is published once', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('batch-many');
    const names = ['a', 'b', 'c', 'd', 'e'];
    const batches = Array.from({ length: 20 }, (_, turn) =>
      [...names.slice(turn % 5), ...names.slice(0, turn % 5)].map((name) => ({
        ...{ name, channel: 'batch-many', data: '', info: 'subscription_count' },
        idempotency_key: `many-${name}`,
      })),
    );
    const answers = await Promise.all(batches.map((batch) => post(batch)));
    for (const { body } of answers) expect(body).toEqual({ batch: Array(5).fill({ subscription_count: 1 }) });
    await client.barrier();
    expect(
      client
        .drainInbox()
        .map(({ event: name }) => name)
        .sort(),
    ).toEqual(names);
  });
});
