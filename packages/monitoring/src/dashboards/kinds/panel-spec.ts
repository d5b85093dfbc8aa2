import type { Thresholds } from './looks/thresholds.js';
import type { Unit } from './looks/units.js';
import type { Words } from './looks/words.js';

/** One line, or one line for each series: `legend` names it, with `{{label}}` for the value of a label. */
export interface PanelQuery {
  readonly expr: string;
  readonly legend: string;
}

/** Two lines that show the same do not share a panel, so a panel answers one question. */
interface Described {
  readonly title: string;
  readonly unit: Unit;
  /** What the numbers are. */
  readonly shows: string;
  /** What is to be seen when all is well. */
  readonly good: string;
  /** What to do, or where to look, when it is not. */
  readonly otherwise: string;
  /** Alerts that watch the same; the panel links to their runbooks. */
  readonly alerts?: readonly string[];
  readonly thresholds?: Thresholds;
}

export interface TimeSeriesSpec extends Described {
  readonly kind: 'time-series';
  readonly queries: readonly PanelQuery[];
  /** Fill the areas and put them on top of each other: for parts of a whole. */
  readonly stacked?: boolean;
  /** Every line is something that should not be: drawn in shades of red, whatever its name. */
  readonly areFaults?: boolean;
  /** End of the axis where the unit has one, such as 100 %. */
  readonly max?: number;
}

/** One number, or one for each series, with its course as background. */
export interface StatSpec extends Described {
  readonly kind: 'stat';
  readonly queries: readonly PanelQuery[];
  /** Words in place of numbers. */
  readonly words?: Words;
}

/** How full something is: one bar for each series. */
export interface BarGaugeSpec extends Described {
  readonly kind: 'bar-gauge';
  readonly queries: readonly PanelQuery[];
  readonly max?: number;
}

/** The buckets of one histogram over time. */
export interface HeatmapSpec extends Described {
  readonly kind: 'heatmap';
  /** Rates of buckets, by `le`. */
  readonly buckets: string;
}

export interface TableColumn {
  readonly title: string;
  readonly unit: Unit;
  /** Grouped by the labels of the table's key. */
  readonly expr: string;
  readonly thresholds?: Thresholds;
  readonly words?: Words;
}

/** One row for each value of the key labels, one column for each query. */
export interface TableSpec extends Described {
  readonly kind: 'table';
  /** Labels, with the titles of their columns. */
  readonly key: Readonly<Record<string, string>>;
  readonly columns: readonly TableColumn[];
}

/** A panel as data: what it asks and what it means, not where it stands. */
export type PanelSpec = TimeSeriesSpec | StatSpec | BarGaugeSpec | HeatmapSpec | TableSpec;

/** The text behind the panel's (i), in Markdown. */
export function describePanel({ shows, good, otherwise }: PanelSpec): string {
  return `${shows}\n\n**Good:** ${good}\n\n**Otherwise:** ${otherwise}`;
}
