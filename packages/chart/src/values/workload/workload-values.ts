import { environmentVariable } from '../secret-names.js';
import {
  flag,
  kubernetesList,
  kubernetesObject,
  leaf,
  list,
  type Section,
  section,
  text,
  texts,
  type ValueNode,
  wholeNumber,
  wholeNumberOrNone,
} from '../value.js';

export interface WorkloadOptions {
  readonly doc: string;
  readonly repository: string;
  /** Of the container. */
  readonly resources: object;
  readonly autoscaling: Section;
  /** Workers can be left out, and are otherwise like the server. */
  readonly isWorker: boolean;
}

/** What can be said of each of the three Deployments. */
export function workloadValues(options: WorkloadOptions): ValueNode {
  const enabled = flag(
    'Starts it. With the Redis mode `none` it is never started: the server does its work.',
    true,
  );
  return section(
    options.doc,
    {
      ...(options.isWorker ? { enabled } : {}),
      image: section('Its image.', {
        repository: text('Repository.', options.repository, { minLength: 1 }),
        tag: text('Tag, instead of `image.tag`.'),
        digest: text('Digest, instead of any tag: `sha256:…`.', '', { pattern: '^(sha256:[0-9a-f]{64})?$' }),
      }),
      replicaCount: wholeNumberOrNone(
        'Number of pods. Null leaves it to `kubectl scale` and to autoscalers, and upgrades do not touch it.',
        null,
        { minimum: 0 },
      ),
      resources: kubernetesObject('Resources of the container.', options.resources),
      terminationGracePeriodSeconds: wholeNumber(
        'Time from the stop signal to the kill. The program itself gives up 5 seconds before.',
        60,
        { minimum: 15 },
      ),
      ...rollout,
      ...container,
      probes,
      ...placement,
      autoscaling: options.autoscaling,
      pdb: section('PodDisruptionBudget. There is none when the number of pods is known to be 1 or 0.', {
        enabled: flag('Makes one.', true),
        maxUnavailable: leaf(
          'Pods that may be away at once for maintenance, as a number or as `25%`.',
          {
            anyOf: [
              { type: 'integer', minimum: 1 },
              { type: 'string', pattern: '^[1-9][0-9]?%$' },
            ],
          },
          1,
        ),
      }),
    },
    options.isWorker ? { like: 'server' } : {},
  );
}

const rollout: Readonly<Record<string, ValueNode>> = {
  strategy: kubernetesObject('How pods are replaced.', {
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
  }),
  minReadySeconds: wholeNumber('Time that a new pod must be ready before the next one is replaced.', 10),
  revisionHistoryLimit: wholeNumber('Old versions that are kept to go back to.', 5),
};

const container: Readonly<Record<string, ValueNode>> = {
  extraEnv: list(
    'Environment variables in the form of Kubernetes, of this program only. Secrets with `valueFrom`.',
    environmentVariable,
  ),
  extraEnvFrom: kubernetesList(
    'Secrets and ConfigMaps whose keys become environment variables of this program.',
  ),
  extraVolumes: kubernetesList('Further volumes of the pod.'),
  extraVolumeMounts: kubernetesList('Where they are mounted.'),
  initContainers: kubernetesList('Containers that run before.'),
  extraContainers: kubernetesList('Containers that run beside.'),
  lifecycle: kubernetesObject(
    'Hooks of the container. None is needed: the program itself goes on serving after the stop signal. A `preStop.sleep` counts as part of `terminationGracePeriodSeconds`.',
  ),
};

const PROBES_PORT = 9601;

const probes: ValueNode = section('Questions of the kubelet, on the port of the metrics.', {
  startup: kubernetesObject('Until this succeeds the others are not asked.', {
    ...{ httpGet: { path: '/live', port: PROBES_PORT } },
    ...{ periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 30 },
  }),
  readiness: kubernetesObject(
    'Whether it takes traffic. It says no while it drains, and before it has reached Redis.',
    {
      ...{ httpGet: { path: '/ready', port: PROBES_PORT } },
      ...{ periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 },
    },
  ),
  liveness: kubernetesObject('Whether it is to be restarted. Losing Redis is no reason.', {
    ...{ httpGet: { path: '/live', port: PROBES_PORT } },
    ...{ periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
  }),
});

const placement: Readonly<Record<string, ValueNode>> = {
  podAnnotations: texts('Further annotations on its pods.'),
  podLabels: {
    ...texts('Further labels on its pods. `app` is set with `appLabel`.'),
    schema: { type: 'object', properties: { app: false }, additionalProperties: { type: 'string' } },
  },
  nodeSelector: texts('Labels of nodes that it may run on.'),
  tolerations: kubernetesList('Taints of nodes that it puts up with.'),
  affinity: kubernetesObject('Affinity to nodes and pods.'),
  priorityClassName: text('Priority class of its pods.'),
  topologySpread: section('Spreads its pods over zones and nodes. The selector is filled in.', {
    enabled: flag('Spreads them.', true),
    maxSkew: wholeNumber('By how many pods two places may differ.', 1, { minimum: 1 }),
    topologyKeys: list('Labels of nodes that say what a place is.', { type: 'string', minLength: 1 }, [
      'topology.kubernetes.io/zone',
      'kubernetes.io/hostname',
    ]),
    whenUnsatisfiable: {
      ...text('What happens when they cannot be spread.', 'ScheduleAnyway'),
      schema: { type: 'string', enum: ['ScheduleAnyway', 'DoNotSchedule'] },
    },
  }),
};
