import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { describe, query, refId } from './build-panel.js';
import { thresholdSteps } from './looks/thresholds.js';
import { UNITS } from './looks/units.js';
import { mappings } from './looks/words.js';
import type { TableColumn, TableSpec } from './panel-spec.js';

/** The latest numbers side by side: one row for each value of the key. */
export function table(spec: TableSpec): PanelBuilder {
  const builder = describe(new PanelBuilder(), spec)
    .targets(
      spec.columns.map(({ expr }, position) => query(expr, position).format(PromQueryFormat.Table).instant()),
    )
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'organize', options: organize(spec) })
    .filterable(true);
  for (const [position, column] of spec.columns.entries()) {
    builder.overrideByName(nameOf(position, spec), propertiesOf(column));
  }
  return builder;
}

/** Hides the time, and puts the columns in their order under their titles. */
function organize(spec: TableSpec) {
  const values = spec.columns.map(({ title }, position) => [valueField(position, spec), title] as const);
  const names = [...Object.entries(spec.key), ...values];
  return {
    excludeByName: { Time: true },
    indexByName: Object.fromEntries(names.map(([field], index) => [field, index])),
    renameByName: Object.fromEntries(names),
  };
}

/** How Grafana names the numbers of a query: with its letter, but for the only one. */
function valueField(position: number, { columns }: TableSpec): string {
  return columns.length === 1 ? 'Value' : `Value #${refId(position)}`;
}

const nameOf = (position: number, { columns }: TableSpec): string => columns[position]?.title ?? '';

function propertiesOf({ unit, thresholds, words }: TableColumn) {
  const coloured =
    thresholds === undefined
      ? []
      : [
          { id: 'thresholds', value: { mode: 'absolute', steps: thresholdSteps(thresholds) } },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ];
  const worded = words === undefined ? [] : [{ id: 'mappings', value: mappings(words) }];
  return [{ id: 'unit', value: UNITS[unit].id }, ...coloured, ...worded];
}
