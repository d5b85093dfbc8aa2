import {
  bucketBounds,
  defaultThresholds,
  type ThresholdDefinition,
  thresholdDefinitions,
} from '@shoal/monitoring';
import { flag, type Leaf, leaf, section, texts, type ValueNode } from '../value.js';

const names = Object.keys(thresholdDefinitions) as readonly (keyof typeof thresholdDefinitions)[];

/** Which rules there are, and what they compare with. */
export const ruleValues: ValueNode = section(
  'PrometheusRules of the Prometheus operator: the rules of deploy/prometheus.',
  {
    enabled: flag('Makes them.', false),
    labels: texts('Labels by which the Prometheus finds them.'),
    groups: section('Which of them.', {
      guide: flag('The alerts of the monitoring guide (`alerts.yml`).', true),
      shoal: flag(
        'Further alerts, with the series they need (`alerts-shoal.yml`, `recording-rules.yml`).',
        true,
      ),
      objectives: flag('Alerts on error budgets (`slo.yml`).', true),
    }),
    thresholds: section(
      'What they compare with. Which alert each number belongs to is in docs/runbooks. Dashboards turn red at the defaults.',
      Object.fromEntries(names.map((name) => [name, thresholdLeaf(name)])),
      // Without a number there would be no rule.
      { constraints: [{ required: names }] },
    ),
  },
);

function thresholdLeaf(name: keyof typeof thresholdDefinitions): Leaf {
  const definition: ThresholdDefinition = thresholdDefinitions[name];
  const { unit, meaning, boundOf } = definition;
  const bound = boundOf === undefined ? '' : ` A bound of the buckets of \`${boundOf}\`.`;
  const doc = `${meaning}${bound} Unit: ${unit}.`;
  return leaf(doc, { type: 'number', ...allowed(definition) }, defaultThresholds[name]);
}

function allowed({ unit, boundOf }: ThresholdDefinition): object {
  if (boundOf !== undefined) return { enum: bucketBounds(boundOf) };
  return unit === 'ratio' ? { exclusiveMinimum: 0, exclusiveMaximum: 1 } : { minimum: 0 };
}
