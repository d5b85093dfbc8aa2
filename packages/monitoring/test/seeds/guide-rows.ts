import { join } from 'node:path';
import { findProgram, httpRequest, runAmtool, runPromtool, SpawnedProcess } from '@shoal/testing';
import { readRepositoryFile, root } from './bench.js';
import { isGuideAlert, isMeant, isMetric, isPanel, returnsData } from './checks.js';
import { refusalOf } from './configured-server.js';
import { guideMetrics } from './guide-metrics.js';
import { guideAlerts, guideQueries, invalidQueries, systemQueries } from './guide-queries.js';
import { rowsOf, type SeedRow } from './seed-row.js';

type Checks = Readonly<Record<string, SeedRow['check']>>;

const metrics: Checks = Object.fromEntries(
  guideMetrics.map((name) => [`sockudo_${name}`, isMetric(`sockudo_${name}`)]),
);

const queries: Checks = Object.fromEntries([
  ...[...guideQueries, ...systemQueries].map((query) => [query, returnsData(query)] as const),
  ...Object.entries(invalidQueries).map(([invalid, meant]) => [invalid, isMeant(invalid, meant)] as const),
]);

const panels: Checks = {
  'Connection Overview': isPanel('shoal-overview', 'Active connections'),
  'Connection rate (connections per second)': isPanel('shoal-server', 'Connection rate by node'),
  'Connections by app': isPanel('shoal-server', 'Active connections by app'),
  'Message Throughput': isPanel('shoal-overview', 'Message rate'),
  'Client events rate': isPanel('shoal-server', 'Client events'),
  'Broadcast efficiency': isPanel('shoal-channels', 'Broadcast efficiency'),
  'HTTP API Performance': isPanel('shoal-api', 'Request rate by node'),
  'Error rate percentage': isPanel('shoal-api', 'Error rate by node'),
  'Requests by endpoint': isPanel('shoal-api', 'Requests by endpoint'),
  'Channel Activity': isPanel('shoal-channels', 'Active channels'),
  'Subscription rate': isPanel('shoal-channels', 'Subscription rate'),
  'Presence channel members': isPanel('shoal-channels', 'Presence channel members'),
  'Channel activity by type': isPanel('shoal-channels', 'Channel activity by type'),
  'Rate limit triggers': isPanel('shoal-server', 'Rate limit triggers'),
  'Queue depth': isPanel('shoal-overview', 'Queue depth'),
  'Cache hit rate': isPanel('shoal-cluster', 'Cache hit rate'),
  'Webhook success rate': isPanel('shoal-webhooks', 'Webhook success rate'),
  'Active Connections': isPanel('shoal-sockudo-metrics', 'Active Connections'),
  'Message Rate': isPanel('shoal-sockudo-metrics', 'Message Rate'),
  'API Response Time': isPanel('shoal-sockudo-metrics', 'API Response Time'),
};

const alerts: Checks = Object.fromEntries(
  Object.entries(guideAlerts).map(([name, alert]) => [name, isGuideAlert(name, alert)]),
);

/** Keys of the configuration file. */
const settings: Checks = {
  'metrics.enabled': async ({ byFile }) => expect(await byFile.page()).toContain('# HELP'),
  'metrics.driver': async () =>
    expect(await refusalOf({ METRICS_DRIVER: 'statsd' })).toContain('"statsd" is not supported'),
  'metrics.host': async ({ byFile: { ports } }) => {
    const { status } = await httpRequest(
      { host: '127.0.0.1', port: ports.metricsPort },
      { path: '/metrics' },
    );
    expect(status).toBe(200);
  },
  'metrics.port': async ({ byFile }) => expect((await byFile.scrape()).samples.length).toBeGreaterThan(0),
  'metrics.prometheus.prefix': async ({ byFile }) =>
    expect(await byFile.page()).toMatch(/^# TYPE guide_active_connections gauge$/m),
  debug: async ({ byFile }) =>
    expect(byFile.process.logs()).toContainEqual(expect.objectContaining({ level: 'debug' })),
  log_format: async ({ byFile }) => {
    const lines = byFile.process.output.text.split('\n');
    expect(lines.map((line) => typeof JSON.parse(line))).toEqual(lines.map(() => 'object'));
  },
};

const variables: Checks = {
  METRICS_ENABLED: async ({ byVariables }) => expect(await byVariables.page()).toContain('# HELP'),
  METRICS_HOST: async ({ byVariables }) => expect(await byVariables.page()).toContain('# HELP'),
  METRICS_PORT: async ({ byVariables }) =>
    expect((await byVariables.scrape()).samples.length).toBeGreaterThan(0),
  PROMETHEUS_METRICS_PREFIX: async ({ byVariables }) =>
    expect(await byVariables.page()).toMatch(/^# TYPE own_active_connections gauge$/m),
  LOG_FORMAT: async ({ byVariables }) => expect(byVariables.process.logs().length).toBeGreaterThan(0),
  LOG_LEVEL: async ({ byVariables }) => {
    const levels = byVariables.process.logs().map(({ level }) => level);
    expect(new Set(levels)).toEqual(new Set(['info']));
  },
  GF_SECURITY_ADMIN_PASSWORD: async () => expect(compose()).toContain('GF_SECURITY_ADMIN_PASSWORD'),
};

/** Published by the Compose file that brings all of it. */
const ports: Checks = Object.fromEntries(
  ['6001:6001', '9601:9601', '9090:9090', '3000:3000', '9100:9100'].map((mapping) => [
    mapping,
    async () => expect(compose()).toContain(mapping),
  ]),
);

const files: Checks = {
  'prometheus.yml': () => expectAccepted(['check', 'config', deployed('prometheus/prometheus.yml')]),
  'prometheus.yml, multi-instance': () =>
    expectAccepted(['check', 'config', deployed('prometheus/prometheus-instances.yml')]),
  'prometheus.yml, Kubernetes': async () => {
    // Debian's Prometheus is built without the discovery of Kubernetes; vmagent reads the same file.
    const file = `-promscrape.config=${deployed('prometheus/prometheus-kubernetes.yml')}`;
    const program = findProgram('vmagent', 'victoria-metrics');
    const check = new SpawnedProcess(['-dryRun', file, '-promscrape.config.strictParse=false'], { program });
    expect([(await check.exited).code, check.output.text]).toEqual([0, check.output.text]);
  },
  'alerts.yml': () => expectAccepted(['check', 'rules', deployed('prometheus/alerts.yml')]),
  'alertmanager.yml': async () => {
    const { code, output } = await runAmtool(['check-config', deployed('alertmanager/alertmanager.yml')]);
    expect([code, output]).toEqual([0, output]);
  },
  'docker-compose.yml': async () => expect(compose()).toContain('services:'),
  'grafana/provisioning': async () =>
    expect(readRepositoryFile('deploy/grafana/provisioning/datasources/prometheus.yml')).toContain(
      'prometheus',
    ),
  'filebeat.yml': async () =>
    expect(readRepositoryFile('deploy/logging/filebeat.yml')).toContain('/var/log/sockudo/*.log'),
  'logstash.conf': async () => expect(readRepositoryFile('deploy/logging/logstash.conf')).toContain('5044'),
};

const commands: Checks = {
  'http://<metrics_host>:<metrics_port>/metrics': async ({ observed }) =>
    expect((await observed.scrape('server-0')).samples.length).toBeGreaterThan(0),
};

/** What the searches of the guide look for, in the log of a server that somebody connected to. */
const logs: Checks = Object.fromEntries(
  ['connection established', 'connection closed', 'authentication failed'].map((words) => [
    words,
    async ({ byFile }) =>
      expect(byFile.process.logs().map(({ message }) => String(message))).toContainEqual(
        expect.stringContaining(words),
      ),
  ]),
);

function compose(): string {
  return readRepositoryFile('deploy/compose/observability.yml');
}

function deployed(path: string): string {
  return join(root, 'deploy', path);
}

async function expectAccepted(args: readonly string[]): Promise<void> {
  const { code, output } = await runPromtool(args);
  expect([code, output]).toEqual([0, output]);
}

export const guideRows: readonly SeedRow[] = [
  ...rowsOf('guide', 'metric', metrics),
  ...rowsOf('guide', 'query', queries),
  ...rowsOf('guide', 'panel', panels),
  ...rowsOf('guide', 'alert', alerts),
  ...rowsOf('guide', 'setting', settings),
  ...rowsOf('guide', 'variable', variables),
  ...rowsOf('guide', 'port', ports),
  ...rowsOf('guide', 'file', files),
  ...rowsOf('guide', 'command', commands),
  ...rowsOf('guide', 'log', logs),
];
