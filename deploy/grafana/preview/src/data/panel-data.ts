import {
  createDataFrame,
  type DataFrame,
  type Field,
  type FieldConfig,
  type FieldConfigSource,
  FieldType,
  type GrafanaTheme2,
  getDisplayProcessor,
  getFieldDisplayName,
  getMinMaxAndDelta,
  type NumericRange,
  type PartialDataFrame,
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
} from '@grafana/data';
import type { Panel, Target } from './dashboard';
import { queryNow, queryRange, type Range, type Series } from './prometheus';

standardTransformersRegistry.setInit(() =>
  [standardTransformers.mergeTransformer, standardTransformers.organizeFieldsTransformer].map(
    (transformation) => ({
      id: transformation.id,
      name: transformation.name,
      transformation: () => Promise.resolve(transformation),
      editor: () => null,
      imageDark: '',
      imageLight: '',
    }),
  ),
);

/** What a panel's queries bring, named, transformed and with the fields set up as the panel says. */
export async function loadPanel(panel: Panel, range: Range, theme: GrafanaTheme2): Promise<DataFrame[]> {
  const targets = panel.targets ?? [];
  const isAlone = targets.length === 1;
  const loaded = await Promise.all(
    targets.map(async (target) =>
      target.instant
        ? [tableOf(target, await queryNow(fill(target.expr, range), range.to), isAlone)]
        : (await queryRange(fill(target.expr, range), range)).map((series) => lineOf(target, series, range)),
    ),
  );
  const frames = await transform(loaded.flat(), panel);
  return frames.map((frame) => configure(frame, panel.fieldConfig, theme));
}

/** Everything is chosen, and rates look back over four scrapes at least, as in Grafana. */
function fill(expr: string, { step }: Range): string {
  const lookBack = Math.max(4 * scrapeInterval, step + scrapeInterval);
  return expr
    .replaceAll('$__rate_interval', `${lookBack}s`)
    .replace(/\$(environment|cluster|app|instance|host)\b/g, '.*');
}

const scrapeInterval = Number(new URLSearchParams(location.search).get('interval') ?? 15);

function lineOf({ legendFormat = '', refId }: Target, { metric, values }: Series, range: Range): DataFrame {
  const name = legendFormat.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => metric[label] ?? '');
  const points = new Map(
    values.filter(([, value]) => value !== 'NaN').map(([at, value]) => [at, Number(value)]),
  );
  const times: number[] = [];
  // Prometheus leaves out what has no value; a line has a gap there.
  for (let at = range.from; at <= range.to; at += range.step) times.push(at);
  return createDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: times.map((at) => at * 1000), config: {} },
      {
        name: 'Value',
        type: FieldType.number,
        labels: { ...metric },
        config: { displayNameFromDS: name },
        values: times.map((at) => points.get(at) ?? null),
      },
    ],
  });
}

function tableOf({ refId }: Target, series: readonly Series[], isAlone: boolean): DataFrame {
  const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))];
  const table: PartialDataFrame = {
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, config: {}, values: series.map(() => 0) },
      ...labels.map((label) => ({
        name: label,
        type: FieldType.string,
        config: {},
        values: series.map(({ metric }) => metric[label] ?? ''),
      })),
      {
        name: isAlone ? 'Value' : `Value #${refId}`,
        type: FieldType.number,
        config: {},
        values: series.map(({ values }) => Number(values[0]?.[1])),
      },
    ],
  };
  return createDataFrame(table);
}

async function transform(frames: DataFrame[], { transformations = [] }: Panel): Promise<DataFrame[]> {
  return await new Promise((resolve, reject) => {
    transformDataFrame(transformations, frames).subscribe({ next: resolve, error: reject });
  });
}

function configure(frame: DataFrame, { defaults, overrides }: FieldConfigSource, theme: GrafanaTheme2) {
  const fields = frame.fields.map((field, index) => {
    const config: FieldConfig = { ...defaults, ...field.config, custom: { ...defaults.custom } };
    const name = getFieldDisplayName({ ...field, config }, frame);
    for (const { matcher, properties } of overrides) {
      if (matcher.id !== 'byName' || matcher.options !== name) continue;
      for (const { id, value } of properties) setProperty(config, id, value);
    }
    const state = {
      ...field.state,
      displayName: name,
      seriesIndex: index,
      range: rangeOf({ ...field, config }),
    };
    const configured: Field = { ...field, config, state };
    if (field.type === FieldType.time) configured.config = {};
    configured.display = getDisplayProcessor({ field: configured, theme });
    return configured;
  });
  return { ...frame, fields };
}

/** Sparklines and bars take their scale from it. */
function rangeOf(field: Field): NumericRange | undefined {
  if (field.type !== FieldType.number) return undefined;
  const range = getMinMaxAndDelta(field);
  return { ...range, min: field.config.min ?? range.min, max: field.config.max ?? range.max };
}

function setProperty(config: FieldConfig, id: string, value: unknown): void {
  if (id.startsWith('custom.')) config.custom = { ...config.custom, [id.slice('custom.'.length)]: value };
  else Object.assign(config, { [id]: value });
}
