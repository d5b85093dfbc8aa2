import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, type LoadedConfiguration, loadConfiguration } from '@shoal/runtime';
import { ciValues, readCiValues, root, type Values } from './support/chart.js';
import { foreignSecrets } from './support/foreign-secrets.js';
import { type Pod, podsOf } from './support/pods.js';
import { renderChart } from './support/render.js';

async function podsWith(values: Values): Promise<readonly Pod[]> {
  return podsOf(await renderChart({ values }), { secrets: foreignSecrets });
}

/** What the program in a pod makes of all that it is told. */
function load({ args, env, files }: Pod): LoadedConfiguration {
  const readFile = (path: string) => files.get(path);
  return loadConfiguration({ argv: args, env, cwd: '/', readFile, isTerminal: false });
}

test.each(ciValues)('every program starts with %s', async (name) => {
  for (const pod of await podsWith(readCiValues(name))) {
    expect(() => load(pod)).not.toThrow(ConfigurationError);
    expect({ pod: pod.name, warnings: load(pod).warnings }).toEqual({ pod: pod.name, warnings: [] });
  }
});

test('every variable that the chart sets is a name of docs/configuration.md', async () => {
  const reference = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
  const known = new Set(Array.from(reference.matchAll(/`([A-Z][A-Z0-9_]+)`/g), ([, name]) => name));
  const names = new Set<string>();
  for (const file of ciValues) {
    for (const { env } of await podsWith(readCiValues(file))) {
      for (const name of Object.keys(env)) names.add(name);
    }
  }
  const ofTheFiles = ['REGION', 'SHOP_SECRET'];
  expect([...names].filter((name) => !known.has(name)).sort()).toEqual(ofTheFiles);
  // So that a chart which sets nothing does not pass.
  expect(names.size).toBeGreaterThan(25);
});

test('each variable is what the setting comes from', async () => {
  for (const pod of await podsWith(readCiValues('sentinel-values.yaml'))) {
    const sources = new Set(load(pod).sources.values());
    expect(Object.keys(pod.env).filter((name) => !sources.has(name))).toEqual([]);
  }
});

test.each([
  ['default-values.yaml', { kind: 'single', host: 'sockudo-redis', port: 6379, db: 0 }],
  ['external-redis-values.yaml', { kind: 'single', host: 'redis.data.svc', port: 6380, db: 2 }],
  [
    'sentinel-values.yaml',
    {
      kind: 'sentinel',
      masterName: 'mymaster',
      sentinels: [{ port: 26_379 }, { port: 26_379 }, { port: 26_380 }],
      username: 'watcher',
      password: 'password of the sentinels',
      tls: { caPath: '/etc/shoal/redis-tls/ca.crt' },
    },
  ],
  ['cluster-values.yaml', { kind: 'cluster', nodes: [{ host: 'redis-0.data.svc', port: 6379 }, {}, {}] }],
])('with %s every program uses that Redis', async (name, deployment) => {
  for (const pod of await podsWith(readCiValues(name))) {
    const { redis, adapter, queue, cache } = load(pod).configuration;
    expect(redis).toMatchObject({ deployment });
    expect([queue.driver, cache.driver]).toEqual([adapter.driver, adapter.driver]);
  }
});

test('TLS to Redis is as the values say', async () => {
  const [pod] = await podsWith(readCiValues('external-redis-values.yaml'));
  expect(pod && load(pod).configuration.redis).toMatchObject({
    username: 'shoal',
    password: 'password of redis',
    keyPrefix: 'staging:',
    tls: {
      caPath: '/etc/shoal/redis-tls/ca.crt',
      clientCertPath: '/etc/shoal/redis-tls/tls.crt',
      clientKeyPath: '/etc/shoal/redis-tls/tls.key',
      serverName: 'redis.example.com',
      rejectUnauthorized: true,
    },
  });
});

test('a Cluster may have certificates of public authorities, or of anybody', async () => {
  const cluster = { mode: 'cluster', nodes: ['redis-0:6379'] };
  for (const acceptInvalidCerts of [false, true]) {
    const [pod] = await podsWith({ redis: { ...cluster, tls: { enabled: true, acceptInvalidCerts } } });
    expect(pod && load(pod).configuration.redis).toMatchObject({
      deployment: { kind: 'cluster' },
      tls: { caPath: undefined, rejectUnauthorized: !acceptInvalidCerts },
    });
  }
});

test('without a Redis there is one server with everything in memory', async () => {
  const pods = await podsWith(readCiValues('embedded-values.yaml'));
  expect(pods.map(({ component }) => component)).toEqual(['server']);
  const [server] = pods;
  expect(server && load(server).configuration).toMatchObject({
    adapter: { driver: 'local' },
    queue: { driver: 'memory' },
    redis: undefined,
  });
});

test('the only app is the one of the values, and its secret comes from its Secret', async () => {
  for (const pod of await podsWith(readCiValues('cluster-values.yaml'))) {
    expect(load(pod).configuration.appManager.apps).toMatchObject([
      { id: 'shop', key: 'shop-key', secret: 'secret of the shop' },
    ]);
  }
});

test('the file is what config says, numbers included', async () => {
  const [server] = await podsWith(readCiValues('external-redis-values.yaml'));
  expect(server && load(server).configuration).toMatchObject({
    logLevel: 'warn',
    pathPrefix: '/realtime',
    websocket: { maxBackpressure: 1_048_576 },
    appManager: { apps: [{ id: 'shop', secret: 'secret of the shop', webhooks: [{}] }] },
  });
});

describe('a program ends before it is killed', () => {
  const slowHook = { preStop: { sleep: { seconds: 30 } } };

  test.each([
    { when: 'by default', values: {}, grace: 60, sleep: 0 },
    { when: 'with more time', values: readCiValues('full-values.yaml'), grace: 120, sleep: 0 },
    {
      when: 'when a hook sleeps first',
      values: { server: { terminationGracePeriodSeconds: 75, lifecycle: slowHook } },
      grace: 75,
      sleep: 30,
    },
  ])('$when', async ({ values, grace, sleep }) => {
    const [server] = await podsWith(values);
    if (server === undefined) throw new Error('There is no server');
    const { drain, shutdownGracePeriod } = load(server).configuration;
    expect(server.terminationGracePeriodSeconds).toBe(grace);
    expect(shutdownGracePeriod + sleep).toBe(grace - 5);
    expect(drain.delay + drain.window).toBeLessThanOrEqual(shutdownGracePeriod - 5);
  });

  test('workers as well, with a time of their own', async () => {
    const pods = await podsWith({ pushWorker: { terminationGracePeriodSeconds: 300 } });
    const times = pods.map((pod) => [pod.component, load(pod).configuration.shutdownGracePeriod]);
    expect(times).toEqual([
      ['server', 55],
      ['webhook-worker', 55],
      ['push-worker', 295],
    ]);
  });
});
