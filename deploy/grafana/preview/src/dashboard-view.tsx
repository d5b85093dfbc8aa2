import type { GrafanaTheme2 } from '@grafana/data';
import type { Dashboard } from './data/dashboard';
import type { Range } from './data/prometheus';
import { PanelView } from './panel-view';

const COLUMNS = 24;
const GAP = 8;
/** Of one unit of height in Grafana's grid, without the gap. */
const CELL = 30;

interface Props {
  readonly dashboard: Dashboard;
  readonly range: Range;
  readonly theme: GrafanaTheme2;
  readonly width: number;
}

export function DashboardView({ dashboard, range, theme, width }: Props) {
  const column = (width + GAP) / COLUMNS;
  return (
    <main style={{ width }}>
      <header>
        <h1>{dashboard.title}</h1>
        {dashboard.templating.list.map(({ name, label }) => (
          <span className="variable" key={name}>
            <b>{label}</b> {name === 'datasource' ? 'Prometheus' : 'All'}
          </span>
        ))}
      </header>
      <div className="grid" style={{ height: heightOf(dashboard) }}>
        {dashboard.panels.map((panel) => {
          const { x, y, w, h } = panel.gridPos;
          const place = { left: x * column, top: y * (CELL + GAP) };
          const size = { width: w * column - GAP, height: h * (CELL + GAP) - GAP };
          return (
            <div key={panel.id} className="cell" style={{ ...place, ...size }}>
              {panel.type === 'row' ? (
                <h2>{panel.title}</h2>
              ) : (
                <PanelView {...{ panel, range, theme, ...size }} />
              )}
            </div>
          );
        })}
      </div>
    </main>
  );
}

function heightOf({ panels }: Dashboard): number {
  return Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h)) * (CELL + GAP);
}
