import { ciValues, readCiValues } from './support/chart.js';
import { components, deploymentsOf, mainContainer } from './support/deployments.js';
import { foreignSecrets } from './support/foreign-secrets.js';
import { podsOf } from './support/pods.js';
import { objectsOf, renderChart } from './support/render.js';

test('after the install of the monitoring guide, pods are what its scrape configuration looks for', async () => {
  const pods = podsOf(await renderChart(), { count: 2 });
  expect(pods.map(({ name }) => name)).toEqual(
    components.flatMap((component) => [`sockudo-${component}-0`, `sockudo-${component}-1`]),
  );
  for (const pod of pods) {
    expect(pod).toMatchObject({
      namespace: 'sockudo-namespace',
      labels: { app: 'sockudo' },
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': '9601',
        'prometheus.io/path': '/metrics',
      },
      // One port is one target: its relabeling does not choose among several.
      ports: [{ name: 'metrics', containerPort: 9601 }],
      env: { METRICS_PORT: '9601', METRICS_PROMETHEUS_PREFIX: 'sockudo_', NODE_ID: pod.name },
    });
  }
});

test('annotations can be switched off, and the label chosen', async () => {
  const values = { appLabel: 'realtime', metrics: { podAnnotations: { enabled: false } } };
  for (const { labels, annotations } of podsOf(await renderChart({ values }))) {
    expect(labels.app).toBe('realtime');
    expect(Object.keys(annotations)).not.toContainEqual(expect.stringMatching(/^prometheus/));
  }
});

test('the labels of pods hold those by which they are found, and no version of the chart', async () => {
  for (const name of ciValues) {
    for (const { spec } of deploymentsOf(await renderChart({ values: readCiValues(name) })).values()) {
      const { labels } = spec.template.metadata;
      expect(labels).toMatchObject(spec.selector.matchLabels);
      expect(Object.keys(labels)).not.toContain('helm.sh/chart');
    }
  }
});

test('a Redis for demonstrations and the test are not taken for programs of ours', async () => {
  const objects = await renderChart();
  const others = ['Deployment', 'Pod']
    .flatMap((kind) => objectsOf(objects, kind))
    .filter(({ metadata }) => /-(redis|test)$/.test(metadata.name));
  expect(others).toHaveLength(2);
  for (const other of others) expect(JSON.stringify(other)).not.toMatch(/"app":|prometheus\.io/);
});

test('every container is confined', async () => {
  for (const name of ciValues) {
    const objects = await renderChart({ values: { ...readCiValues(name) } });
    for (const { spec } of deploymentsOf(objects).values()) {
      expect(spec.template.spec).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 10_001,
          seccompProfile: { type: 'RuntimeDefault' },
        },
      });
      expect(mainContainer(spec.template).securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  }
});

test('no secret is written into a pod or a ConfigMap', async () => {
  const hidden = [
    'secret of the shop',
    'password of redis',
    'password of the sentinels',
    'only-for-this-test',
  ];
  for (const name of ciValues) {
    const objects = await renderChart({ values: readCiValues(name) });
    const open = JSON.stringify(objects.filter(({ kind }) => kind !== 'Secret'));
    for (const text of hidden) expect(open).not.toContain(text);
  }
});

test('a program that is told of Secrets gets what they hold', async () => {
  const objects = await renderChart({ values: readCiValues('external-redis-values.yaml') });
  const [server] = podsOf(objects, { secrets: foreignSecrets });
  expect(server).toMatchObject({
    args: ['start', '--config', '/etc/shoal/config/config.json'],
    env: {
      DATABASE_REDIS_PASSWORD: 'password of redis',
      SHOP_SECRET: 'secret of the shop',
      PUSH_CREDENTIAL_ENCRYPTION_KEY: 'only-for-this-test',
    },
  });
  expect([...(server?.files.keys() ?? [])]).toEqual([
    '/etc/shoal/config/config.json',
    '/etc/shoal/redis-tls/ca.crt',
    '/etc/shoal/redis-tls/tls.crt',
    '/etc/shoal/redis-tls/tls.key',
  ]);
});

test('another configuration or another secret replaces the pods', async () => {
  const annotationsOf = async (values: object) => {
    const [server] = podsOf(await renderChart({ values: { ...values } }));
    return JSON.stringify(server?.annotations);
  };
  const before = await annotationsOf({});
  expect(await annotationsOf({})).toBe(before);
  expect(await annotationsOf({ config: { log_level: 'warn' } })).not.toBe(before);
  expect(await annotationsOf({ secrets: { SHOP_SECRET: 'x' } })).not.toBe(before);
});

test.each([
  [{}, 'ghcr.io/shoal/server:0.1.0'],
  [{ image: { tag: '1.2.3' } }, 'ghcr.io/shoal/server:1.2.3'],
  [{ image: { tag: '1.2.3' }, server: { image: { tag: '1.2.4' } } }, 'ghcr.io/shoal/server:1.2.4'],
  [{ global: { imageRegistry: 'mirror.example.com' } }, 'mirror.example.com/shoal/server:0.1.0'],
  [
    { server: { image: { digest: `sha256:${'0'.repeat(64)}` } } },
    `ghcr.io/shoal/server@sha256:${'0'.repeat(64)}`,
  ],
])('with %j the image is %s', async (values, image) => {
  expect(podsOf(await renderChart({ values }))[0]?.image).toBe(image);
});
