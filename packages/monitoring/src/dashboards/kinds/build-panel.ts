import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DashboardLink, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { runbookUrl } from '../../runbook-url.js';
import { DATASOURCE } from '../datasource.js';
import { UNITS } from './looks/units.js';
import { describePanel, type PanelQuery, type PanelSpec } from './panel-spec.js';

/** What the builders of all kinds of panels have in common. */
interface AnyPanelBuilder extends Builder<Panel> {
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: typeof DATASOURCE): this;
  unit(unit: string): this;
  links(links: Builder<DashboardLink>[]): this;
}

/** Gives a builder what every kind of panel has: its name, what it means, its unit and its runbooks. */
export function describe<B extends AnyPanelBuilder>(builder: B, spec: PanelSpec): B {
  return builder
    .title(spec.title)
    .description(describePanel(spec))
    .datasource(DATASOURCE)
    .unit(UNITS[spec.unit].id)
    .links((spec.alerts ?? []).map(runbookLink));
}

/** The queries of a panel as Grafana's, named A, B, C and so on. */
export function targets(queries: readonly PanelQuery[]): Builder<Dataquery>[] {
  return queries.map(({ expr, legend }, position) => query(expr, position).legendFormat(legend).range());
}

export function query(expr: string, position: number): DataqueryBuilder {
  return new DataqueryBuilder().datasource(DATASOURCE).expr(expr).refId(refId(position));
}

/** How Grafana names the query at a position: A to Z. */
export const refId = (position: number): string => String.fromCharCode('A'.charCodeAt(0) + position);

function runbookLink(alert: string): Builder<DashboardLink> {
  return {
    build: () => ({
      title: `Runbook: ${alert}`,
      type: DashboardLinkType.Link,
      url: runbookUrl(alert),
      icon: 'doc',
      tooltip: '',
      tags: [],
      asDropdown: false,
      targetBlank: true,
      includeVars: false,
      keepTime: false,
    }),
  };
}
