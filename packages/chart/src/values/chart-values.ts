import { configurationValues } from './configuration-values.js';
import { metricsValues } from './metrics/metrics-values.js';
import { namingValues } from './naming-values.js';
import { redisValues } from './redis-values.js';
import { securityValues } from './security-values.js';
import { trafficValues } from './traffic-values.js';
import { flag, type JsonSchema, list, type Section, section } from './value.js';
import { workloads } from './workload/workloads.js';

/** All values of the chart. @param configuration what `config` may hold */
export function chartValues(configuration: JsonSchema): Section {
  return section('Values of the chart.', {
    ...workloads,
    ...configurationValues(configuration),
    redis: redisValues,
    ...trafficValues,
    metrics: metricsValues,
    ...namingValues,
    ...securityValues,
    tests: section('`helm test`: a pod that connects to the release as a client.', {
      enabled: flag('Makes the test.', true),
    }),
    extraObjects: list('Further objects, as objects or as text. Templates in them are filled in.', {
      type: ['object', 'string'],
    }),
  });
}
