import { configurationSettings } from './schema/configuration-schema.js';
import { load } from './testing/load.js';

type Row = readonly [name: string, text: string, key: string, value: unknown];

/** Every name of metrics, logs and health, one by one: what it says and what comes of it. */
const NAMES: readonly Row[] = [
  ['METRICS_ENABLED', 'false', 'metrics.enabled', false],
  ['SOKETI_METRICS_ENABLED', '0', 'metrics.enabled', false],
  ['METRICS_DRIVER', 'prometheus', 'metrics.driver', 'prometheus'],
  ['SOKETI_METRICS_DRIVER', 'prometheus', 'metrics.driver', 'prometheus'],
  ['METRICS_HOST', '127.0.0.1', 'metrics.host', '127.0.0.1'],
  ['SOKETI_METRICS_HOST', '127.0.0.1', 'metrics.host', '127.0.0.1'],
  ['METRICS_PORT', '9701', 'metrics.port', 9701],
  ['SOKETI_METRICS_SERVER_PORT', '9701', 'metrics.port', 9701],
  ['METRICS_PROMETHEUS_PREFIX', 'own_', 'metrics.prometheus.prefix', 'own_'],
  ['PROMETHEUS_METRICS_PREFIX', 'own_', 'metrics.prometheus.prefix', 'own_'],
  [
    'METRICS_LABELS',
    'environment=prod, region=eu=1',
    'metrics.labels',
    { environment: 'prod', region: 'eu=1' },
  ],
  ['METRICS_MAX_SERIES_PER_METRIC', '100', 'metrics.maxSeriesPerMetric', 100],
  ['METRICS_OPENMETRICS', '1', 'metrics.openmetrics', true],
  ['METRICS_COMPAT', 'soketi,sockudo5', 'metrics.compat', ['soketi', 'sockudo5']],
  ['SOKETI_METRICS_PROMETHEUS_PREFIX', 'old_', 'metrics.soketiPrefix', 'old_'],
  ['METRICS_TCP_EXPORTER_ENABLED', '1', 'metrics.tcpExporter.enabled', true],
  ['METRICS_TCP_EXPORTER_HOST', '0.0.0.0', 'metrics.tcpExporter.host', '0.0.0.0'],
  ['METRICS_TCP_EXPORTER_PORT', '5001', 'metrics.tcpExporter.port', 5001],
  ['METRICS_TCP_EXPORTER_BUFFER_SIZE', '7', 'metrics.tcpExporter.bufferSize', 7],
  ['LOG_COLORS_ENABLED', 'no', 'logging.colorsEnabled', false],
  ['LOG_INCLUDE_TARGET', 'off', 'logging.includeTarget', false],
  ['LOG_LEVEL_CASE', 'upper', 'logging.levelCase', 'upper'],
  ['LOG_FILE_PATH', '/var/log/a.log', 'logging.file', '/var/log/a.log'],
  ['LOG_SERVICE', 'sockudo', 'logging.service', 'sockudo'],
  ['LOG_FILE_MAX_SIZE_IN_MB', '7', 'logging.fileMaxSizeInMb', 7],
  ['LOG_FILE_MAX_FILES', '7', 'logging.fileMaxFiles', 7],
  ['HEALTH_FAIL_WHEN_DEGRADED', '1', 'health.failWhenDegraded', true],
];

test.each(NAMES)('%s=%s sets %s', (...[name, text, key, value]) => {
  expect(load({ env: { [name]: text } }).configuration).toHaveProperty(key.split('.'), value);
});

test('the list above is complete', () => {
  const sections = ['metrics', 'logging', 'health'];
  const own = configurationSettings.filter(({ path }) => sections.includes(String(path[0])));
  const declared = own.flatMap(({ metadata }) => metadata.environment.map(({ name }) => name));
  expect(declared.sort()).toEqual(NAMES.map(([name]) => name).sort());
});
