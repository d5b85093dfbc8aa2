import type { AppTable, NodeHealth } from '../src/node/node-tables.js';
import { createNodeMetrics, type NodeMetrics, type NodeMetricsOptions } from '../src/node-metrics.js';
import { type ParsedFamily, parseExposition } from './parse-exposition.js';

/** Tables that a test writes into. */
export class TestTables {
  nodeHealth: NodeHealth = { ready: true, draining: false, degraded: [] };
  connected = true;
  bytes = 0;
  packets = { waiting: 0, dropped: { buffer_full: 0, expired: 0, refused: 0 } };
  received = { duplicates: 0, gaps: 0, reconnections: 0 };
  nodes: number | undefined = 1;
  member: { leaseAge: number | undefined; sweptConnections: number } = { leaseAge: 0, sweptConnections: 0 };
  idempotencySize: number | undefined = 1;
  unreadable = { stored: 0, packet: 0 };
  readonly #apps = new Map<string, AppTable>();

  set(appId: string, table: Partial<Omit<AppTable, 'appId'>>): void {
    const before = this.#apps.get(appId) ?? {
      appId,
      connections: 0,
      channels: {},
      presenceMembers: 0,
      sendBufferBytes: 0,
    };
    this.#apps.set(appId, { ...before, ...table });
  }

  remove(appId: string): void {
    this.#apps.delete(appId);
  }

  health(): NodeHealth {
    return this.nodeHealth;
  }

  apps(): Iterable<AppTable> {
    return this.#apps.values();
  }

  *cluster() {
    for (const { appId, channels, presenceMembers } of this.#apps.values()) {
      const occupied = Object.values(channels).reduce((sum, count) => sum + count, 0);
      yield { appId, channels: occupied, presenceMembers };
    }
  }

  clusterNodes() {
    return this.nodes;
  }

  membership() {
    return this.member;
  }

  outgoing() {
    return this.packets;
  }

  incoming() {
    return this.received;
  }

  unreadableValues() {
    return this.unreadable;
  }

  adapterConnected(): boolean {
    return this.connected;
  }

  cacheBytes(): number {
    return this.bytes;
  }

  idempotencyBytes() {
    return this.idempotencySize;
  }
}

export const PUBLISH = { method: 'POST', template: '/apps/:appId/events' };
export const LIST_CHANNELS = { method: 'GET', template: '/apps/:appId/channels' };

/** Of a queue without jobs. */
export const emptyReading = { waiting: 0, active: 0, delayed: 0, failed: 0, oldestAge: 0 };

/** What a server is asked for at a scrape, all of it nothing. */
export const emptyBacklog = {
  queues: ['webhooks', 'push-plan'].map((name) => ({ name, read: async () => emptyReading })),
  oldestPendingWebhook: () => 0,
  push: { scheduled: async () => 0, devices: async () => [] },
};

export interface ServerFixture {
  readonly metrics: NodeMetrics;
  readonly tables: TestTables;
  scrape(): Promise<Map<string, ParsedFamily>>;
}

/** The metrics of a server on tables that the test owns. Names have no prefix unless the test says one. */
export function createServerFixture(options: Partial<NodeMetricsOptions> = {}): ServerFixture {
  const tables = new TestTables();
  const metrics = createNodeMetrics({
    prefix: '',
    labels: {},
    role: 'server',
    version: '1.2.3',
    node: 'node-a',
    adapter: 'local',
    maxSeriesPerMetric: 20_000,
    tcpExporterBuffer: 1024,
    log: { warn: () => undefined },
    tables,
    endpoints: [PUBLISH, LIST_CHANNELS],
    jobs: { runsJobs: true, ...emptyBacklog },
    ...options,
  });
  return { metrics, tables, scrape: async () => parseExposition(await metrics.registry.metrics()) };
}
