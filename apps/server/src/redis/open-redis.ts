import { randomBytes } from 'node:crypto';
import { type Grace, type RecordIds, systemClock } from '@shoal/core';
import type { NodeMetrics } from '@shoal/metrics';
import {
  awaitRedis,
  type BusObserver,
  createRedisPorts,
  type PassOn,
  type RedisPorts,
} from '@shoal/redis-adapter';
import type { Configuration, Health, Logger } from '@shoal/runtime';
import { ClusterCounts } from '../observe/cluster-counts.js';

/** Milliseconds between two looks at what is away. */
const interval = 250;

/** What this node shares with the others. */
export interface SharedRedis extends RedisPorts {
  /** For the metrics. */
  readonly clusterCounts: ClusterCounts;
}

export interface OpenRedisParts {
  readonly configuration: Configuration;
  readonly health: Health;
  readonly metrics: NodeMetrics;
  readonly logger: Logger;
  readonly recordIds: RecordIds;
  readonly grace: Grace;
  readonly cache: { readonly lifetime: number; readonly maxBytes: number };
  /** Where batches of webhooks go. */
  readonly passOn: PassOn;
}

/** @returns undefined for a node that keeps everything to itself */
export async function openRedis(parts: OpenRedisParts): Promise<SharedRedis | undefined> {
  const { configuration, health, metrics, recordIds, grace, cache, passOn } = parts;
  const { redis: settings, adapter } = configuration;
  if (settings === undefined || adapter.driver === 'local') return undefined;
  const logger = parts.logger.child({ target: 'shoal_redis' });
  const { pubsub } = await awaitRedis({
    ...{ settings, pubsub: adapter.pubsub, log: logger },
    tell: (isReached) => tell(health, 'start', !isReached),
  });
  const ports = createRedisPorts({
    ...{ settings, pubsub, recordIds, grace, cache },
    idempotency: { lifetime: configuration.idempotency.ttlSeconds * 1000 },
    nodeId: randomBytes(9).toString('hex'),
    clock: systemClock,
    log: logger,
    observer: countBus(metrics),
    swept: () => clusterCounts.refresh(),
    webhooks: { passOn, linger: configuration.webhooks.batching.duration },
  });
  const timer = systemClock.every(interval, () => {
    health.missingBuckets = ports.missingBuckets();
    tell(health, 'bus', !ports.adapter.isConnected());
  });
  const clusterCounts = new ClusterCounts({ read: ports.countCluster, clock: systemClock });
  return {
    ...ports,
    clusterCounts,
    close() {
      clusterCounts.close();
      timer.cancel();
      return ports.close();
    },
  };
}

function tell(health: Health, part: 'start' | 'bus', isAway: boolean): void {
  if (isAway) health.degrade('redis', part);
  else health.recover('redis', part);
}

function countBus({ observer }: NodeMetrics): BusObserver {
  return {
    published: (seconds, bytes) => observer.adapterOperated('publish', { seconds, bytes }),
    received: (seconds, bytes) => observer.adapterOperated('receive', { seconds, bytes }),
    failed: (operation, _error, seconds) => observer.adapterOperated(operation, { seconds, failed: true }),
  };
}
