import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, startPrometheus } from '@shoal/testing';
import { parse } from 'yaml';
import { startJsonService } from './json-service.js';

const configuration = join(__dirname, '../../../../../deploy/prometheus/prometheus-docker.yml');

interface Container {
  readonly name: string;
  readonly address: string;
  readonly ports: readonly number[];
  readonly labels: Readonly<Record<string, string>>;
}

const scraped = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9601' };
const containers: readonly Container[] = [
  {
    name: 'sockudo-1',
    address: '127.0.0.2',
    ports: [6001, 9601],
    labels: { ...scraped, 'prometheus.io/role': 'server' },
  },
  {
    name: 'worker',
    address: '127.0.0.3',
    ports: [],
    labels: { ...scraped, 'prometheus.io/role': 'push-worker' },
  },
  { name: 'redis', address: '127.0.0.4', ports: [6379], labels: {} },
];

it('finds the containers that ask for it, each once, by the name that they have', async () => {
  await using docker = await startJsonService((path) => {
    if (path.endsWith('/networks')) return [{ Id: 'net', Name: 'main', Scope: 'local' }];
    return path.endsWith('/containers/json') ? containers.map(describe) : {};
  });
  const { scrape_configs } = parse(readFileSync(configuration, 'utf8'));
  const [sockudo] = scrape_configs;
  sockudo.docker_sd_configs[0].host = docker.url;
  await using prometheus = await startPrometheus({ config: { scrape_configs: [sockudo] } });

  // Prometheus takes up new targets every five seconds.
  const targets = await eventually(
    async () => {
      const found = await prometheus.api.targets();
      expect(found).toHaveLength(2);
      return found;
    },
    { withinMs: 20_000 },
  );
  const installation = { job: 'sockudo', environment: 'production', cluster: 'main' };
  expect(targets.map(({ labels, scrapeUrl }) => ({ scrapeUrl, labels }))).toEqual(
    expect.arrayContaining([
      {
        scrapeUrl: 'http://127.0.0.2:9601/metrics',
        labels: { ...installation, instance: 'sockudo-1', role: 'server' },
      },
      {
        scrapeUrl: 'http://127.0.0.3:9601/metrics',
        labels: { ...installation, instance: 'worker', role: 'push-worker' },
      },
    ]),
  );
});

/** As Docker's `GET /containers/json` tells of one. */
function describe({ name, address, ports, labels }: Container): object {
  return {
    Id: name,
    Names: [`/${name}`],
    Labels: labels,
    Ports: ports.map((port) => ({ PrivatePort: port, Type: 'tcp' })),
    HostConfig: { NetworkMode: 'main' },
    NetworkSettings: { Networks: { main: { NetworkID: 'net', IPAddress: address } } },
  };
}
