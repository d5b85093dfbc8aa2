import {
  flag,
  type JsonSchema,
  kubernetesObject,
  type Section,
  section,
  text,
  type ValueNode,
  when,
  wholeNumber,
  wholeNumberOrNone,
} from '../value.js';

/** What a workload can be scaled by, beside processor and memory. */
export interface LoadMeasure {
  /** The value that says how much of it one pod takes. */
  readonly name: 'connectionsPerPod' | 'jobsPerPod';
  readonly value: ValueNode;
  /** Whether a HorizontalPodAutoscaler can look at it: only what each pod tells of itself. */
  readonly isPerPod: boolean;
  readonly defaultQuery: string;
}

const IS_ON: JsonSchema = { const: true };

/** Either a HorizontalPodAutoscaler, or a ScaledObject of KEDA, which makes one itself. */
export function autoscalingValues({ name, value, isPerPod, defaultQuery }: LoadMeasure): Section {
  const measures = ['cpu', 'memory', ...(isPerPod ? [name] : [])];
  return section(
    'Autoscaling. Connections stay where they are when pods are added: new ones go to the new pods.',
    {
      enabled: flag('Makes a HorizontalPodAutoscaler.', false),
      minReplicas: wholeNumber(isPerPod ? 'Fewest pods.' : 'Fewest pods. 0 with KEDA only.', 2, {
        minimum: isPerPod ? 1 : 0,
      }),
      maxReplicas: wholeNumber('Most pods.', 10, { minimum: 1 }),
      cpu: wholeNumberOrNone('Processor time to aim at, in percent of what is requested.', 70),
      memory: wholeNumberOrNone('Memory to aim at, in percent of what is requested.', null),
      [name]: value,
      behavior: kubernetesObject('How fast it scales.', {
        scaleUp: { stabilizationWindowSeconds: 0 },
        scaleDown: {
          stabilizationWindowSeconds: 300,
          policies: [{ type: 'Pods', value: 1, periodSeconds: 120 }],
        },
      }),
      keda: section(
        `KEDA asks Prometheus for the load. Without a query of yours it is \`${defaultQuery}\`.`,
        {
          enabled: flag(
            'Makes a ScaledObject, instead of the HorizontalPodAutoscaler: KEDA makes one itself.',
            false,
          ),
          serverAddress: text('Where Prometheus is: `http://prometheus.monitoring:9090`.'),
          query: text('What to ask. It gives the load of all pods together.'),
          pollingInterval: wholeNumber('Time between two questions, in seconds.', 30, { minimum: 1 }),
          cooldownPeriod: wholeNumber(
            'Time after which it scales to zero, with 0 `minReplicas`, in seconds.',
            300,
          ),
          authenticationRef: kubernetesObject('TriggerAuthentication for Prometheus.'),
        },
      ),
    },
    {
      constraints: [
        { not: { properties: { enabled: IS_ON, keda: { properties: { enabled: IS_ON } } } } },
        when(
          { properties: { enabled: IS_ON } },
          { anyOf: measures.map(isGiven), properties: { minReplicas: { minimum: 1 } } },
        ),
        when(
          { properties: { keda: { properties: { enabled: IS_ON } } } },
          {
            ...isGiven(name),
            properties: {
              [name]: { type: 'integer' },
              keda: { properties: { serverAddress: { minLength: 1 } } },
            },
          },
        ),
      ],
    },
  );
}

function isGiven(name: string): JsonSchema {
  return { required: [name], properties: { [name]: { type: 'integer' } } };
}
