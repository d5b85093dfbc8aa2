import { TooltipDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapTooltipBuilder,
  PanelBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { describe, query } from './build-panel.js';
import { UNITS } from './looks/units.js';
import type { HeatmapSpec } from './panel-spec.js';

/** The buckets of a histogram over time: the darker, the more went into the bucket. */
export function heatmap(spec: HeatmapSpec): PanelBuilder {
  return describe(new PanelBuilder(), spec)
    .withTarget(query(spec.buckets, 0).format(PromQueryFormat.Heatmap).legendFormat('{{le}}').range())
    .calculate(false)
    .color(
      new HeatmapColorOptionsBuilder()
        .mode(HeatmapColorMode.Scheme)
        .scheme('Blues')
        .fill('blue')
        .exponent(0.5)
        .steps(64)
        .reverse(false),
    )
    .yAxis(new YAxisConfigBuilder().unit(UNITS[spec.unit].id))
    .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true));
}
