import { httpRequest } from '@shoal/testing';
import { refusalOf } from './configured-server.js';
import { rowsOf, type SeedRow } from './seed-row.js';

type Checks = Readonly<Record<string, SeedRow['check']>>;

/** Names with the clients' port in them, and the words that soketi says of them. */
const described: Readonly<Record<string, readonly [type: string, help: string]>> = {
  connected: ['gauge', 'The number of currently connected sockets.'],
  new_connections_total: ['counter', 'Total amount of soketi connection requests.'],
  new_disconnections_total: ['counter', 'Total amount of soketi disconnections.'],
  socket_received_bytes: ['counter', 'Total amount of bytes that soketi received.'],
};

const metrics: Checks = Object.fromEntries(
  Object.entries(described).map(([name, [type, help]]) => [
    `soketi_6001_${name}`,
    async ({ bySoketi }) => {
      const printed = `old_${bySoketi.ports.port}_${name}`;
      expect(await bySoketi.page()).toContain(`# HELP ${printed} ${help}\n# TYPE ${printed} ${type}\n`);
    },
  ]),
);

const variables: Checks = {
  SOKETI_METRICS_ENABLED: async ({ bySoketi }) => expect(await bySoketi.page()).toContain('old_'),
  SOKETI_METRICS_SERVER_PORT: async ({ bySoketi }) =>
    expect((await bySoketi.scrape()).samples.length).toBeGreaterThan(0),
  SOKETI_METRICS_DRIVER: async () =>
    expect(await refusalOf({ SOKETI_METRICS_DRIVER: 'statsd' })).toContain('"statsd" is not supported'),
  SOKETI_METRICS_PROMETHEUS_PREFIX: async ({ bySoketi }) =>
    expect((await bySoketi.scrape()).series('old_process_resident_memory_bytes')).toHaveLength(1),
};

const ports: Checks = {
  '6001 does not serve metrics': async ({ bySoketi: { ports: own } }) => {
    const { status } = await httpRequest({ host: '127.0.0.1', port: own.port }, { path: '/metrics' });
    expect(status).toBe(404);
  },
};

const commands: Checks = {
  'SOKETI_METRICS_ENABLED=1 soketi start': async ({ bySoketi }) =>
    expect(await bySoketi.page()).toContain(`old_${bySoketi.ports.port}_connected 0`),
};

export const soketiRows: readonly SeedRow[] = [
  ...rowsOf('soketi', 'metric', metrics),
  ...rowsOf('soketi', 'variable', variables),
  ...rowsOf('soketi', 'port', ports),
  ...rowsOf('soketi', 'command', commands),
];
