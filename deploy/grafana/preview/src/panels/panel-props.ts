import type { DataFrame, GrafanaTheme2 } from '@grafana/data';
import type { Panel } from '../data/dashboard';

/** What every kind of panel gets to draw itself. */
export interface PanelProps extends Pick<Panel, 'options' | 'fieldConfig'> {
  readonly frames: DataFrame[];
  readonly width: number;
  readonly height: number;
  readonly theme: GrafanaTheme2;
}
