import type { LabelSet } from '../catalogue/metric-definition.js';

/** A setting that Prometheus would not understand, or that would make series ambiguous. */
export class InvalidMetricsOption extends Error {
  override readonly name = 'InvalidMetricsOption';
}

/** `instance` and `job` belong to whoever scrapes, `le` and `quantile` to the format, `app_id` to the series. */
const RESERVED_LABELS: ReadonlySet<string> = new Set(['instance', 'job', 'le', 'quantile', 'app_id']);

/** Throws {@link InvalidMetricsOption} unless names that begin so are valid. */
export function checkPrefix(prefix: string): void {
  if (/^([a-zA-Z_:][a-zA-Z0-9_:]*)?$/.test(prefix)) return;
  throw new InvalidMetricsOption(
    `The metrics prefix "${prefix}" cannot begin a metric name: use letters, digits, "_" and ":", no digit first.`,
  );
}

/** Throws {@link InvalidMetricsOption} unless these labels can be added to every series. */
export function checkConstantLabels(labels: LabelSet): void {
  for (const name of Object.keys(labels)) {
    if (RESERVED_LABELS.has(name)) {
      throw new InvalidMetricsOption(
        `The label "${name}" in the metrics labels is reserved: choose another name.`,
      );
    }
    if (!/^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
      throw new InvalidMetricsOption(
        `"${name}" in the metrics labels is no label name: use letters, digits and "_", no digit and no "__" first.`,
      );
    }
  }
}
