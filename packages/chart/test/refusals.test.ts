import type { Values } from './support/chart.js';
import { type Helm, helm3, helm4 } from './support/helm.js';
import { ChartRefusal, renderChart } from './support/render.js';

const on = { enabled: true };

type Row = readonly [what: string, values: Values, message: RegExp];

/** By values.schema.json, whose messages are Helm's. */
const bySchema: readonly Row[] = [
  ['a wrong type', { server: { replicaCount: 'abc' } }, /replicaCount/],
  ['an unknown key', { server: { replicas: 3 } }, /replicas/],
  ['an unknown key at the top', { autoscaling: {} }, /autoscaling/],
  ['Sentinel without a master', sentinel({ nodes: ['a:1'] }), /master/],
  ['Sentinel without nodes', sentinel({ master: 'mymaster' }), /nodes/],
  ['a Sentinel without a port', sentinel({ master: 'm', nodes: ['a'] }), /nodes/],
  ['a Cluster without nodes', { redis: { mode: 'cluster' } }, /nodes/],
  ['a Cluster with a database', { redis: { mode: 'cluster', nodes: ['a:1'], db: 1 } }, /db/],
  ['a single Redis without a host', { redis: { mode: 'single' } }, /host/],
  ['a host without saying that there is a Redis', { redis: { host: 'redis.data' } }, /host/],
  [
    'a certificate without its key',
    { redis: tls({ enabled: true, existingSecret: 's', certKey: 'c' }) },
    /privateKeyKey/,
  ],
  ['certificates without TLS', { redis: tls({ existingSecret: 's' }) }, /enabled/],
  [
    'KEDA and a HorizontalPodAutoscaler',
    scaling({ enabled: true, connectionsPerPod: 1000, keda: { enabled: true, serverAddress: 'http://p' } }),
    /autoscaling/,
  ],
  ['KEDA without Prometheus', scaling({ connectionsPerPod: 1000, keda: { enabled: true } }), /serverAddress/],
  [
    'KEDA without a load',
    scaling({ keda: { enabled: true, serverAddress: 'http://p' } }),
    /connectionsPerPod/,
  ],
  ['an autoscaler that looks at nothing', scaling({ enabled: true, cpu: null }), /autoscaling/],
  ['no servers at all', scaling({ minReplicas: 0 }), /minReplicas/],
  [
    'no workers without KEDA',
    { webhookWorker: { autoscaling: { enabled: true, minReplicas: 0 } } },
    /minReplicas/,
  ],
  ['an Ingress without hosts', { ingress: { enabled: true } }, /hosts/],
  ['a route without a gateway', { httpRoute: { enabled: true } }, /parentRefs/],
  ['two monitors, which scrape twice', { metrics: { serviceMonitor: on, podMonitor: on } }, /metrics/],
  [
    'a ServiceMonitor without its Service',
    { metrics: { serviceMonitor: on, service: { enabled: false } } },
    /service/,
  ],
  ['a budget that lets no pod go', { server: { pdb: { maxUnavailable: 0 } } }, /maxUnavailable/],
  ['another label app', { server: { podLabels: { app: 'x' } } }, /podLabels/],
  ['an unknown setting', { config: { log_levle: 'warn' } }, /log_levle/],
  ['a wrong setting', { config: { websocket: { max_backpressure: 'much' } } }, /max_backpressure/],
  ['a secret in the configuration', { config: apps({ secret: 'plain' }) }, /secret/],
  [
    'a secret in a plain variable',
    { env: { DATABASE_REDIS_PASSWORD: 'plain' } },
    /env|DATABASE_REDIS_PASSWORD/,
  ],
  [
    'a secret in a plain variable of a program',
    { server: { extraEnv: [{ name: 'SHOP_SECRET', value: 'x' }] } },
    /extraEnv/,
  ],
  ['a digest that is none', { server: { image: { digest: 'latest' } } }, /digest/],
];

/** By the templates, which say what to do. */
const byTemplates: readonly Row[] = [
  [
    'a drain longer than the grace period',
    { drain: { windowSeconds: 60 } },
    /server\.terminationGracePeriodSeconds is 60, but a server needs 80 seconds/,
  ],
  [
    'a drain that a hook makes longer',
    { server: { lifecycle: { preStop: { sleep: { seconds: 25 } } } } },
    /terminationGracePeriodSeconds is 60, but a server needs 65 seconds/,
  ],
  [
    'several servers without Redis',
    { redis: { mode: 'none' }, server: { replicaCount: 2 } },
    /redis\.mode is none/,
  ],
  [
    'autoscaling without Redis',
    { redis: { mode: 'none' }, ...scaling({ enabled: true }) },
    /redis\.mode is none/,
  ],
  [
    'a number of pods and an autoscaler',
    { server: { replicaCount: 3, autoscaling: { enabled: true } } },
    /server\.replicaCount/,
  ],
  ['fewest pods above most', scaling({ enabled: true, minReplicas: 5, maxReplicas: 4 }), /minReplicas/],
  [
    'a share of nothing',
    { webhookWorker: { autoscaling: { enabled: true }, resources: { requests: { cpu: null } } } },
    /webhookWorker\.autoscaling\.cpu .* resources\.requests\.cpu/,
  ],
  [
    'a setting of the chart',
    { config: { metrics: { port: 9602 } } },
    /config\.metrics\.port is set by the chart/,
  ],
  [
    'a setting of the chart that is off',
    { config: { metrics: { enabled: false } } },
    /config\.metrics\.enabled/,
  ],
  [
    'a Redis in the configuration',
    { config: { database: { redis: { host: 'x' } } } },
    /the values below redis/,
  ],
  ['a variable of the chart', { env: { METRICS_PORT: '9602' } }, /METRICS_PORT/],
  [
    'a variable of the chart in a program',
    { server: { extraEnv: [{ name: 'PORT', value: '80' }] } },
    /extraEnv sets PORT/,
  ],
  [
    'two apps in two places',
    { app: { key: 'x' }, config: apps({ secret: `\${S}` }) },
    /config\.app_manager\.array\.apps/,
  ],
  [
    'two configurations',
    { config: { log_level: 'warn' }, configFrom: { existingSecret: 's' } },
    /configFrom/,
  ],
];

describe.each([helm3, helm4])('$title refuses', (helm) => {
  test.each([...bySchema, ...byTemplates])('%s', async (_what, values, message) => {
    expect(await refusalOf(values, helm)).toMatch(message);
  });
});

test('a hook that sleeps is refused where Kubernetes cannot', async () => {
  const values = { server: { lifecycle: { preStop: { sleep: { seconds: 5 } } } } };
  await renderChart({ values, kubeVersion: '1.30.0' });
  await expect(renderChart({ values, kubeVersion: '1.29.0' })).rejects.toThrow(/needs Kubernetes 1\.30/);
});

test('what is just enough is taken', async () => {
  await renderChart({ values: { server: { terminationGracePeriodSeconds: 40 } } });
  await expect(renderChart({ values: { server: { terminationGracePeriodSeconds: 39 } } })).rejects.toThrow(
    ChartRefusal,
  );
});

async function refusalOf(values: Values, helm: Helm): Promise<string> {
  try {
    await renderChart({ values, helm });
    return 'nothing';
  } catch (error) {
    if (error instanceof ChartRefusal) return error.message;
    throw error;
  }
}

function sentinel(settings: object): Values {
  return { redis: { mode: 'sentinel', sentinel: settings } };
}

function tls(settings: object): Values {
  return { mode: 'single', host: 'redis', tls: settings };
}

function scaling(autoscaling: object): Values {
  return { server: { autoscaling } };
}

function apps(app: object): Values {
  return { app_manager: { array: { apps: [{ id: 'a', key: 'k', ...app }] } } };
}
