import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { replaceInQuery } from '@shoal/monitoring';
import { runPromtool } from '@shoal/testing';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { chart, readCiValues, root } from './support/chart.js';
import { type ChartObject, namesOf, objectOf, objectsOf, renderChart } from './support/render.js';

const groups = z.array(
  z.looseObject({
    name: z.string(),
    rules: z.array(z.looseObject({ expr: z.string(), record: z.string().optional() })),
  }),
);

function groupsOf({ spec }: ChartObject): z.infer<typeof groups> {
  return z.looseObject({ groups }).parse(spec).groups;
}

function rulesOf(objects: readonly ChartObject[]) {
  return objectsOf(objects, 'PrometheusRule').flatMap(groupsOf);
}

function deployedGroups(name: string): z.infer<typeof groups> {
  return groups.parse(parse(readFileSync(join(root, 'deploy/prometheus', name), 'utf8')).groups);
}

test('the rules are those of deploy/prometheus', async () => {
  const objects = await renderChart({ values: readCiValues('full-values.yaml') });
  for (const name of ['alerts', 'alerts-shoal', 'recording-rules', 'slo']) {
    expect(groupsOf(objectOf(objects, 'PrometheusRule', `sockudo-${name}`))).toEqual(
      deployedGroups(`${name}.yml`),
    );
  }
});

test.each(['full-values.yaml', 'keda-values.yaml'])('with %s promtool accepts them', async (name) => {
  const objects = await renderChart({ values: readCiValues(name) });
  const folder = mkdtempSync(join(tmpdir(), 'shoal-chart-'));
  try {
    const file = join(folder, 'rules.yml');
    writeFileSync(file, stringify({ groups: rulesOf(objects) }));
    expect(await runPromtool(['check', 'rules', file])).toMatchObject({ code: 0 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('alerts are chosen by group, with the series that they need', async () => {
  const only = (group: string) => ({
    metrics: {
      prometheusRule: {
        enabled: true,
        groups: { guide: false, shoal: false, objectives: false, [group]: true },
      },
    },
  });
  const namesWith = async (group: string) =>
    namesOf(await renderChart({ values: only(group) }), 'PrometheusRule');
  expect(await namesWith('guide')).toEqual(['sockudo-alerts']);
  expect(await namesWith('shoal')).toEqual(['sockudo-alerts-shoal', 'sockudo-recording-rules']);
  expect(await namesWith('objectives')).toEqual(['sockudo-slo']);
});

test('with another prefix and another job, rules follow', async () => {
  const objects = await renderChart({ values: readCiValues('keda-values.yaml') });
  const rewrite = (expr: string) =>
    replaceInQuery(expr, (part) => part.replace(/^sockudo_/, 'shop_')).replace(
      'job="sockudo"',
      'job="realtime"',
    );
  for (const name of ['alerts', 'alerts-shoal', 'recording-rules']) {
    const written = groupsOf(objectOf(objects, 'PrometheusRule', `realtime-${name}`));
    const deployed = deployedGroups(`${name}.yml`);
    expect(written.map(({ rules }) => rules.map(({ expr }) => expr))).toEqual(
      deployed.map(({ rules }) => rules.map(({ expr }) => rewrite(expr))),
    );
    // Names of recorded series are ours, whatever the prefix.
    expect(written.map(({ rules }) => rules.map(({ record }) => record))).toEqual(
      deployed.map(({ rules }) => rules.map(({ record }) => record)),
    );
  }
});

const dashboard = z.looseObject({ uid: z.string(), title: z.string() });

test('each dashboard is in a ConfigMap of its own, as the sidecar of Grafana wants it', async () => {
  const objects = await renderChart({ values: readCiValues('full-values.yaml') });
  const files = readdirSync(join(root, 'deploy/grafana/dashboards'));
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const name = `sockudo-dashboard-${file.replace('.json', '')}`;
    const { metadata, data } = objectOf(objects, 'ConfigMap', name);
    expect(metadata).toMatchObject({
      labels: { grafana_dashboard: '1' },
      annotations: { grafana_folder: 'Shoal' },
    });
    const [[key, text] = ['', '']] = Object.entries(z.record(z.string(), z.string()).parse(data));
    expect(key).toBe(`shoal-${file}`);
    const deployed = readFileSync(join(root, 'deploy/grafana/dashboards', file), 'utf8');
    expect(dashboard.parse(JSON.parse(text))).toEqual(JSON.parse(deployed));
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  }
});

test('with another prefix, dashboards follow, and are in the namespace that was said', async () => {
  const objects = await renderChart({ values: readCiValues('keda-values.yaml') });
  for (const { metadata, data } of objectsOf(objects, 'ConfigMap')) {
    const [text = ''] = Object.values(z.record(z.string(), z.string()).parse(data));
    expect({ name: metadata.name, left: text.match(/.{0,20}[^:]\bsockudo_\w+/g) }).toEqual({
      name: metadata.name,
      left: null,
    });
    expect(metadata.namespace).toBe('monitoring');
    dashboard.parse(JSON.parse(text));
  }
});

test.each([
  { kind: 'ServiceMonitor', file: 'full-values.yaml', name: 'sockudo', endpoints: 'endpoints' },
  { kind: 'PodMonitor', file: 'keda-values.yaml', name: 'realtime', endpoints: 'podMetricsEndpoints' },
])(
  'a $kind scrapes the metrics, as the job that alerts look for',
  async ({ kind, file, name, endpoints }) => {
    const monitor = objectOf(await renderChart({ values: readCiValues(file) }), kind, name);
    const instance = { sourceLabels: ['__meta_kubernetes_pod_name'], targetLabel: 'instance' };
    const role = {
      sourceLabels: ['__meta_kubernetes_pod_label_app_kubernetes_io_component'],
      targetLabel: 'role',
    };
    expect(monitor.metadata.labels.release).toBe('prometheus');
    expect(monitor.spec).toMatchObject({
      jobLabel: 'app',
      [endpoints]: [
        { port: 'metrics', path: '/metrics', relabelings: expect.arrayContaining([instance, role]) },
      ],
    });
  },
);

test('the ServiceMonitor finds the Service of the metrics, which finds our programs only', async () => {
  const objects = await renderChart({ values: readCiValues('full-values.yaml') });
  const service = objectOf(objects, 'Service', 'sockudo-metrics');
  const { spec } = z
    .looseObject({
      spec: z.looseObject({ selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()) }) }),
    })
    .parse(objectOf(objects, 'ServiceMonitor'));
  expect(service.metadata.labels).toMatchObject({ app: 'sockudo', ...spec.selector.matchLabels });
  expect(service.spec).toMatchObject({
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    selector: { app: 'sockudo' },
    ports: [{ name: 'metrics', port: 9601, targetPort: 9601 }],
  });
});

test('Helm can store the release: everything together stays far below the limit of a Secret', async () => {
  const files = readdirSync(chart, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'base64'));
  const rendered = await renderChart({ values: readCiValues('full-values.yaml') });
  const release = JSON.stringify({ files, manifest: stringify(rendered) });
  expect(gzipSync(release).toString('base64').length).toBeLessThan(700 * 1024);
});
