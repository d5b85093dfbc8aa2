import { z } from 'zod';
import { portName } from '../setting/environment-name.js';
import { section, setting } from '../setting/setting.js';
import { limitOf, port, text, UNLIMITED, wholeNumberFrom } from '../setting/values.js';

/** Prometheus sets these itself when it scrapes, so a constant label of that name would be lost or lie. */
const LABEL_NAME = /^(?!__)(?!(?:instance|job)$)[a-zA-Z_][a-zA-Z0-9_]*$/;

const PREFIX_ALLOWED = 'letters, digits, `_` and `:`, not beginning with a digit';
const metricPrefix = () => z.string().regex(/^([a-zA-Z_:][a-zA-Z0-9_:]*)?$/);

const tcpExporterSection = section(
  z
    .strictObject({
      enabled: setting(z.boolean().default(false), {
        description: 'Streams the metrics over TCP, whether or not `metrics.enabled` is on.',
        env: ['METRICS_TCP_EXPORTER_ENABLED'],
      }),
      host: setting(text().default('127.0.0.1'), {
        description: 'Address that the stream is served on. Whoever can reach it can read every metric.',
        env: ['METRICS_TCP_EXPORTER_HOST'],
      }),
      port: setting(port().default(5000), {
        description: 'Port that the stream is served on. 0 takes a free one.',
        env: [portName('METRICS_TCP_EXPORTER_PORT')],
      }),
      bufferSize: setting(z.int().min(1).max(1_000_000).default(1024), {
        description: 'Messages that may wait for each client; a full buffer drops the oldest.',
        env: ['METRICS_TCP_EXPORTER_BUFFER_SIZE'],
      }),
    })
    .prefault({}),
  { description: 'The TCP exporter, for looking and for collectors; not for alerts, because it may drop.' },
);

export const metricsSection = section(
  z
    .strictObject({
      enabled: setting(z.boolean().default(true), {
        description: 'Serves `/metrics`, `/live` and `/ready` on a port of their own.',
        env: ['METRICS_ENABLED', 'SOKETI_METRICS_ENABLED'],
      }),
      driver: setting(z.enum(['prometheus']).default('prometheus'), {
        description: 'Format of the metrics.',
        env: ['METRICS_DRIVER', 'SOKETI_METRICS_DRIVER'],
      }),
      host: setting(text().default('0.0.0.0'), {
        description: 'Address that the metrics are served on.',
        env: ['METRICS_HOST', 'SOKETI_METRICS_HOST'],
      }),
      port: setting(port().default(9601), {
        description: 'Port that the metrics are served on. 0 takes a free one.',
        env: [portName('METRICS_PORT'), 'SOKETI_METRICS_SERVER_PORT'],
      }),
      prometheus: section(
        z
          .strictObject({
            prefix: setting(metricPrefix().default('sockudo_'), {
              description: 'Beginning of every metric name.',
              allowed: PREFIX_ALLOWED,
              env: ['METRICS_PROMETHEUS_PREFIX', 'PROMETHEUS_METRICS_PREFIX'],
            }),
          })
          .prefault({}),
        { description: 'The Prometheus driver.' },
      ),
      labels: setting(z.record(z.string().regex(LABEL_NAME), z.string()).default({}), {
        description: 'Constant labels on every metric.',
        allowed: 'names and values (`environment=production,region=eu`), no name `instance`, `job` or `__…`',
        env: ['METRICS_LABELS'],
      }),
      maxSeriesPerMetric: setting(wholeNumberFrom(1).default(20_000), {
        description: 'Series of one metric, above which apps are folded into `app_id="__overflow__"`.',
        env: ['METRICS_MAX_SERIES_PER_METRIC'],
      }),
      openmetrics: setting(z.boolean().default(false), {
        description:
          'Answers OpenMetrics to those who prefer it, as Prometheus does. Counters are declared without `_total` there.',
        env: ['METRICS_OPENMETRICS'],
      }),
      compat: setting(z.array(z.enum(['soketi', 'sockudo5'])).default([]), {
        description: 'Other servers whose names of metrics are printed as well, for dashboards that exist.',
        defaultText: 'none; `soketi` when `SOKETI_METRICS_ENABLED` is on',
        env: ['METRICS_COMPAT'],
      }),
      soketiPrefix: setting(metricPrefix().default('soketi_'), {
        description: 'Beginning of the names of soketi.',
        allowed: PREFIX_ALLOWED,
        env: ['SOKETI_METRICS_PROMETHEUS_PREFIX'],
      }),
      tcpExporter: tcpExporterSection,
    })
    .prefault({}),
  { description: 'The metrics server.' },
);

export const loggingSection = section(
  z
    .strictObject({
      colorsEnabled: setting(z.boolean().default(true), {
        description: 'Colours levels in text logs on a terminal.',
        env: ['LOG_COLORS_ENABLED'],
      }),
      includeTarget: setting(z.boolean().default(true), {
        description: 'Says in every line which part of the server it is from.',
        env: ['LOG_INCLUDE_TARGET'],
      }),
      levelCase: setting(z.enum(['lower', 'upper']).default('lower'), {
        description: 'Case of the level, for log stores that compare it exactly.',
        env: ['LOG_LEVEL_CASE'],
      }),
      service: setting(text().optional(), {
        description: 'Written as `service` into every JSON line, for log stores that no shipper adds it for.',
        env: ['LOG_SERVICE'],
      }),
      file: setting(text().optional(), {
        description: 'File that every line is appended to as well. Opened anew on SIGHUP.',
        env: ['LOG_FILE_PATH'],
      }),
      fileMaxSizeInMb: setting(limitOf(100), {
        description: 'Size at which the file is moved away (`<file>.1`) and begun anew.',
        unit: 'MB (1024 * 1024 bytes)',
        allowed: UNLIMITED,
        env: ['LOG_FILE_MAX_SIZE_IN_MB'],
      }),
      fileMaxFiles: setting(wholeNumberFrom(1).default(5), {
        description: 'How many files that were moved away are kept: `<file>.1` is the newest.',
        env: ['LOG_FILE_MAX_FILES'],
      }),
    })
    .prefault({}),
  { description: 'Form and place of the logs.' },
);

export const healthSection = section(
  z
    .strictObject({
      failWhenDegraded: setting(z.boolean().default(false), {
        description: 'Makes `/ready` answer 503 instead of 200 while the node is degraded.',
        env: ['HEALTH_FAIL_WHEN_DEGRADED'],
      }),
    })
    .prefault({}),
  { description: 'The readiness check.' },
);
