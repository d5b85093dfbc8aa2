import type { CacheOperation } from '../../catalogue/areas/cache.js';
import type { LabelsOf } from '../../catalogue/metric-definition.js';
import type { ServerCatalogue } from '../../catalogue/server-catalogue.js';
import type { MetricsRegistry } from '../../series/metrics-registry.js';
import type { NumberFamily } from '../../series/number-family.js';
import type { KnownApps } from '../known-apps.js';
import type { CacheMetrics } from './cache-metrics.js';

type PerApp = LabelsOf<ServerCatalogue['idempotency_publish_total']>;

/** What publishes with an idempotency key tell of themselves. */
export class IdempotencyMetrics {
  readonly #apps: KnownApps;
  readonly #caches: CacheMetrics;
  readonly #publishes: NumberFamily<PerApp>;
  readonly #duplicates: NumberFamily<PerApp>;

  constructor(
    registry: MetricsRegistry<ServerCatalogue>,
    { apps, caches }: { apps: KnownApps; caches: CacheMetrics },
  ) {
    this.#apps = apps;
    this.#caches = caches;
    this.#publishes = registry.counter('idempotency_publish_total');
    this.#duplicates = registry.counter('idempotency_duplicates_total');
  }

  /** So many publishes came with a key. */
  asked(appId: string, publishes: number): void {
    this.#publishes.add({ app_id: this.#apps.label(appId) }, publishes);
  }

  /** So many of them were answered as the first of their key was. */
  repeated(appId: string, publishes: number): void {
    this.#duplicates.add({ app_id: this.#apps.label(appId) }, publishes);
  }

  /** A key was looked up, and had an answer or was free. */
  read(hit: boolean): void {
    this.#caches.read('idempotency', hit);
  }

  /** The store of keys was asked for something. */
  operated(operation: CacheOperation): void {
    this.#caches.operated('idempotency', operation);
  }
}
