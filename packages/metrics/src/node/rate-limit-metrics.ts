import type { LimiterType } from '../catalogue/areas/limits.js';
import { UNKNOWN_APP } from '../catalogue/label-values.js';
import type { LabelsOf } from '../catalogue/metric-definition.js';
import type { ServerCatalogue } from '../catalogue/server-catalogue.js';
import type { MetricsRegistry } from '../series/metrics-registry.js';
import type { NumberFamily } from '../series/number-family.js';
import type { KnownApps } from './known-apps.js';

type Checks = LabelsOf<ServerCatalogue['rate_limit_checks_total']>;
type Triggered = LabelsOf<ServerCatalogue['rate_limit_triggered_total']>;

/** Counts what rate limiters answered, whether sockets or HTTP requests asked them. */
export class RateLimitMetrics {
  readonly #apps: KnownApps;
  readonly #checks: NumberFamily<Checks>;
  readonly #triggered: NumberFamily<Triggered>;

  constructor(registry: MetricsRegistry<ServerCatalogue>, apps: KnownApps) {
    this.#apps = apps;
    this.#checks = registry.counter('rate_limit_checks_total');
    this.#triggered = registry.counter('rate_limit_triggered_total');
    this.#checks.declare({ app_id: UNKNOWN_APP });
    this.#triggered.declare({ app_id: UNKNOWN_APP });
  }

  /** `appId` is absent when an address was limited before its app was known. */
  checked(limiter: LimiterType, allowed: boolean, appId?: string): void {
    const app_id = this.#apps.label(appId);
    this.#checks.add({ app_id, limiter_type: limiter, result: allowed ? 'allowed' : 'limited' });
    if (!allowed) this.#triggered.add({ app_id, limiter_type: limiter });
  }
}
