import { UNKNOWN_APP } from '../catalogue/label-values.js';
import type { ServerCatalogue } from '../catalogue/server-catalogue.js';
import type { MetricsRegistry } from '../series/metrics-registry.js';
import { AppCounters } from './app-counters.js';

/** The apps that were seen, each with its counters. An app's series exist from the moment it is first named. */
export class KnownApps {
  readonly #registry: MetricsRegistry<ServerCatalogue>;
  readonly #counters = new Map<string, AppCounters>();

  constructor(registry: MetricsRegistry<ServerCatalogue>) {
    this.#registry = registry;
  }

  /** The same object for the life of the process. */
  countersOf(appId: string): AppCounters {
    return this.#counters.get(appId) ?? this.#meet(appId);
  }

  /** The value of `app_id`. `appId` must be an app that the server knows, or absent. */
  label(appId: string | undefined): string {
    if (appId === undefined) return UNKNOWN_APP;
    this.countersOf(appId);
    return appId;
  }

  all(): Iterable<[appId: string, counters: AppCounters]> {
    return this.#counters;
  }

  #meet(appId: string): AppCounters {
    const counters = new AppCounters();
    this.#counters.set(appId, counters);
    this.#registry.declareApp(appId);
    return counters;
  }
}
