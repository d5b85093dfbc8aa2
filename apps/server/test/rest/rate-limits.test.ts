import { ApiClient, httpRequest, RawClient, scrapeMetrics } from '@shoal/testing';
import { useServer } from '../use-server.js';

const refused = {
  status: 429,
  body: { error: 'Too many requests: try again later', code: 'rate_limited', status: 429 },
};

describe('the limit on requests of one address', () => {
  const api = { max_requests: 3, window_seconds: 3600, trust_hops: 1 };
  const server = useServer({ config: { rate_limiter: { enabled: true, api } } });

  it('tells with every answer what is left, and refuses what is over it', async () => {
    using client = new ApiClient(server());
    const headers = { 'x-forwarded-for': '1.1.1.1' };
    for (const remaining of ['2', '1', '0']) {
      const answer = await client.get('/channels', { headers });
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({ 'x-ratelimit-limit': '3', 'x-ratelimit-remaining': remaining });
      expect(Number(answer.headers['x-ratelimit-reset'])).toBeGreaterThan(3500);
      expect(answer.headers).not.toHaveProperty('retry-after');
    }
    const answer = await client.get('/channels', { headers });
    expect(answer).toMatchObject(refused);
    expect(answer.headers).toMatchObject({ 'x-ratelimit-limit': '3', 'x-ratelimit-remaining': '0' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(3500);
  });

  it('counts requests that are refused, and each address for itself', async () => {
    using client = new ApiClient(server());
    const from = async (address: string) => {
      const headers = { 'x-forwarded-for': address };
      return (await client.get('/channels', { headers, secret: 'wrong' })).status;
    };
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push(await from('2.2.2.2'));
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect(await from('3.3.3.3')).toBe(401);
    // Only the last entry is from a proxy of ours; what clients write before it, and X-Real-IP, is not believed.
    expect(await from('4.4.4.4, 2.2.2.2')).toBe(429);
    const headers = { 'x-forwarded-for': '2.2.2.2', 'x-real-ip': '5.5.5.5' };
    expect((await client.get('/channels', { headers })).status).toBe(429);
  });

  it('leaves the health routes alone', async () => {
    for (let count = 0; count < 5; count += 1) {
      expect(await httpRequest(server(), { path: '/up' })).toMatchObject({ status: 200 });
    }
  });

  it('is counted', async () => {
    const metrics = await scrapeMetrics(server());
    const triggered = metrics.sum('sockudo_rate_limit_triggered_total', { limiter_type: 'api' });
    const limited = metrics.sum('sockudo_rate_limit_checks_total', {
      limiter_type: 'api',
      result: 'limited',
    });
    expect(triggered).toBe(limited);
    expect(metrics.sum('sockudo_rate_limit_checks_total', { limiter_type: 'api' })).toBeGreaterThanOrEqual(
      limited,
    );
  });
});

describe('the limits of an app', () => {
  const apps = [
    { id: 'app-id', key: 'app-key', secret: 'app-secret', limits: { max_backend_events_per_second: 3 } },
    { id: 'reads', key: 'reads-key', secret: 'app-secret', limits: { max_read_requests_per_second: 2 } },
  ];
  const server = useServer({ config: { app_manager: { array: { apps } } } });
  const event = { name: 'news', data: '' };

  it('count an event once for each channel, and refuse with headers that say when to come again', async () => {
    using api = new ApiClient(server());
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('limited');
    // More than a second holds is refused whatever was published before.
    const body = { ...event, channels: ['limited', 'b', 'c', 'd'] };
    const answer = await api.post('/events', { body });
    expect(answer).toMatchObject(refused);
    expect(answer.headers).toMatchObject({
      'x-ratelimit-limit': '3',
      'x-ratelimit-remaining': '0',
      'retry-after': '1',
    });
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
  });

  it('count a batch as its events', async () => {
    using api = new ApiClient(server());
    const batch = Array.from({ length: 4 }, () => ({ ...event, channel: 'a' }));
    expect(await api.post('/batch_events', { body: { batch } })).toMatchObject(refused);
  });

  it('tell with every publish what is left', async () => {
    using api = new ApiClient(server());
    const answer = await api.post('/events', { body: { ...event, channels: ['a', 'b'] } });
    // Whether a window is open already depends on the tests before.
    expect([200, 429]).toContain(answer.status);
    expect(answer.headers).toMatchObject({ 'x-ratelimit-limit': '3', 'x-ratelimit-reset': '1' });
  });

  it('refuse reading requests over their limit, and do not count publishes for it', async () => {
    const { host, port } = server();
    const app = { id: 'reads', key: 'reads-key', secret: 'app-secret' };
    using api = new ApiClient({ host, port, app });
    const answers = await Promise.all(Array.from({ length: 6 }, () => api.get('/channels')));
    const statuses = answers.map(({ status }) => status);
    // The requests may fall into two windows, never into three.
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(4);
    const over = answers.find(({ status }) => status === 429);
    expect(over).toMatchObject(refused);
    expect(over?.headers).toMatchObject({ 'x-ratelimit-limit': '2', 'retry-after': '1' });
    const publish = await api.post('/events', { body: { ...event, channel: 'a' } });
    expect(publish.status).toBe(200);
    expect(publish.headers).not.toHaveProperty('x-ratelimit-limit');
  });
});
