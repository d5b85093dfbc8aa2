import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { chart, ciValues, readCiValues, root } from './support/chart.js';
import { type Helm, helm3, helm4 } from './support/helm.js';
import { objectOf, objectsOf, renderChart } from './support/render.js';

const helms: readonly Helm[] = [helm3, helm4];

test.each(helms)(
  '$title finds nothing to complain about',
  async (helm) => {
    for (const name of ciValues) {
      const { code, stdout, stderr } = await helm.run([
        ...['lint', '--strict', chart],
        ...['--values', join(chart, 'ci', name)],
      ]);
      expect({ name, code, output: code === 0 ? '' : stdout + stderr }).toEqual({
        name,
        code: 0,
        output: '',
      });
    }
  },
  60_000,
);

test.each(ciValues)(
  'Helm 3 and Helm 4 make the same of %s',
  async (name) => {
    const values = readCiValues(name);
    expect(await renderChart({ values, helm: helm4 })).toEqual(await renderChart({ values, helm: helm3 }));
  },
  60_000,
);

test.each([
  ['1.20.2', 'policy/v1beta1', 'autoscaling/v2beta2'],
  ['1.22.9', 'policy/v1', 'autoscaling/v2beta2'],
  ['1.25.0', 'policy/v1', 'autoscaling/v2'],
  ['1.35.1', 'policy/v1', 'autoscaling/v2'],
  ['v1.31.4-gke.1183000', 'policy/v1', 'autoscaling/v2'],
])('Kubernetes %s gets the versions of objects that it knows', async (kubeVersion, policy, autoscaling) => {
  const objects = await renderChart({ values: readCiValues('full-values.yaml'), kubeVersion });
  expect(objectOf(objects, 'PodDisruptionBudget', 'sockudo-server').apiVersion).toBe(policy);
  expect(objectOf(objects, 'HorizontalPodAutoscaler', 'sockudo-server').apiVersion).toBe(autoscaling);
});

test('fields that an old Kubernetes does not have are left out there', async () => {
  const [old, recent] = await Promise.all(
    ['1.26.0', '1.27.0'].map(async (kubeVersion) => JSON.stringify(await renderChart({ kubeVersion }))),
  );
  for (const field of ['matchLabelKeys', 'unhealthyPodEvictionPolicy']) {
    expect(old).not.toContain(field);
    expect(recent).toContain(field);
  }
});

test('further objects are rendered, as objects and as text', async () => {
  const objects = await renderChart({ values: readCiValues('full-values.yaml'), release: 'realtime' });
  expect(objectOf(objects, 'ConfigMap', 'realtime-extra')).toMatchObject({ data: { greeting: 'hello' } });
  expect(objectOf(objects, 'ConfigMap', 'realtime-text')).toMatchObject({ apiVersion: 'v1' });
});

test('every object is in the namespace of the release and says whose it is', async () => {
  const objects = await renderChart({ values: readCiValues('cluster-values.yaml'), namespace: 'here' });
  for (const { kind, metadata } of objects) {
    expect({ kind, metadata }).toMatchObject({
      metadata: {
        namespace: 'here',
        labels: { 'app.kubernetes.io/instance': 'sockudo', 'app.kubernetes.io/part-of': 'shoal' },
      },
    });
  }
});

test('no two objects have one name', async () => {
  for (const name of ciValues) {
    const objects = await renderChart({ values: readCiValues(name) });
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names).toEqual([...new Set(names)]);
  }
});

test('the chart is of the version of Shoal', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(parse(readFileSync(join(chart, 'Chart.yaml'), 'utf8'))).toMatchObject({ appVersion: version });
});

test('the only public ports are those of clients', async () => {
  for (const name of ciValues) {
    const objects = await renderChart({ values: readCiValues(name) });
    for (const { metadata, spec } of objectsOf(objects, 'Service')) {
      const isInternal = /-(metrics|redis)$/.test(metadata.name);
      expect(spec).toMatchObject(
        isInternal ? { type: 'ClusterIP' } : { ports: [{ name: 'http', targetPort: 6001 }] },
      );
    }
    for (const { kind, spec } of objects.filter((object) => ['Ingress', 'HTTPRoute'].includes(object.kind))) {
      expect(`${kind} ${JSON.stringify(spec)}`).not.toMatch(/9601|sockudo-metrics/);
    }
  }
});
