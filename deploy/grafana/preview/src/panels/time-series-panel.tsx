import type { TimeRange } from '@grafana/data';
import { LegendDisplayMode, type VizLegendOptions } from '@grafana/schema';
import { TimeSeries } from '@grafana/ui';
import type { PanelProps } from './panel-props';

const NO_LEGEND: VizLegendOptions = {
  showLegend: false,
  displayMode: LegendDisplayMode.List,
  placement: 'bottom',
  calcs: [],
};

export function TimeSeriesPanel({
  frames,
  options,
  width,
  height,
  timeRange,
}: PanelProps & { timeRange: TimeRange }) {
  const legend = (options.legend as VizLegendOptions | undefined) ?? NO_LEGEND;
  // One frame for each line, each with its own index, from which its colour comes.
  const lines = frames.map((frame, index) => ({
    ...frame,
    fields: frame.fields.map((field) => ({ ...field, state: { ...field.state, seriesIndex: index } })),
  }));
  return (
    <TimeSeries
      frames={lines}
      structureRev={1}
      width={width}
      height={height}
      timeRange={timeRange}
      timeZone="utc"
      legend={legend}
    />
  );
}
