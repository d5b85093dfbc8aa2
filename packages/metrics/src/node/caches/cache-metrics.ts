import type { CacheName, CacheOperation } from '../../catalogue/areas/cache.js';
import type { LabelsOf } from '../../catalogue/metric-definition.js';
import type { ServerCatalogue } from '../../catalogue/server-catalogue.js';
import type { MetricsRegistry } from '../../series/metrics-registry.js';
import type { NumberFamily } from '../../series/number-family.js';

type Reads = LabelsOf<ServerCatalogue['cache_hits_total']>;
type Operations = LabelsOf<ServerCatalogue['cache_operations_total']>;

/** Counts what was asked of caches, whoever asked. */
export class CacheMetrics {
  readonly #hits: NumberFamily<Reads>;
  readonly #misses: NumberFamily<Reads>;
  readonly #operations: NumberFamily<Operations>;

  constructor(registry: MetricsRegistry<ServerCatalogue>) {
    this.#hits = registry.counter('cache_hits_total');
    this.#misses = registry.counter('cache_misses_total');
    this.#operations = registry.counter('cache_operations_total');
  }

  read(cache: CacheName, hit: boolean): void {
    const reads = hit ? this.#hits : this.#misses;
    reads.add({ cache });
  }

  operated(cache: CacheName, operation: CacheOperation): void {
    this.#operations.add({ cache, operation });
  }
}
