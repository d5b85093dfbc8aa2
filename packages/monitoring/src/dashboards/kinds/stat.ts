import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { describe, targets } from './build-panel.js';
import type { BarGaugeSpec, StatSpec } from './panel-spec.js';
import { type Thresholds, thresholdSteps } from './thresholds.js';

/** The latest number, in the colour of its threshold. */
export function stat(spec: StatSpec): PanelBuilder {
  return describe(new PanelBuilder(), spec)
    .targets(targets(spec.queries))
    .colorMode(BigValueColorMode.Value)
    .graphMode(spec.words === undefined ? BigValueGraphMode.Area : BigValueGraphMode.None)
    .colorScheme(byThreshold())
    .thresholds(absolute(spec.thresholds))
    .mappings(mappings(spec.words))
    .reduceOptions(latest());
}

/** The latest number of each series as a bar. */
export function barGauge(spec: BarGaugeSpec): BarGaugeBuilder {
  const builder = describe(new BarGaugeBuilder(), spec)
    .targets(targets(spec.queries))
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Color)
    .colorScheme(byThreshold())
    .thresholds(absolute(spec.thresholds))
    .reduceOptions(latest())
    .min(0);
  if (spec.max !== undefined) builder.max(spec.max);
  return builder;
}

export const absolute = (thresholds: Thresholds | undefined): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(thresholdSteps(thresholds));

/** Words in place of numbers, as Grafana wants them. */
export function mappings(words: Readonly<Record<number, string>> | undefined): ValueMapping[] {
  if (words === undefined) return [];
  const entries = Object.entries(words).map(([number, text]) => [number, { text }]);
  return [{ type: MappingType.ValueToText, options: Object.fromEntries(entries) }];
}

const byThreshold = () => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);

const latest = () => new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);
