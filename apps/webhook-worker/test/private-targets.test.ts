import {
  ApiClient,
  type AppCredentials,
  eventually,
  httpRequest,
  RawClient,
  type RedisProcess,
  type ServerCluster,
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

/** What endpoints are told: where this is found, a canary would be found too. */
const payload = 'told-to-every-endpoint';

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

let receiver: WebhookReceiver;
let cluster: ServerCluster;
let api: ApiClient;
/** What Redis held when the job waited. */
let queued: string;
let letters: readonly { readonly id: string; readonly endpoint: string }[];

beforeAll(async () => {
  receiver = await WebhookReceiver.start({ app });
  const env = { WEBHOOKS_ALLOW_PRIVATE_TARGETS: '0', DEBUG: '1' };
  cluster = await startCluster({ app, config: configurationFor(receiver), env }, { nodes: 1, workers: 1 });
  api = new ApiClient(cluster.node(0));
  await using client = await RawClient.connect({ server: cluster.node(0) });
  await client.subscribe('private-room');

  cluster.worker(0).signal('SIGSTOP');
  client.send({ event: 'client-n', channel: 'private-room', data: payload });
  await eventually(async () => {
    const metrics = await scrapeMetrics(cluster.node(0));
    expect(metrics.sum('sockudo_webhooks_queued_total')).toBe(2);
  });
  queued = await contentOf(cluster.redis.server);
  cluster.worker(0).signal('SIGCONT');
  letters = await eventually(
    async () => {
      const { body } = await api.get('/webhooks/dead_letters');
      expect(body).toMatchObject({ dead_letters: [{}, {}] });
      return (body as { dead_letters: typeof letters }).dead_letters;
    },
    { withinMs: 15_000, everyMs: 100, what: 'two dead letters' },
  );
});
afterAll(async () => {
  api?.[Symbol.dispose]();
  await cluster?.[Symbol.asyncDispose]();
  await receiver?.[Symbol.asyncDispose]();
});

it.each(['address', 'name'])('a private %s gets nothing, and a dead letter says why', (endpoint) => {
  const reason = expect.stringContaining('not public (loopback)');
  expect(letters).toContainEqual(expect.objectContaining({ endpoint, reason, attempts: 1 }));
  expect(receiver.requests).toHaveLength(0);
});

it('is counted as refused', async () => {
  const metrics = await scrapeMetrics(cluster.worker(0));
  expect(metrics.sum('sockudo_webhook_failures_total', { reason: 'refused_target' })).toBe(2);
  expect(metrics.sum('sockudo_webhooks_failed_total')).toBe(2);
});

it('no secret and no login leaves the configuration', async () => {
  const [node, worker] = [cluster.node(0), cluster.worker(0)];
  const [first, second] = await Promise.all(letters.map(({ id }) => api.get(`/webhooks/dead_letters/${id}`)));
  const metricsAt = async (port: number) =>
    (await httpRequest({ host: node.host, port }, { path: '/metrics' })).text;
  const told = {
    'the queue': queued,
    'what is left in Redis': await contentOf(cluster.redis.server),
    'the dead letters': `${first?.text}${second?.text}`,
  };
  const others = {
    'the log of the server': node.output.text,
    'the log of the worker': worker.output.text,
    'the metrics of the server': await metricsAt(node.metricsPort),
    'the metrics of the worker': await metricsAt(worker.metricsPort),
  };
  for (const [place, text] of Object.entries(told)) {
    expect({ place, isReadable: text.includes(payload) }).toEqual({ place, isReadable: true });
  }
  for (const [place, text] of Object.entries({ ...told, ...others })) {
    expect({ place, canaries: canariesIn(text) }).toEqual({ place, canaries: [] });
  }
});
