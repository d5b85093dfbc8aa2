import type { DataTransformerConfig, FieldConfigSource } from '@grafana/data';

export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
}

export interface Panel {
  readonly id: number;
  /** `row` is a heading. */
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig: FieldConfigSource;
  /** As the kind of panel has them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly targets?: readonly Target[];
  readonly transformations?: DataTransformerConfig[];
}

/** A dashboard's file, as much of it as is drawn. */
export interface Dashboard {
  readonly title: string;
  readonly description: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly label: string }[] };
}

export async function fetchDashboard(name: string): Promise<Dashboard> {
  const answer = await fetch(`/dashboards/${name}.json`);
  if (!answer.ok) throw new Error(`There is no dashboard ${name}.`);
  return await answer.json();
}
