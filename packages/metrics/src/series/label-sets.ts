import { OTHER } from '../catalogue/label-values.js';
import type { LabelDefinition, LabelSet, MetricDefinition } from '../catalogue/metric-definition.js';

/** The values that a label may have; undefined for an open label. */
function listedValues(label: LabelDefinition): readonly string[] | undefined {
  if ('values' in label) return label.values;
  if ('known' in label) return label.known;
  return undefined;
}

function expectedValues(label: LabelDefinition): readonly string[] {
  if ('values' in label) return label.values;
  return 'expected' in label ? label.expected : [];
}

function boundedValue(label: LabelDefinition, value: string): string {
  const listed = listedValues(label);
  return listed === undefined || listed.includes(value) ? value : OTHER;
}

/**
 * Every label set that can happen with these values given. None when an open label is not among the given
 * ones: what it may be is known only when it happens.
 */
export function possibleLabelSets(definition: MetricDefinition, given: LabelSet): LabelSet[] {
  let sets: LabelSet[] = [{}];
  for (const [name, label] of Object.entries(definition.labels)) {
    const fixed = given[name];
    const values = fixed === undefined ? expectedValues(label) : [boundedValue(label, fixed)];
    sets = sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value })));
  }
  const { happens } = definition;
  return happens ? sets.filter((set) => happens(set)) : sets;
}

/** The same label set with every value that is in no list replaced by `other`. */
export function boundedLabelSet(definition: MetricDefinition, labels: LabelSet): LabelSet {
  const bounded: Record<string, string> = {};
  for (const [name, label] of Object.entries(definition.labels)) {
    bounded[name] = boundedValue(label, labels[name] ?? '');
  }
  return bounded;
}
