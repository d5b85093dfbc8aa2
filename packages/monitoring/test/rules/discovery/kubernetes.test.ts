import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, startVmagent } from '@shoal/testing';
import { parse } from 'yaml';
import { startJsonService } from './json-service.js';

const configuration = join(__dirname, '../../../../../deploy/prometheus/prometheus-kubernetes.yml');

interface Pod {
  readonly name: string;
  readonly address: string;
  readonly component?: string;
  readonly ports: readonly number[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly phase?: string;
}

const annotations = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9601' };
const pods: readonly Pod[] = [
  { name: 'sockudo-0', address: '127.0.0.2', component: 'server', ports: [9601], annotations },
  { name: 'worker-0', address: '127.0.0.3', component: 'webhook-worker', ports: [], annotations },
  { name: 'sockudo-done', address: '127.0.0.4', ports: [9601], annotations, phase: 'Succeeded' },
  { name: 'sockudo-silent', address: '127.0.0.5', ports: [9601], annotations: {} },
  { name: 'redis-0', address: '127.0.0.6', ports: [6379], annotations, labels: { app: 'redis' } },
];

// Debian's Prometheus is built without the discovery of Kubernetes; vmagent reads the same configuration.
it('finds the pods that ask for it, each once, and the machines', async () => {
  await using kubernetes = await startJsonService((path) => {
    if (path.endsWith('/namespaces/sockudo-namespace/pods')) return listOf('PodList', pods.map(describePod));
    return path.endsWith('/nodes') ? listOf('NodeList', [machine]) : undefined;
  });
  const { scrape_configs } = parse(readFileSync(configuration, 'utf8'));
  for (const { kubernetes_sd_configs } of scrape_configs)
    kubernetes_sd_configs[0].api_server = kubernetes.url;
  await using agent = await startVmagent({ config: { scrape_configs } });

  const targets = await eventually(async () => {
    const found = await agent.api.targets();
    expect(found).toHaveLength(3);
    return found;
  });
  const installation = { environment: 'production', cluster: 'main' };
  const inNamespace = { ...installation, job: 'sockudo', namespace: 'sockudo-namespace' };
  expect(targets.map(({ scrapeUrl, labels }) => ({ scrapeUrl, labels }))).toEqual(
    expect.arrayContaining([
      {
        scrapeUrl: 'http://127.0.0.2:9601/metrics',
        labels: { ...inNamespace, instance: 'sockudo-0', role: 'server' },
      },
      {
        scrapeUrl: 'http://127.0.0.3:9601/metrics',
        labels: { ...inNamespace, instance: 'worker-0', role: 'webhook-worker' },
      },
      {
        scrapeUrl: 'http://127.0.0.9:9100/metrics',
        labels: { ...installation, job: 'node', instance: 'machine-1' },
      },
    ]),
  );
});

function listOf(kind: string, items: readonly object[]): object {
  return { kind, apiVersion: 'v1', metadata: { resourceVersion: '1' }, items };
}

const machine = {
  metadata: { name: 'machine-1' },
  status: {
    addresses: [{ type: 'InternalIP', address: '127.0.0.9' }],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
  },
};

function describePod({
  name,
  address,
  component,
  ports,
  annotations,
  labels,
  phase = 'Running',
}: Pod): object {
  const role = component === undefined ? {} : { 'app.kubernetes.io/component': component };
  return {
    metadata: {
      name,
      namespace: 'sockudo-namespace',
      uid: name,
      annotations,
      labels: { app: 'sockudo', ...role, ...labels },
    },
    spec: {
      nodeName: 'machine-1',
      containers: [
        {
          name: 'main',
          ports: ports.map((port) => ({ name: `p${port}`, containerPort: port, protocol: 'TCP' })),
        },
      ],
    },
    status: { phase, podIP: address, hostIP: '127.0.0.9' },
  };
}
