import { DROP_REASONS, UNREADABLE_KINDS } from '../catalogue/areas/adapter.js';
import { CHANNEL_TYPES } from '../catalogue/label-values.js';
import type { ServerCatalogue } from '../catalogue/server-catalogue.js';
import type { MetricsRegistry } from '../series/metrics-registry.js';
import type { AppTable, NodeTables } from './node-tables.js';

type ServerRegistry = MetricsRegistry<ServerCatalogue>;
type ReadApps = (apps: Iterable<AppTable>) => void;

/** Reads every gauge, and what the tables count themselves, from the live tables at each scrape. */
export function readTables(registry: ServerRegistry, tables: NodeTables): void {
  readApps(registry, tables);
  readCluster(registry, tables);
  readMembership(registry, tables);
  readAdapter(registry, tables);
  const cacheBytes = registry.gauge('cache_memory_usage_bytes');
  const channelBytes = cacheBytes.of({ cache: 'channel' });
  const idempotencyBytes = cacheBytes.of({ cache: 'idempotency' });
  registry.beforeScrape(() => {
    channelBytes.value = tables.cacheBytes();
    idempotencyBytes.value = tables.idempotencyBytes() ?? Number.NaN;
  });
}

function readMembership(registry: ServerRegistry, tables: NodeTables): void {
  const nodes = registry.gauge('cluster_nodes').of({});
  const leaseAge = registry.gauge('node_lease_age_seconds').of({});
  const swept = registry.counter('swept_connections_total').of({});
  registry.beforeScrape(() => {
    nodes.value = tables.clusterNodes() ?? Number.NaN;
    const membership = tables.membership();
    leaseAge.value = (membership.leaseAge ?? Number.NaN) / 1000;
    swept.value = membership.sweptConnections;
  });
}

function readAdapter(registry: ServerRegistry, tables: NodeTables): void {
  const connected = registry.gauge('adapter_connected').of({});
  const buffered = registry.gauge('adapter_buffered_publishes').of({});
  const dropped = registry.counter('adapter_dropped_publishes_total');
  const duplicates = registry.counter('adapter_duplicates_suppressed_total').of({});
  const gaps = registry.counter('adapter_gaps_total').of({});
  const reconnections = registry.counter('adapter_reconnections_total').of({});
  const unreadable = registry.counter('adapter_unreadable_values_total');
  registry.beforeScrape(() => {
    connected.value = Number(tables.adapterConnected());
    const outgoing = tables.outgoing();
    buffered.value = outgoing.waiting;
    for (const reason of DROP_REASONS) dropped.of({ reason }).value = outgoing.dropped[reason];
    const incoming = tables.incoming();
    duplicates.value = incoming.duplicates;
    gaps.value = incoming.gaps;
    reconnections.value = incoming.reconnections;
    const values = tables.unreadableValues();
    for (const kind of UNREADABLE_KINDS) unreadable.of({ kind }).value = values[kind];
  });
}

function readApps(registry: ServerRegistry, tables: NodeTables): void {
  // Each by itself: all of them together would keep the loop for too long where there are many apps.
  for (const read of [connectionGauges(registry), channelGauges(registry), quotaGauges(registry)]) {
    registry.beforeScrape(() => read(tables.apps()));
  }
}

// Apps that share the overflow series are summed, hence zero and add instead of set, here and below.
function connectionGauges(registry: ServerRegistry): ReadApps {
  const active = registry.gauge('active_connections');
  const perApp = registry.gauge('connections_per_app');
  const sendBuffer = registry.gauge('send_buffer_bytes');
  return (apps) => {
    for (const family of [active, perApp, sendBuffer]) family.zero();
    for (const { appId: app_id, connections, sendBufferBytes } of apps) {
      active.add({ app_id }, connections);
      perApp.add({ app_id }, connections);
      sendBuffer.add({ app_id }, sendBufferBytes);
    }
  };
}

function channelGauges(registry: ServerRegistry): ReadApps {
  const active = registry.gauge('active_channels');
  const perApp = registry.gauge('channels_per_app');
  const members = registry.gauge('presence_members');
  return (apps) => {
    for (const family of [active, perApp, members]) family.zero();
    for (const { appId: app_id, channels, presenceMembers } of apps) {
      for (const channel_type of CHANNEL_TYPES) {
        const occupied = channels[channel_type] ?? 0;
        active.add({ app_id, channel_type }, occupied);
        perApp.add({ app_id }, occupied);
      }
      members.add({ app_id }, presenceMembers);
    }
  };
}

function quotaGauges(registry: ServerRegistry): ReadApps {
  const used = registry.gauge('quota_used');
  const limit = registry.gauge('quota_limit');
  // An app without connections may be left out of the tables, but has not lost its quota.
  const limits = new Map<string, number>();
  return (apps) => {
    used.zero();
    limit.zero();
    for (const { appId: app_id, connections, connectionQuota = Number.POSITIVE_INFINITY } of apps) {
      used.add({ app_id, quota: 'connections' }, connections);
      limits.set(app_id, connectionQuota);
    }
    for (const [app_id, quota] of limits) limit.add({ app_id, quota: 'connections' }, quota);
  };
}

function readCluster(registry: ServerRegistry, tables: NodeTables): void {
  const channels = registry.gauge('cluster_active_channels');
  const members = registry.gauge('cluster_presence_members');
  registry.beforeScrape(() => {
    channels.zero();
    members.zero();
    const cluster = tables.cluster();
    for (const family of [channels, members]) family.isHidden = cluster === undefined;
    for (const { appId: app_id, ...app } of cluster ?? []) {
      channels.add({ app_id }, app.channels);
      members.add({ app_id }, app.presenceMembers);
    }
  });
}
