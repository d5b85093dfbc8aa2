import { buildDashboard, type DashboardSpec } from './dashboard.js';

export interface ProvisionedTarget {
  readonly refId: string;
  readonly expr: string;
  /** Not in tables, whose columns have titles. */
  readonly legendFormat?: string;
  readonly instant?: boolean;
}

export interface ProvisionedPanel {
  readonly id: number;
  /** `row` is a heading. */
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly links?: readonly { readonly url?: string }[];
  readonly targets?: readonly ProvisionedTarget[];
}

export interface ProvisionedVariable {
  readonly name: string;
  readonly type: string;
  readonly definition?: string;
  /** Of a data source: its type. */
  readonly query?: unknown;
}

/** A dashboard as its file has it, as much of it as checks ask for. */
export interface ProvisionedDashboard {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly links: readonly Readonly<Record<string, unknown>>[];
  readonly panels: readonly ProvisionedPanel[];
  readonly annotations: { readonly list?: readonly { readonly name: string; readonly expr: string }[] };
  readonly templating: { readonly list: readonly ProvisionedVariable[] };
}

/** The text of a dashboard's file. */
export function renderDashboard(spec: DashboardSpec): string {
  return `${JSON.stringify(buildDashboard(spec), null, 2)}\n`;
}

/** The dashboard as Grafana reads it from its file. */
export function provision(spec: DashboardSpec): ProvisionedDashboard {
  return JSON.parse(renderDashboard(spec));
}
