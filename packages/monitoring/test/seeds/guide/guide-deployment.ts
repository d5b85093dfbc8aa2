import { join } from 'node:path';
import { findProgram, readFilebeat, runAmtool, runPromtool, SpawnedProcess } from '@shoal/testing';
import type { Bench, Checks } from '../seed-row.js';
import type { ComposeService, Deployment } from '../shipped/deployment.js';
import { root } from '../shipped/repository.js';

/** Published by the Compose file that brings all of it, and reached behind it. */
export const guidePorts: Checks = {
  '6001:6001': async ({ deployed, contrary }) => {
    expect(containerPorts(deployed, 'sockudo')).toContain(contrary.place.port);
    expect(contrary.place.port).toBe(6001);
    expect(await contrary.publicStatus('/live')).toBe(200);
  },
  '9601:9601': async ({ deployed, contrary }) => {
    expect(containerPorts(deployed, 'sockudo')).toContain(contrary.place.metricsPort);
    expect((await contrary.scrape()).samples.length).toBeGreaterThan(0);
  },
  '9090:9090': async ({ deployed }) => {
    // Where Grafana asks for it.
    const sources = deployed.yamlAt('grafana', '/etc/grafana/provisioning/datasources/prometheus.yml');
    expect(sources).toMatchObject({ datasources: [{ url: 'http://prometheus:9090' }] });
    expect(containerPorts(deployed, 'prometheus')).toEqual([9090]);
  },
  '3000:3000': async ({ deployed }) => {
    // The port of the image, which nothing changes.
    const { image, environment } = serviceOf(deployed, 'grafana');
    expect(image).toMatch(/^grafana\/grafana:/);
    expect(Object.keys(environment ?? {})).not.toContain('GF_SERVER_HTTP_PORT');
    expect(containerPorts(deployed, 'grafana')).toEqual([3000]);
  },
  '9100:9100': async ({ deployed }) => {
    expect(containerPorts(deployed, 'node-exporter')).toEqual([9100]);
    expect(targetsOf(deployed, 'node')).toEqual(['node-exporter:9100']);
  },
};

export const heldVariables: Checks = {
  GF_SECURITY_ADMIN_PASSWORD: async ({ deployed }) =>
    expect(serviceOf(deployed, 'grafana').environment?.GF_SECURITY_ADMIN_PASSWORD).toMatch(/./),
};

/** What the programs that a file is for say of it. */
export const readFiles: Checks = {
  'prometheus.yml': () => expectAccepted(['check', 'config', deployedPath('prometheus/prometheus.yml')]),
  'prometheus.yml, multi-instance': () =>
    expectAccepted(['check', 'config', deployedPath('prometheus/prometheus-instances.yml')]),
  'prometheus.yml, Kubernetes': async () => {
    // Debian's Prometheus is built without the discovery of Kubernetes; vmagent reads the same file.
    const file = `-promscrape.config=${deployedPath('prometheus/prometheus-kubernetes.yml')}`;
    const program = findProgram('vmagent', 'victoria-metrics');
    const check = new SpawnedProcess(['-dryRun', file, '-promscrape.config.strictParse=false'], { program });
    expect([(await check.exited).code, check.output.text]).toEqual([0, check.output.text]);
  },
  'alerts.yml': () => expectAccepted(['check', 'rules', deployedPath('prometheus/alerts.yml')]),
  'alertmanager.yml': async () => {
    const file = deployedPath('alertmanager/alertmanager.yml');
    const { code, output } = await runAmtool(['check-config', file]);
    expect([code, output]).toEqual([0, output]);
  },
};

export const guideFiles: Checks = {
  'docker-compose.yml': async ({ deployed }) => {
    for (const service of ['sockudo', 'prometheus', 'grafana', 'node-exporter']) {
      expect(serviceOf(deployed, service).image).toMatch(/./);
    }
    expect(targetsOf(deployed, 'sockudo')).toContain('sockudo:9601');
    // What the command names is there.
    const options = optionsOf(serviceOf(deployed, 'prometheus'));
    expect(deployed.yamlAt('prometheus', options['config.file'] ?? '')).toHaveProperty('scrape_configs');
    expect(deployed.volumes).toContain(mountedAt(deployed, 'prometheus', options['storage.tsdb.path'] ?? ''));
  },
  'grafana/provisioning': async ({ deployed }) => {
    const path = '/etc/grafana/provisioning/dashboards/shoal.yml';
    const { providers } = Object(deployed.yamlAt('grafana', path));
    const files = deployed.filesAt('grafana', providers?.[0].options.path ?? '');
    expect(files).toEqual(expect.arrayContaining(['overview.json', 'sockudo-metrics.json']));
    expect(deployed.volumes).toContain(mountedAt(deployed, 'grafana', '/var/lib/grafana'));
  },
  'filebeat.yml': async ({ deployed }) => {
    const [input] = readFilebeat('filebeat.yml')['filebeat.inputs'];
    expect(input?.paths).toEqual(['/var/log/sockudo/*.log']);
    const logs = mountedAt(deployed, 'filebeat', '/var/log/sockudo');
    for (const service of ['sockudo', 'webhook-worker', 'push-worker']) {
      const written = serviceOf(deployed, service).environment?.LOG_FILE_PATH;
      expect(written).toMatch(/^\/var\/log\/sockudo\/[\w-]+\.log$/);
      expect(mountedAt(deployed, service, '/var/log/sockudo')).toBe(logs);
    }
    expect(deployed.yamlAt('filebeat', '/usr/share/filebeat/filebeat.yml')).toHaveProperty([
      'output.logstash',
    ]);
  },
  'logstash.conf': async ({ deployed }) => {
    const { volumes = [] } = serviceOf(deployed, 'logstash');
    expect(volumes).toContain('../logging/logstash.conf:/usr/share/logstash/pipeline/logstash.conf:ro');
    expect(containerPorts(deployed, 'logstash')).toEqual([5044]);
  },
  'prometheus.io/scrape=true': (bench) => expectScraped(bench, 'scrape', 'true'),
  'prometheus.io/port=9601': (bench) =>
    expectScraped(bench, 'port', String(bench.contrary.place.metricsPort)),
};

/** Every process of ours has the label, and both discoveries read it. */
async function expectScraped({ deployed }: Bench, what: string, value: string): Promise<void> {
  for (const service of ['sockudo', 'webhook-worker', 'push-worker']) {
    expect(serviceOf(deployed, service).labels?.[`prometheus.io/${what}`]).toBe(value);
  }
  for (const [file, label] of [
    ['prometheus-docker.yml', `__meta_docker_container_label_prometheus_io_${what}`],
    ['prometheus-kubernetes.yml', `__meta_kubernetes_pod_annotation_prometheus_io_${what}`],
  ] as const) {
    const job = deployed.jobs(file).find(({ job_name }) => job_name === 'sockudo');
    const rules =
      job?.relabel_configs?.filter(({ source_labels = [] }) => source_labels.includes(label)) ?? [];
    const wanted = what === 'scrape' ? { action: 'keep' } : { target_label: '__address__' };
    expect(rules).toEqual([expect.objectContaining(wanted)]);
  }
}

function serviceOf({ services }: Deployment, name: string): ComposeService {
  return services[name] ?? {};
}

function containerPorts(deployed: Deployment, service: string): number[] {
  const { ports = [] } = serviceOf(deployed, service);
  return ports.map((mapping) => Number(mapping.split(':').at(-1)));
}

function targetsOf(deployed: Deployment, job: string): string[] {
  const found = deployed.jobs('prometheus.yml').filter(({ job_name }) => job_name === job);
  return found.flatMap(({ static_configs = [] }) => static_configs.flatMap(({ targets }) => targets));
}

/** The source of what is mounted at exactly this path. */
function mountedAt(deployed: Deployment, service: string, path: string): string | undefined {
  const mounts = (serviceOf(deployed, service).volumes ?? []).map((volume) => volume.split(':'));
  return mounts.find(([, target]) => target === path)?.[0];
}

/** `--name=value` by name. */
function optionsOf({ command = [] }: ComposeService): Readonly<Record<string, string>> {
  const pairs = command.flatMap((argument) => [...argument.matchAll(/^--([\w.]+)=(.+)$/g)]);
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}

function deployedPath(path: string): string {
  return join(root, 'deploy', path);
}

async function expectAccepted(args: readonly string[]): Promise<void> {
  const { code, output } = await runPromtool(args);
  expect([code, output]).toEqual([0, output]);
}
