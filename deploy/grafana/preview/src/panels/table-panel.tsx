import { Table } from '@grafana/ui';
import type { PanelProps } from './panel-props';

export function TablePanel({ frames, width, height }: PanelProps) {
  const [frame] = frames;
  return frame === undefined ? null : (
    <Table data={frame} width={width} height={height} columnMinWidth={80} />
  );
}
