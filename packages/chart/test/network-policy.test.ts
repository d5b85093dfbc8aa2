import { readCiValues, type Values } from './support/chart.js';
import { namesOf, objectOf, renderChart } from './support/render.js';

const dns = {
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
};
const component = (name: string) => ({
  matchLabels: {
    'app.kubernetes.io/name': 'shoal',
    'app.kubernetes.io/instance': 'sockudo',
    'app.kubernetes.io/component': name,
  },
});
const testPod = { podSelector: component('test') };
const tcp = (...ports: readonly number[]) => ports.map((port) => ({ port, protocol: 'TCP' }));
const everybodyOutside = [
  { ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } },
  { ipBlock: { cidr: '::/0', except: ['fe80::/10'] } },
  { namespaceSelector: {} },
];
const everyPod = { namespaceSelector: {} };
const metrics = { ports: tcp(9601), from: [everyPod, testPod] };

async function policyOf(name: string, values: Values): Promise<unknown> {
  const objects = await renderChart({ values: { ...values } });
  return objectOf(objects, 'NetworkPolicy', `sockudo-${name}`).spec;
}

const enabled = { networkPolicy: { enabled: true } };

test('there are none unless they are asked for', async () => {
  expect(namesOf(await renderChart(), 'NetworkPolicy')).toEqual([]);
});

test('a server: clients, Prometheus, DNS and Redis, and nothing else', async () => {
  expect(await policyOf('server', enabled)).toEqual({
    podSelector: component('server'),
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ ports: tcp(6001) }, metrics],
    egress: [dns, { ports: tcp(6379), to: [{ podSelector: component('redis') }] }],
  });
});

test.each([
  ['webhook-worker', [80, 443]],
  ['push-worker', [443, 2197]],
])('the %s: Prometheus, DNS, Redis and what it sends to', async (name, ports) => {
  expect(await policyOf(name, enabled)).toEqual({
    podSelector: component(name),
    policyTypes: ['Ingress', 'Egress'],
    ingress: [metrics],
    egress: [
      dns,
      { ports: tcp(6379), to: [{ podSelector: component('redis') }] },
      { ports: tcp(...ports), to: everybodyOutside },
    ],
  });
});

test('the Redis for demonstrations: our programs, and nobody else', async () => {
  expect(await policyOf('redis', enabled)).toEqual({
    podSelector: component('redis'),
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        ports: tcp(6379),
        from: [
          {
            podSelector: {
              matchLabels: {
                app: 'sockudo',
                'app.kubernetes.io/name': 'shoal',
                'app.kubernetes.io/instance': 'sockudo',
              },
            },
          },
        ],
      },
    ],
    egress: [],
  });
});

test('who may connect and who may scrape can be said; the test of the release still can', async () => {
  const values = readCiValues('full-values.yaml');
  const ingress = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } };
  const monitoring = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } };
  expect(await policyOf('server', values)).toMatchObject({
    ingress: [
      { ports: tcp(6001), from: [ingress, testPod] },
      { ports: tcp(9601), from: [monitoring, testPod] },
      { from: [{ ipBlock: { cidr: '192.0.2.0/24' } }] },
    ],
    egress: [dns, {}, { ports: tcp(4317) }],
  });
});

test('when nobody may scrape, nobody can', async () => {
  const values = { networkPolicy: { enabled: true, metricsFrom: [] }, tests: { enabled: false } };
  expect(await policyOf('server', values)).toMatchObject({ ingress: [{ ports: tcp(6001) }] });
  expect(await policyOf('webhook-worker', values)).toMatchObject({ ingress: [] });
});

test('a Redis of yours is reached on its ports, Sentinels on theirs', async () => {
  const to = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'data' } } }];
  expect(await policyOf('server', readCiValues('sentinel-values.yaml'))).toMatchObject({
    egress: [dns, { ports: tcp(26_379, 26_380, 6379), to }],
  });
  expect(await policyOf('server', readCiValues('cluster-values.yaml'))).toEqual(
    expect.objectContaining({ egress: [dns, { ports: tcp(6379) }] }),
  );
});

test('a server without Redis sends webhooks and notifications itself', async () => {
  const values = readCiValues('embedded-values.yaml');
  expect(namesOf(await renderChart({ values }), 'NetworkPolicy')).toEqual(['sockudo-server']);
  expect(await policyOf('server', values)).toMatchObject({
    egress: [dns, { ports: tcp(80, 443, 2197), to: everybodyOutside }],
  });
});
