import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, targets } from './build-panel.js';
import { absoluteThresholds } from './looks/thresholds.js';
import type { BarGaugeSpec } from './panel-spec.js';

/** The latest number of each series as a bar. */
export function barGauge(spec: BarGaugeSpec): PanelBuilder {
  const builder = describe(new PanelBuilder(), spec)
    .targets(targets(spec.queries))
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Color)
    .maxVizHeight(36)
    .text(new VizTextDisplayOptionsBuilder().titleSize(14).valueSize(16))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(absoluteThresholds(spec.thresholds))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .min(0);
  if (spec.max !== undefined) builder.max(spec.max);
  return builder;
}
