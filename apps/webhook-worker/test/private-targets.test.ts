import {
  ApiClient,
  type AppCredentials,
  eventually,
  httpRequest,
  RawClient,
  type RedisProcess,
  scrapeMetrics,
  WebhookReceiver,
} from '@shoal/testing';
import { startCluster } from './installation.js';

jest.setTimeout(60_000);

/** Texts that have to stay in the configuration. */
const canaries = {
  secret: 'canary-of-the-app-secret',
  password: 'canary-of-the-password',
  query: 'canary-of-the-query',
  header: 'canary-of-the-header',
};
const login = Buffer.from(`user:${canaries.password}`).toString('base64');

/** One that may be anywhere. */
const told = 'told-to-every-endpoint';

const app: AppCredentials = { id: 'guarded-id', key: 'guarded-key', secret: canaries.secret };

function configurationFor({ port }: WebhookReceiver): object {
  const address = `http://user:${canaries.password}@127.0.0.1:${port}/?token=${canaries.query}`;
  const name = `http://localhost:${port}/?token=${canaries.query}`;
  const settings = { event_types: ['client_event'], headers: { 'X-Token': canaries.header } };
  const webhooks = [
    { id: 'address', url: address, ...settings },
    { id: 'name', url: name, ...settings, ordered: true },
  ];
  const features = { enable_client_messages: true };
  return { app_manager: { array: { apps: [{ ...app, features, webhooks }] } } };
}

/** What keys a Redis has, and everything in them. */
async function contentOf(redis: RedisProcess): Promise<string> {
  const read = `
    local read = {
      string = function(key) return redis.call('GET', key) end,
      hash = function(key) return redis.call('HGETALL', key) end,
      list = function(key) return redis.call('LRANGE', key, 0, -1) end,
      set = function(key) return redis.call('SMEMBERS', key) end,
      zset = function(key) return redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end,
      stream = function(key) return redis.call('XRANGE', key, '-', '+') end,
    }
    local content = {}
    for _, key in ipairs(redis.call('KEYS', '*')) do
      content[#content + 1] = {key, read[redis.call('TYPE', key).ok](key)}
    end
    return content`;
  return await redis.command('EVAL', read, '0');
}

function canariesIn(text: string): string[] {
  return [...Object.values(canaries), login].filter((secret) => text.includes(secret));
}

it('nothing is sent to a private address that nobody has allowed, and no secret leaves the configuration', async () => {
  await using receiver = await WebhookReceiver.start({ app });
  const options = { app, config: configurationFor(receiver) };
  const env = { WEBHOOKS_ALLOW_PRIVATE_TARGETS: '0', DEBUG: '1' };
  await using cluster = await startCluster({ ...options, env }, { nodes: 1, workers: 1 });
  const [node, worker] = [cluster.node(0), cluster.worker(0)];
  await using client = await RawClient.connect({ server: node });
  await client.subscribe('private-room');

  worker.signal('SIGSTOP');
  client.send({ event: 'client-n', channel: 'private-room', data: told });
  await eventually(async () => {
    const jobs = await scrapeMetrics(node);
    expect(jobs.sum('sockudo_webhooks_queued_total')).toBe(2);
  });
  const queued = await contentOf(cluster.redis.server);
  worker.signal('SIGCONT');

  using api = new ApiClient(node);
  const letters = await eventually(async () => {
    const { body } = await api.get('/webhooks/dead_letters');
    expect(body).toMatchObject({ dead_letters: [{}, {}] });
    return (body as { dead_letters: readonly { id: string; endpoint: string }[] }).dead_letters;
  });
  const reason = expect.stringContaining('not public (loopback)');
  for (const endpoint of ['address', 'name']) {
    expect(letters).toContainEqual(expect.objectContaining({ endpoint, reason, attempts: 1 }));
  }
  expect(receiver.requests).toHaveLength(0);

  const [first, second] = await Promise.all(letters.map(({ id }) => api.get(`/webhooks/dead_letters/${id}`)));
  const metricsOf = ({ host, metricsPort: port }: typeof node | typeof worker) =>
    httpRequest({ host, port }, { path: '/metrics' });
  const places = {
    'the queue': queued,
    'what is left in Redis': await contentOf(cluster.redis.server),
    'a dead letter': `${first?.text}${second?.text}`,
  };
  const quiet = {
    'the log of the server': node.output.text,
    'the log of the worker': worker.output.text,
    'the metrics of the server': (await metricsOf(node)).text,
    'the metrics of the worker': (await metricsOf(worker)).text,
  };
  for (const [place, text] of Object.entries(places)) {
    expect({ place, isReadable: text.includes(told) }).toEqual({ place, isReadable: true });
  }
  for (const [place, text] of Object.entries({ ...places, ...quiet })) {
    expect({ place, canaries: canariesIn(text) }).toEqual({ place, canaries: [] });
  }
});
