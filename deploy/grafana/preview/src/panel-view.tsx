import { type DataFrame, dateTime, type GrafanaTheme2, LoadingState } from '@grafana/data';
import { PanelChrome } from '@grafana/ui';
import { useEffect, useState } from 'react';
import type { Panel } from './data/dashboard';
import { loadPanel } from './data/panel-data';
import type { Range } from './data/prometheus';
import { HeatmapPanel } from './panels/heatmap-panel';
import type { PanelProps } from './panels/panel-props';
import { TablePanel } from './panels/table-panel';
import { TimeSeriesPanel } from './panels/time-series-panel';
import { BarGaugePanel, StatPanel } from './panels/value-panels';

interface Props {
  readonly panel: Panel;
  readonly range: Range;
  readonly theme: GrafanaTheme2;
  readonly width: number;
  readonly height: number;
}

/** One panel in Grafana's frame. `data-loaded` says when it has its numbers. */
export function PanelView({ panel, range, theme, width, height }: Props) {
  const [frames, setFrames] = useState<DataFrame[]>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    loadPanel(panel, range, theme).then(setFrames, (error) => {
      setProblem(String(error));
      setFrames([]);
    });
  }, [panel, range, theme]);
  return (
    <div data-panel={panel.title} data-loaded={frames !== undefined}>
      <PanelChrome
        title={panel.title}
        description={panel.description}
        width={width}
        height={height}
        loadingState={frames === undefined ? LoadingState.Loading : LoadingState.Done}
        statusMessage={problem}
        padding={panel.type === 'table' ? 'none' : 'md'}
      >
        {(innerWidth, innerHeight) =>
          frames === undefined ? null : frames.length === 0 ? (
            <p className="no-data">No data</p>
          ) : (
            <Drawn {...{ panel, range, theme, frames, width: innerWidth, height: innerHeight }} />
          )
        }
      </PanelChrome>
    </div>
  );
}

function Drawn({ panel, range, ...rest }: Props & Pick<PanelProps, 'frames'>) {
  const { options, fieldConfig, type } = panel;
  const props = { ...rest, options, fieldConfig };
  switch (type) {
    case 'timeseries':
      return <TimeSeriesPanel {...props} timeRange={timeRangeOf(range)} />;
    case 'stat':
      return <StatPanel {...props} />;
    case 'bargauge':
      return <BarGaugePanel {...props} />;
    case 'table':
      return <TablePanel {...props} />;
    case 'heatmap':
      return <HeatmapPanel {...props} />;
    default:
      return <p className="no-data">The preview cannot draw {type}</p>;
  }
}

function timeRangeOf({ from, to }: Range) {
  const range = { from: dateTime(from * 1000), to: dateTime(to * 1000) };
  return { ...range, raw: range };
}
