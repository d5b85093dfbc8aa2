import type { StatusClass, WebhookDrop, WebhookFailure } from '../catalogue/areas/jobs/webhooks.js';
import type { ServerCatalogue } from '../catalogue/server-catalogue.js';
import type { KnownApps } from '../node/known-apps.js';
import type { MetricsRegistry } from '../series/metrics-registry.js';
import type { JobRunner } from './queue-metrics.js';

/** What every process counts that has to do with webhooks. */
function commonFamiliesOf(registry: MetricsRegistry<ServerCatalogue>) {
  return {
    queued: registry.counter('webhooks_queued_total'),
    dropped: registry.counter('webhooks_dropped_total'),
  };
}

/** What is counted where requests are made. */
function deliveryFamiliesOf(registry: MetricsRegistry<ServerCatalogue>) {
  return {
    sent: registry.counter('webhooks_sent_total'),
    failed: registry.counter('webhooks_failed_total'),
    attempts: registry.counter('webhook_attempts_total'),
    failures: registry.counter('webhook_failures_total'),
    retries: registry.counter('webhook_retries_total'),
    deadLettered: registry.counter('webhooks_dead_lettered_total'),
    durations: registry.histogram('webhook_duration_seconds'),
  };
}

/**
 * Hears what becomes of webhooks; has the shape of the observer of @shoal/webhooks, without importing it. `events`
 * counts an event once for each endpoint.
 */
export class WebhookMetrics {
  readonly #apps: KnownApps;
  readonly #common: ReturnType<typeof commonFamiliesOf>;
  readonly #delivery: ReturnType<typeof deliveryFamiliesOf> | undefined;

  constructor(
    registry: MetricsRegistry<ServerCatalogue>,
    { apps, runsJobs }: JobRunner & { readonly apps: KnownApps },
  ) {
    this.#apps = apps;
    this.#common = commonFamiliesOf(registry);
    this.#delivery = runsJobs ? deliveryFamiliesOf(registry) : undefined;
  }

  queued(appId: string, events: number): void {
    this.#common.queued.add(this.#labels(appId), events);
  }

  sent(appId: string, events: number): void {
    this.#delivery?.sent.add(this.#labels(appId), events);
  }

  failed(appId: string, events: number): void {
    this.#delivery?.failed.add(this.#labels(appId), events);
  }

  dropped(appId: string, reason: WebhookDrop, events: number): void {
    this.#common.dropped.add({ ...this.#labels(appId), reason }, events);
  }

  attempted(appId: string, attempt: { readonly status: StatusClass; readonly seconds: number }): void {
    const { status: status_class, seconds } = attempt;
    const outcome = status_class === '2xx' ? 'success' : 'failure';
    this.#delivery?.attempts.add({ ...this.#labels(appId), status_class });
    this.#delivery?.durations.observe({ outcome }, seconds);
  }

  requestFailed(appId: string, reason: WebhookFailure): void {
    this.#delivery?.failures.add({ ...this.#labels(appId), reason });
  }

  retried(appId: string): void {
    this.#delivery?.retries.add(this.#labels(appId));
  }

  deadLettered(appId: string, letters: number): void {
    this.#delivery?.deadLettered.add(this.#labels(appId), letters);
  }

  #labels(appId: string): { readonly app_id: string } {
    return { app_id: this.#apps.label(appId) };
  }
}
