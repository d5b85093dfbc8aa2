import { readCiValues, type Values } from './support/chart.js';
import { deploymentsOf } from './support/deployments.js';
import { namesOf, objectOf, objectsOf, renderChart } from './support/render.js';

async function replicasOf(values: Values): Promise<readonly unknown[]> {
  const deployments = deploymentsOf(await renderChart({ values }));
  return [...deployments.values()].map(({ spec }) => ('replicas' in spec ? spec.replicas : 'left out'));
}

test('the number of pods is left to kubectl scale unless it is given', async () => {
  expect(await replicasOf({})).toEqual(['left out', 'left out', 'left out']);
  expect(await replicasOf({ server: { replicaCount: 3 }, pushWorker: { replicaCount: 0 } })).toEqual([
    3,
    'left out',
    0,
  ]);
});

test('an autoscaler decides the number of pods', async () => {
  const keda = { enabled: true, serverAddress: 'http://prometheus' };
  for (const autoscaling of [{ enabled: true }, { connectionsPerPod: 1000, keda }]) {
    expect((await replicasOf({ server: { autoscaling } }))[0]).toBe('left out');
  }
});

test.each([
  ['one server', { server: { replicaCount: 1 } }, false],
  ['none', { server: { replicaCount: 0 } }, false],
  ['two', { server: { replicaCount: 2 } }, true],
  ['as many as kubectl scale says', {}, true],
  ['an autoscaler', { server: { autoscaling: { enabled: true, minReplicas: 1 } } }, true],
  ['a server without Redis', { redis: { mode: 'none' } }, false],
  ['nobody who wants one', { server: { replicaCount: 2, pdb: { enabled: false } } }, false],
])('with %s there is a PodDisruptionBudget: %#', async (_what, values, expected) => {
  const names = namesOf(await renderChart({ values }), 'PodDisruptionBudget');
  expect(names.includes('sockudo-server')).toBe(expected);
});

test('a budget always lets a pod go', async () => {
  const budgets = objectsOf(await renderChart(), 'PodDisruptionBudget');
  expect(budgets).toHaveLength(3);
  for (const { spec } of budgets) {
    expect(spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    expect(spec).not.toHaveProperty('minAvailable');
  }
});

test('a HorizontalPodAutoscaler looks at processor, memory and connections', async () => {
  const objects = await renderChart({ values: readCiValues('full-values.yaml') });
  expect(objectOf(objects, 'HorizontalPodAutoscaler', 'sockudo-server')).toMatchObject({
    spec: {
      scaleTargetRef: { kind: 'Deployment', name: 'sockudo-server' },
      minReplicas: 3,
      maxReplicas: 30,
      metrics: [
        { resource: { name: 'cpu', target: { averageUtilization: 70 } } },
        { resource: { name: 'memory', target: { averageUtilization: 80 } } },
        { pods: { metric: { name: 'sockudo_active_connections' }, target: { averageValue: '5000' } } },
      ],
      behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
    },
  });
});

test('KEDA asks for the load of each program, and makes the autoscalers itself', async () => {
  const objects = await renderChart({ values: readCiValues('keda-values.yaml') });
  expect(namesOf(objects, 'HorizontalPodAutoscaler')).toEqual([]);
  const triggersOf = (component: string) => objectOf(objects, 'ScaledObject', `realtime-${component}`).spec;
  expect(triggersOf('server')).toMatchObject({
    scaleTargetRef: { name: 'realtime-server' },
    triggers: [
      { type: 'prometheus', metadata: { query: 'sum(shop_active_connections)', threshold: '5000' } },
      { type: 'cpu', metricType: 'Utilization', metadata: { value: '70' } },
    ],
  });
  expect(triggersOf('webhook-worker')).toMatchObject({
    minReplicaCount: 0,
    triggers: [
      {
        metadata: { query: 'max(shop_queue_active_jobs{queue="webhooks"})', threshold: '500' },
        authenticationRef: { name: 'prometheus' },
      },
    ],
  });
  expect(triggersOf('push-worker')).toMatchObject({
    triggers: [{ metadata: { query: 'max(push_backlog)' } }, { type: 'cpu' }],
  });
});

test('a rollout never has fewer servers than before', async () => {
  for (const { spec } of deploymentsOf(await renderChart()).values()) {
    expect(spec).toMatchObject({
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      minReadySeconds: 10,
    });
  }
});

test('pods are spread over zones and nodes, each kind by itself', async () => {
  for (const [component, { spec }] of deploymentsOf(await renderChart())) {
    const expected = {
      maxSkew: 1,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: { 'app.kubernetes.io/component': component } },
    };
    expect(spec.template.spec.topologySpreadConstraints).toMatchObject([
      { topologyKey: 'topology.kubernetes.io/zone', ...expected },
      { topologyKey: 'kubernetes.io/hostname', ...expected },
    ]);
  }
});
