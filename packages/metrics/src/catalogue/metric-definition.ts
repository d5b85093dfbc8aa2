/** The process that serves a metric. */
export type Role = 'server' | 'webhook-worker' | 'push-worker';

/** Who serves a metric. Some are the server's only where it works its queue off itself. */
export type Owner = Role | 'server (queue in memory)';

/** The document that asks for a metric: the monitoring guide, the observability guide, or we ourselves. */
export type Seed = 'seed1' | 'seed2' | 'ours';

/** A label whose values are words of our own, all of them listed. */
export interface ClosedLabel {
  readonly values: readonly string[];
}

/** A label whose values come from outside. What is not in `known` is reported as `other`. */
export interface ForeignLabel {
  readonly known: readonly string[];
  /** The known values that ordinary operation brings: only they are printed before they happen. */
  readonly expected: readonly string[];
  /** Stands for the list in the reference. */
  readonly describedAs: string;
}

/** A label without a list. `boundedBy` says what keeps the number of its values small. */
export interface OpenLabel {
  readonly boundedBy: string;
}

export type LabelDefinition = ClosedLabel | ForeignLabel | OpenLabel;

interface Described {
  /** Says what is counted and when. Printed as HELP. */
  readonly help: string;
  /** In the order in which they are printed. */
  readonly labels: Readonly<Record<string, LabelDefinition>>;
  readonly seed: Seed;
  /** Where they are not those of the area. */
  readonly owners?: readonly Owner[];
  readonly unit?: 'seconds' | 'bytes';
  /**
   * Which label sets can happen, so that only those are printed before they do. All of them when absent.
   * It does not refuse a label set that happens against it.
   */
  readonly happens?: (labels: LabelSet) => boolean;
}

export interface NumberDefinition extends Described {
  readonly type: 'counter' | 'gauge';
}

export interface HistogramDefinition extends Described {
  readonly type: 'histogram';
  /** Upper bounds, rising, inclusive, without the infinite one. */
  readonly buckets: readonly number[];
}

export type MetricDefinition = NumberDefinition | HistogramDefinition;

/** Metrics by their name without the prefix. */
export type Catalogue = Readonly<Record<string, MetricDefinition>>;

/** Metrics that are described together. */
export interface CatalogueArea {
  readonly title: string;
  /** Of the metrics that do not name their own. */
  readonly owners: readonly Owner[];
  readonly metrics: Catalogue;
}

/** Label names and values as they are printed. */
export type LabelSet = Readonly<Record<string, string>>;

type ValueOf<Label> = Label extends { readonly values: readonly (infer Value extends string)[] }
  ? Value
  : string;

/** The label set that a metric takes, with closed labels as literal unions. */
export type LabelsOf<Definition extends MetricDefinition> = {
  readonly [Name in keyof Definition['labels']]: ValueOf<Definition['labels'][Name]>;
};
