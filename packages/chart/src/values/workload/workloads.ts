import { type ValueNode, wholeNumberOrNone } from '../value.js';
import { autoscalingValues } from './autoscaling-values.js';
import { workloadValues } from './workload-values.js';

const jobs = wholeNumberOrNone('Waiting jobs that one pod is to have. Looked at by KEDA only.', null);

const workerResources = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { memory: '512Mi' },
};

/** The three programs. */
export const workloads: Readonly<Record<string, ValueNode>> = {
  server: workloadValues({
    doc: 'The server: clients and backends connect to it.',
    repository: 'shoal/server',
    isWorker: false,
    resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '1Gi' } },
    autoscaling: autoscalingValues({
      name: 'connectionsPerPod',
      value: wholeNumberOrNone(
        'Connections that one pod is to have. A HorizontalPodAutoscaler needs an adapter for metrics of pods to look at them.',
        null,
      ),
      isPerPod: true,
      defaultQuery: 'sum(sockudo_active_connections)',
    }),
  }),
  webhookWorker: workloadValues({
    doc: 'The webhook worker: delivers webhooks.',
    repository: 'shoal/webhook-worker',
    isWorker: true,
    resources: workerResources,
    autoscaling: autoscalingValues({
      name: 'jobsPerPod',
      value: jobs,
      isPerPod: false,
      defaultQuery: 'max(sockudo_queue_active_jobs{queue="webhooks"})',
    }),
  }),
  pushWorker: workloadValues({
    doc: 'The push worker: sends notifications to FCM, APNs, browsers, Huawei and Windows.',
    repository: 'shoal/push-worker',
    isWorker: true,
    resources: workerResources,
    autoscaling: autoscalingValues({
      name: 'jobsPerPod',
      value: jobs,
      isPerPod: false,
      defaultQuery: 'sum(max by (queue) (sockudo_queue_active_jobs{queue=~"push-.+"}))',
    }),
  }),
};
