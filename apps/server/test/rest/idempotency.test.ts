import { ApiClient, eventually, RawClient, scrapeMetrics } from '@shoal/testing';
import { startTimeout, useServer } from '../use-server.js';

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

describe('POST /events with an idempotency key', () => {
  const server = useServer({ config: { idempotency: { max_key_length: 20 } } });

  async function post(body: unknown, headers: Record<string, string> = {}) {
    using api = new ApiClient(server());
    const { status, body: answer, headers: answered } = await api.post('/events', { body, headers });
    return { status, body: answer, replayed: answered['x-idempotency-replayed'] };
  }

  it('is published once, and a repeat is answered as the first was', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('once');
    const body = { ...event, channel: 'once', info: 'subscription_count', idempotency_key: 'once-1' };
    const first = await post(body);
    expect(first).toEqual({
      status: 200,
      body: { channels: { once: { subscription_count: 1 } } },
      replayed: undefined,
    });
    await using another = await RawClient.connect({ server: server() });
    await another.subscribe('once');
    expect(await post(body)).toEqual({ ...first, replayed: 'true' });
    expect(await post({ ...body, idempotency_key: 'once-2' })).toEqual({
      status: 200,
      body: { channels: { once: { subscription_count: 2 } } },
      replayed: undefined,
    });
    await client.barrier();
    expect(client.drainInbox()).toHaveLength(2);
  });

  it('may have the key in the header as well as in the body', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('in-header');
    const body = { ...event, channel: 'in-header' };
    const first = { status: 200, body: {}, replayed: undefined };
    const repeat = { ...first, replayed: 'true' };
    expect(await post(body, { [header]: 'header-1' })).toEqual(first);
    expect(await post({ idempotency_key: 'header-1', ...body })).toEqual(repeat);
    expect(await post({ idempotency_key: 'header-1', ...body }, { [header]: 'header-1' })).toEqual(repeat);
    expect(await post(JSON.stringify(body, undefined, 2), { 'X-Idempotency-Key': 'header-1' })).toEqual(
      repeat,
    );
    await client.barrier();
    expect(client.drainInbox()).toHaveLength(1);
  });

  it('is published once of fifty that come at once, and all are answered alike', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('presence-fifty', { member: { user_id: 1 } });
    const body = { ...event, channel: 'presence-fifty', info: 'user_count', idempotency_key: 'fifty' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(body)));
    const answered = { status: 200, body: { channels: { 'presence-fifty': { user_count: 1 } } } };
    for (const answer of answers) expect(answer).toMatchObject(answered);
    expect(answers.filter(({ replayed }) => replayed === undefined)).toHaveLength(1);
    await client.barrier();
    expect(client.drainInbox()).toHaveLength(1);
  });

  it('is refused with 409 when the key stands for something else', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('conflict');
    const body = { ...event, channel: 'conflict', idempotency_key: 'conflict-1' };
    await post(body);
    expect(await post({ ...body, data: '{"other":1}' })).toMatchObject(conflict);
    expect(await post({ ...body, socket_id: '1.2' })).toMatchObject(conflict);
    expect(await post(body)).toMatchObject({ status: 200, replayed: 'true' });
    await client.barrier();
    expect(client.drainInbox()).toHaveLength(1);
  });

  it('keeps its key when it was refused', async () => {
    const body = { ...event, idempotency_key: 'refused-1' };
    expect(await post({ ...body, data: 'x'.repeat(102_401) })).toMatchObject({ status: 413 });
    expect(await post({ ...body, channel: 'two words' })).toMatchObject({ status: 400 });
    expect(await post(body)).toEqual({ status: 200, body: {}, replayed: undefined });
  });

  it.each<[what: string, key: unknown]>([
    ['nothing', ''],
    ['21 characters', 'x'.repeat(21)],
    ['a line break', 'a\nb'],
    ['half a character', '\ud800'],
    ['a number', 1],
    ['a list', ['a']],
    ['an object', { a: 1 }],
  ])('is refused with 400 when the key is %s', async (_what, idempotency_key) => {
    const error = 'An idempotency key must be a string of 1 to 20 printable characters';
    expect(await post({ ...event, idempotency_key })).toMatchObject(refusal(400, 'bad_request', error));
  });

  it('is refused with 400 when header and body disagree', async () => {
    const error = 'idempotency_key and X-Idempotency-Key differ: send one of them';
    const answer = await post({ ...event, idempotency_key: 'a' }, { [header]: 'b' });
    expect(answer).toMatchObject(refusal(400, 'bad_request', error));
  });

  it('takes keys of any other kind, up to the longest', async () => {
    for (const key of ['x'.repeat(20), 'ключ {1}:*', '__proto__', 'constructor', 'null']) {
      const body = { ...event, idempotency_key: key };
      expect(await post(body)).toEqual({ status: 200, body: {}, replayed: undefined });
      expect(await post(body)).toEqual({ status: 200, body: {}, replayed: 'true' });
    }
    expect(await post({ ...event, idempotency_key: null })).toMatchObject({
      status: 200,
      replayed: undefined,
    });
  });

  it('is told from a repeat by what it publishes also when that stands in the query', async () => {
    using api = new ApiClient(server());
    const query = { name: 'news', channel: 'idempotent', data: '', idempotency_key: 'query-1' };
    // Its timestamp and signature are another time's.
    const auth = { auth_timestamp: String(Math.floor(Date.now() / 1000) - 100) };
    expect(await api.post('/events', { query, auth })).toMatchObject({ status: 200 });
    const repeat = await api.post('/events', { query });
    expect(repeat).toMatchObject({ status: 200, headers: { 'x-idempotency-replayed': 'true' } });
    expect(await api.post('/events', { query: { ...query, data: 'other' } })).toMatchObject({ status: 409 });
  });

  it('is counted, and every repeat and conflict', async () => {
    const names = {
      asked: ['idempotency_publish_total', { app_id: 'app-id' }],
      repeated: ['idempotency_duplicates_total', { app_id: 'app-id' }],
      accepted: ['publishes_accepted_total', { app_id: 'app-id' }],
      rejected: ['publishes_rejected_total', { app_id: 'app-id', reason: 'bad_event' }],
      hits: ['cache_hits_total', { cache: 'idempotency' }],
      misses: ['cache_misses_total', { cache: 'idempotency' }],
      writes: ['cache_operations_total', { cache: 'idempotency', operation: 'set' }],
    } as const;
    const read = async () => {
      const metrics = await scrapeMetrics(server());
      const sums = Object.entries(names).map(([key, [name, labels]]) => [
        key,
        metrics.sum(`sockudo_${name}`, labels),
      ]);
      return { counts: Object.fromEntries(sums) as Record<string, number>, metrics };
    };
    const before = await read();
    const body = { ...event, idempotency_key: 'counted-1' };
    for (let time = 0; time < 3; time += 1) await post(body);
    await post({ ...body, name: 'other' });
    await post(event);
    const { counts, metrics } = await read();
    const growth = Object.entries(counts).map(([key, value]) => [key, value - (before.counts[key] ?? 0)]);
    expect(Object.fromEntries(growth)).toEqual({
      asked: 4,
      repeated: 2,
      accepted: 2,
      rejected: 1,
      hits: 2,
      misses: 1,
      writes: 1,
    });
    const bytes = metrics.sum('sockudo_cache_memory_usage_bytes', { cache: 'idempotency' });
    expect(bytes).toBeGreaterThan(0);
  });
});

describe('the limits of an app', () => {
  const limits = { max_backend_events_per_second: 1 };
  const apps = [
    { id: 'app-id', key: 'app-key', secret: 'app-secret', limits },
    { id: 'other', key: 'other-key', secret: 'app-secret' },
  ];
  const server = useServer({ config: { app_manager: { array: { apps } } } });

  it('are for what is published: a repeat is free, and a refused publish keeps its key', async () => {
    using api = new ApiClient(server());
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('limited');
    const body = (key: string) => ({ ...event, channel: 'limited', idempotency_key: key });
    const post = async (key: string) => (await api.post('/events', { body: body(key) })).status;
    expect(await post('first')).toBe(200);
    const repeats = await Promise.all(Array.from({ length: 10 }, () => post('first')));
    expect(repeats).toEqual(Array(10).fill(200));
    // One of two that come together is over the limit, whenever the second begins.
    const together = await Promise.all([post('second'), post('third'), post('fourth')]);
    expect(together).toContain(429);
    for (const key of ['second', 'third', 'fourth']) {
      await eventually(async () => (await post(key)) === 200);
    }
    await client.barrier();
    expect(client.drainInbox()).toHaveLength(4);
  });

  it('and its keys are its own', async () => {
    using api = new ApiClient(server());
    using other = new ApiClient({
      ...server(),
      app: { id: 'other', key: 'other-key', secret: 'app-secret' },
    });
    await eventually(
      async () =>
        (await api.post('/events', { body: { ...event, idempotency_key: 'shared' } })).status === 200,
    );
    const body = { ...event, name: 'another', idempotency_key: 'shared' };
    const answer = await other.post('/events', { body });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers).not.toHaveProperty('x-idempotency-replayed');
  });
});

describe('idempotency.ttl_seconds', () => {
  const server = useServer({ config: { idempotency: { ttl_seconds: 0.2 } } });

  it(
    'is how long a repeat is a repeat',
    async () => {
      using api = new ApiClient(server());
      await using client = await RawClient.connect({ server: server() });
      await client.subscribe('expiring');
      const body = { ...event, channel: 'expiring', idempotency_key: 'expiring-1' };
      const isRepeat = async () => {
        const { status, headers } = await api.post('/events', { body });
        expect(status).toBe(200);
        return headers['x-idempotency-replayed'] === 'true';
      };
      expect(await isRepeat()).toBe(false);
      await eventually(async () => !(await isRepeat()));
      await client.barrier();
      expect(client.drainInbox()).toHaveLength(2);
    },
    startTimeout,
  );
});

describe('idempotency.enabled: false', () => {
  const server = useServer({ env: { IDEMPOTENCY_ENABLED: '0' } });

  it('ignores keys, whatever they are', async () => {
    using api = new ApiClient(server());
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('ignored');
    const item = { ...event, channel: 'ignored', idempotency_key: 7 };
    for (let time = 0; time < 2; time += 1) {
      const answer = await api.post('/events', { body: item, headers: { [header]: 'b' } });
      expect(answer).toMatchObject({ status: 200, text: '{}' });
      expect(answer.headers).not.toHaveProperty('x-idempotency-replayed');
      expect(await api.post('/batch_events', { body: { batch: [item, item] } })).toMatchObject({
        status: 200,
        text: '{}',
      });
    }
    await client.barrier();
    expect(client.drainInbox()).toHaveLength(6);
  });
});
