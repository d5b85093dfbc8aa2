import { type Checks, rowsOf, type SeedRow } from './seed-row.js';

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
      const printed = `old_${bySoketi.place.port}_${name}`;
      expect(await bySoketi.page()).toContain(`# HELP ${printed} ${help}\n# TYPE ${printed} ${type}\n`);
    },
  ]),
);

const variables: Checks = {
  SOKETI_METRICS_ENABLED: async ({ bySoketi }) => expect(await bySoketi.page()).toContain('old_'),
  SOKETI_METRICS_SERVER_PORT: async ({ bySoketi }) =>
    expect((await bySoketi.scrape()).samples.length).toBeGreaterThan(0),
  SOKETI_METRICS_DRIVER: async ({ refusals }) =>
    expect(refusals.soketiDriver).toContain('"statsd" is not supported'),
  SOKETI_METRICS_PROMETHEUS_PREFIX: async ({ bySoketi }) =>
    expect((await bySoketi.scrape()).series('old_process_resident_memory_bytes')).toHaveLength(1),
};

const ports: Checks = {
  '6001 does not serve metrics': async ({ contrary }) => {
    expect(contrary.place.port).toBe(6001);
    expect(await contrary.publicStatus('/metrics')).toBe(404);
  },
  '9601 does': async ({ contrary }) => {
    expect(contrary.place.metricsPort).toBe(9601);
    expect((await contrary.scrape()).samples.length).toBeGreaterThan(0);
  },
};

const commands: Checks = {
  'SOKETI_METRICS_ENABLED=1 soketi start': async ({ bySoketi }) =>
    expect(await bySoketi.page()).toContain(`old_${bySoketi.place.port}_connected 0`),
  'curl http://127.0.0.1:9601/metrics': async ({ bySoketi }) =>
    expect(await bySoketi.page('127.0.0.1')).toContain('# HELP old_'),
};

const document = 'soketi';
const proof = 'asked';
export const soketiRows: readonly SeedRow[] = [
  ...rowsOf({ document, kind: 'metric', proof }, metrics),
  ...rowsOf({ document, kind: 'variable', proof }, variables),
  ...rowsOf({ document, kind: 'port', proof }, ports),
  ...rowsOf({ document, kind: 'command', proof }, commands),
];
