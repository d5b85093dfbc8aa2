import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type DashboardLink,
  DashboardLinkType,
  type Panel,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { firingAlerts, restarts } from './annotations.js';
import { barGauge } from './kinds/bar-gauge.js';
import { heatmap } from './kinds/heatmap.js';
import type { PanelSpec } from './kinds/panel-spec.js';
import { stat } from './kinds/stat.js';
import { table } from './kinds/table.js';
import { timeSeries } from './kinds/time-series.js';
import { type VariableName, variable } from './variables.js';

/** Where the data is, and which installations to look at. */
const everywhere = ['datasource', 'environment', 'cluster'] as const;

/** Panels under one heading. */
export interface RowSpec {
  readonly title: string;
  /** Panels that stand side by side share the width in equal parts: one, two, three, four, six or eight of them. */
  readonly lines: readonly (readonly PanelSpec[])[];
}

export interface DashboardSpec {
  /** `overview` makes the address `/d/shoal-overview`, and the file `overview.json`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Beside those that every dashboard has. */
  readonly variables: readonly Exclude<VariableName, (typeof everywhere)[number]>[];
  readonly rows: readonly RowSpec[];
}

/** Every dashboard has it, and links to every other that has it. */
const TAG = 'shoal';

const COLUMNS = 24;

/** The dashboard as Grafana provisions it. */
export function buildDashboard(spec: DashboardSpec): Dashboard {
  const builder = new DashboardBuilder(spec.title)
    .uid(`shoal-${spec.name}`)
    .description(spec.description)
    .tags([TAG])
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([...everywhere, ...spec.variables].map(variable))
    .link(linkToOthers());
  if (spec.variables.includes('instance')) builder.annotations([restarts(), firingAlerts()]);
  let id = 0;
  for (const { title, lines } of spec.rows) {
    builder.withRow(new RowBuilder(title).id(++id));
    for (const line of lines) {
      for (const panel of line) {
        builder.withPanel(place(buildPanel(panel).id(++id), COLUMNS / line.length, heightOf(line)));
      }
    }
  }
  return builder.build();
}

function buildPanel(spec: PanelSpec) {
  switch (spec.kind) {
    case 'time-series':
      return timeSeries(spec);
    case 'stat':
      return stat(spec);
    case 'bar-gauge':
      return barGauge(spec);
    case 'heatmap':
      return heatmap(spec);
    case 'table':
      return table(spec);
  }
}

interface Placeable extends Builder<Panel> {
  span(width: number): this;
  height(height: number): this;
}

const place = <B extends Placeable>(builder: B, width: number, height: number): B =>
  builder.span(width).height(height);

const heightOf = (line: readonly PanelSpec[]): number => (line.every(({ kind }) => kind === 'stat') ? 4 : 8);

function linkToOthers(): Builder<DashboardLink> {
  return {
    build: () => ({
      title: 'Shoal dashboards',
      type: DashboardLinkType.Dashboards,
      tags: [TAG],
      icon: 'external link',
      tooltip: 'With the same time, installation, app and instance',
      asDropdown: true,
      targetBlank: false,
      includeVars: true,
      keepTime: true,
    }),
  };
}
