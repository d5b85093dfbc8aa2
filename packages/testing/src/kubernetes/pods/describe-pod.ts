import type { RunningPod } from './running-pod.js';

/** The pod as the API of Kubernetes tells of it, as much of it as discovery looks at. */
export function describePod(pod: RunningPod, resourceVersion: number): object {
  const { name, uid, createdAt, deletedAt, manifest } = pod;
  const { namespace, labels, annotations, container, terminationGracePeriodSeconds } = manifest;
  const deletion =
    deletedAt === undefined
      ? {}
      : {
          deletionTimestamp: timestamp(deletedAt),
          deletionGracePeriodSeconds: terminationGracePeriodSeconds,
        };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...{ name, namespace, uid, labels, annotations, ...deletion },
      resourceVersion: String(resourceVersion),
      creationTimestamp: timestamp(createdAt),
    },
    spec: {
      nodeName: 'machine-1',
      terminationGracePeriodSeconds,
      containers: [
        {
          name: container.name,
          image: container.image,
          ports: container.ports.map((port) => ({ protocol: 'TCP', ...port })),
        },
      ],
    },
    status: describeStatus(pod),
  };
}

function describeStatus(pod: RunningPod): object {
  const { address, isReady, isRunning, failure, manifest } = pod;
  const ended = failure === undefined ? 'Succeeded' : 'Failed';
  const { name, image } = manifest.container;
  return {
    phase: isRunning ? 'Running' : ended,
    podIP: address,
    podIPs: [{ ip: address }],
    hostIP: '127.0.0.1',
    conditions: [
      { type: 'Ready', status: isReady ? 'True' : 'False' },
      { type: 'ContainersReady', status: isReady ? 'True' : 'False' },
    ],
    containerStatuses: [{ name, image, ready: isReady, restartCount: 0 }],
  };
}

/** Whole seconds, as Kubernetes has them. */
function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
