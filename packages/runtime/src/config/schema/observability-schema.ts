import { z } from 'zod';
import { portName } from '../setting/environment-name.js';
import { section, setting } from '../setting/setting.js';
import { port, text, wholeNumberFrom } from '../setting/values.js';

/** Prometheus sets these itself when it scrapes, so a constant label of that name would be lost or lie. */
const LABEL_NAME = /^(?!__)(?!(?:instance|job)$)[a-zA-Z_][a-zA-Z0-9_]*$/;

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
            prefix: setting(
              z
                .string()
                .regex(/^([a-zA-Z_:][a-zA-Z0-9_:]*)?$/)
                .default('sockudo_'),
              {
                description: 'Beginning of every metric name.',
                allowed: 'letters, digits, `_` and `:`, not beginning with a digit',
                env: ['METRICS_PROMETHEUS_PREFIX', 'PROMETHEUS_METRICS_PREFIX'],
              },
            ),
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
      file: setting(text().optional(), {
        description: 'File that every line is appended to as well. Opened anew on SIGHUP.',
        env: ['LOG_FILE_PATH'],
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
