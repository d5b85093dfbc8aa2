import {
  GraphGradientMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { describe, targets } from './build-panel.js';
import { COLOURS, coloursOf } from './looks/colours.js';
import { absoluteThresholds } from './looks/thresholds.js';
import { UNITS } from './looks/units.js';
import type { TimeSeriesSpec } from './panel-spec.js';

/** Lines over time, with their last and highest values below. */
export function timeSeries(spec: TimeSeriesSpec): PanelBuilder {
  const builder = describe(new PanelBuilder(), spec)
    .targets(targets(spec.queries))
    .min(0)
    .lineWidth(spec.stacked ? 1 : 2)
    .fillOpacity(spec.stacked ? 60 : 8)
    .gradientMode(GraphGradientMode.None)
    .showPoints(VisibilityMode.Never)
    .colorScheme(colours(spec))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['lastNotNull', 'max'])
        // What happened comes first, before all that stayed at 0.
        .sortBy('Max')
        .sortDesc(true),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (spec.stacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  // One of them: Grafana lets the soft end win.
  if (spec.max !== undefined) builder.max(spec.max);
  else builder.axisSoftMax(UNITS[spec.unit].axisEnd);
  if (spec.thresholds !== undefined) drawThresholds(builder, spec);
  const named = spec.areFaults ? [] : spec.queries.flatMap(({ legend }) => coloursOf(legend));
  for (const [name, colour] of named) {
    builder.overrideByName(name, [{ id: 'color', value: { mode: 'fixed', fixedColor: colour } }]);
  }
  return builder;
}

function drawThresholds(builder: PanelBuilder, { thresholds }: TimeSeriesSpec): void {
  builder
    .thresholds(absoluteThresholds(thresholds))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}

function colours({ areFaults }: TimeSeriesSpec): FieldColorBuilder {
  return areFaults
    ? new FieldColorBuilder().mode(FieldColorModeId.Shades).fixedColor(COLOURS.bad)
    : new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic);
}
