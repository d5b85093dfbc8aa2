import type { IdempotencyStore, AppTable as NodeAppTable, RealtimeNode } from '@shoal/core';
import type { AppTable, ClusterAppTable, NodeTables } from '@shoal/metrics';
import type { Health } from '@shoal/runtime';
import type { ClusterReading } from './cluster-counts.js';

type Outgoing = ReturnType<NodeTables['outgoing']>;
type Incoming = ReturnType<NodeTables['incoming']>;
type Membership = ReturnType<NodeTables['membership']>;
type Unreadable = ReturnType<NodeTables['unreadableValues']>;

export interface MetricTableSources {
  readonly health: Health;
  /** Read at each scrape; undefined until the node is made, which may have to wait for others. */
  readonly node: () => RealtimeNode | undefined;
  /** Undefined when keys are ignored. */
  readonly idempotency: () => IdempotencyStore | undefined;
  /** What all nodes have together, as far as it is known; absent on a node that is alone, which is the cluster. */
  readonly cluster?: (() => ClusterReading | undefined) | undefined;
  /** Absent on a node that is alone: nobody would take it for dead. */
  readonly membership?: (() => Membership | undefined) | undefined;
  /** Absent on a node that is alone: there is nobody to tell anything. */
  readonly outgoing?: (() => Outgoing | undefined) | undefined;
  /** Absent on a node that is alone: nobody tells it anything. */
  readonly incoming?: (() => Incoming | undefined) | undefined;
  /** Absent on a node that is alone: nobody else writes anything. */
  readonly unreadable?: (() => Unreadable | undefined) | undefined;
  /** Connections that an app may have, by app id. */
  readonly connectionQuotas: ReadonlyMap<string, number | undefined>;
}

const nothingOutgoing: Outgoing = { waiting: 0, dropped: { buffer_full: 0, expired: 0, refused: 0 } };

/** The node's live tables as the metrics read them. */
export function metricTables(sources: MetricTableSources): NodeTables {
  const { health, node, idempotency, connectionQuotas } = sources;
  const apps = (): AppTable[] =>
    [...(node()?.tables.apps() ?? [])].map((table) => appTable(table, connectionQuotas));
  const { cluster = () => ({ nodes: 1, apps: apps().map(ownTable) }) } = sources;
  const { membership = () => ({ leaseAge: 0, sweptConnections: 0 }) } = sources;
  return {
    apps,
    health: () => health.gauges(),
    cluster: () => cluster()?.apps,
    clusterNodes: () => cluster()?.nodes,
    membership: () => membership() ?? { leaseAge: undefined, sweptConnections: 0 },
    adapterConnected: () => node()?.tables.adapterConnected() ?? false,
    outgoing: () => sources.outgoing?.() ?? nothingOutgoing,
    incoming: () => sources.incoming?.() ?? { duplicates: 0, gaps: 0, reconnections: 0 },
    unreadableValues: () => sources.unreadable?.() ?? { stored: 0, packet: 0 },
    cacheBytes: () => node()?.tables.cacheBytes() ?? 0,
    idempotencyBytes() {
      const store = idempotency();
      return store === undefined ? 0 : store.memoryBytes();
    },
  };
}

function appTable(table: NodeAppTable, quotas: MetricTableSources['connectionQuotas']): AppTable {
  const connectionQuota = quotas.get(table.appId);
  const channels = Object.fromEntries(table.channels);
  return { ...table, channels, ...(connectionQuota === undefined ? {} : { connectionQuota }) };
}

function ownTable({ appId, channels, presenceMembers }: AppTable): ClusterAppTable {
  return { appId, channels: Object.values(channels).reduce((sum, count) => sum + count, 0), presenceMembers };
}
