import {
  type DeadLetterReason,
  type DeliveryOutcome,
  type PushFailureClass,
  type ReportedOutcome,
  reportedStatus,
} from '../catalogue/areas/jobs/push-deliveries.js';
import { type AdmissionResult, PUBLISH_OUTCOMES } from '../catalogue/areas/jobs/push-publishes.js';
import type { ServerCatalogue } from '../catalogue/server-catalogue.js';
import type { KnownApps } from '../node/known-apps.js';
import type { MetricsRegistry } from '../series/metrics-registry.js';
import { deviceStateLabel, type PushDeviceState, type PushProvider, providerLabel } from './push-words.js';

type ServerRegistry = MetricsRegistry<ServerCatalogue>;

/** What is counted where pushes are asked for. */
function admissionFamiliesOf(registry: ServerRegistry) {
  return {
    accepted: registry.counter('push_publish_accepted_total'),
    durations: registry.histogram('push_publish_acceptance_duration_seconds'),
    duplicates: registry.counter('push_duplicate_suppressed_total').of({}),
    rateLimited: registry.counter('push_quota_acceptance_rejections_total'),
  };
}

/** What is counted wherever a publish or a device becomes something else. */
function commonFamiliesOf(registry: ServerRegistry) {
  return {
    outcomes: registry.counter('push_publish_outcomes_total'),
    callbackFailures: registry.counter('push_status_callback_failures_total'),
    transitions: registry.counter('push_device_state_transitions_total'),
    delivered: registry.counter('push_delivery_status_total'),
  };
}

/** What is counted where pushes are planned and sent. */
function deliveryFamiliesOf(registry: ServerRegistry) {
  return {
    planning: registry.histogram('push_planner_duration_seconds'),
    quotaRejections: registry.counter('push_quota_delivery_rejections_total'),
    emitted: registry.counter('push_delivery_jobs_emitted_total'),
    dispatched: registry.counter('push_dispatched_total'),
    durations: registry.histogram('push_dispatch_duration_seconds'),
    failures: registry.counter('push_provider_failures_total'),
    credentialErrors: registry.counter('push_provider_credential_errors_total'),
    open: registry.counter('push_circuit_breaker_deferred_total'),
    throttled: registry.counter('push_rate_limiter_throttled_total'),
    retriesScheduled: registry.counter('push_retry_scheduled_total'),
    retriesAttempted: registry.counter('push_retry_attempted_total'),
    retriesExpired: registry.counter('push_retry_expired_total'),
    retriesExhausted: registry.counter('push_retry_dead_lettered_total'),
    deadLettered: registry.counter('push_dead_lettered_total'),
    invalidations: registry.counter('push_token_invalidations_total'),
  };
}

interface PushMetricsOptions {
  readonly apps: KnownApps;
  /** Whether this process is asked for pushes. */
  readonly admits: boolean;
  /** Whether this process plans and sends them. */
  readonly runsJobs: boolean;
}

/** Hears what becomes of pushes; has the shape of the observer of @shoal/push, without importing it. */
export class PushMetrics {
  readonly #apps: KnownApps;
  readonly #common: ReturnType<typeof commonFamiliesOf>;
  readonly #admission: ReturnType<typeof admissionFamiliesOf> | undefined;
  readonly #delivery: ReturnType<typeof deliveryFamiliesOf> | undefined;

  constructor(registry: ServerRegistry, { apps, admits, runsJobs }: PushMetricsOptions) {
    this.#apps = apps;
    this.#common = commonFamiliesOf(registry);
    this.#admission = admits ? admissionFamiliesOf(registry) : undefined;
    this.#delivery = runsJobs ? deliveryFamiliesOf(registry) : undefined;
  }

  admitted(appId: string, result: AdmissionResult, seconds: number): void {
    const app = this.#labels(appId);
    this.#admission?.accepted.add({ ...app, result });
    this.#admission?.durations.observe({}, seconds);
    if (result === 'rate_limited') this.#admission?.rateLimited.add(app);
    if (result === 'duplicate' && this.#admission) this.#admission.duplicates.value += 1;
  }

  /** A state that is none to end in is not counted. */
  ended(appId: string, state: string): void {
    const status = PUBLISH_OUTCOMES.find((outcome) => outcome === state);
    if (status !== undefined) this.#common.outcomes.add({ ...this.#labels(appId), status });
  }

  planned(_appId: string, _deliveries: number, seconds: number): void {
    this.#delivery?.planning.observe({}, seconds);
  }

  emitted(appId: string, provider: PushProvider, deliveries: number): void {
    this.#delivery?.emitted.add(this.#labelsOf(appId, provider), deliveries);
  }

  dispatched(
    appId: string,
    provider: PushProvider,
    call: { readonly outcome: 'accepted' | PushFailureClass; readonly seconds: number },
  ): void {
    const labels = this.#labelsOf(appId, provider);
    const status = call.outcome === 'accepted' ? 'accepted' : 'failed';
    this.#delivery?.dispatched.add({ ...labels, status });
    this.#delivery?.durations.observe({ provider: labels.provider, outcome: status }, call.seconds);
    if (call.outcome === 'accepted') return;
    this.#delivery?.failures.add({ ...labels, failure_class: call.outcome });
  }

  delivered(appId: string, outcome: DeliveryOutcome, deliveries: number): void {
    this.#common.delivered.add({ ...this.#labels(appId), status: outcome }, deliveries);
  }

  reported(appId: string, outcome: ReportedOutcome): void {
    this.#common.delivered.add({ ...this.#labels(appId), status: reportedStatus(outcome) });
  }

  deferred(appId: string, provider: PushProvider, why: 'throttled' | 'open'): void {
    this.#delivery?.[why].add(this.#labelsOf(appId, provider));
  }

  retryScheduled(appId: string, provider: PushProvider): void {
    this.#delivery?.retriesScheduled.add(this.#labelsOf(appId, provider));
  }

  retryAttempted(appId: string, provider: PushProvider): void {
    this.#delivery?.retriesAttempted.add(this.#labelsOf(appId, provider));
  }

  retryExpired(appId: string, provider: PushProvider): void {
    this.#delivery?.retriesExpired.add(this.#labelsOf(appId, provider));
  }

  deadLettered(appId: string, provider: PushProvider, reason: DeadLetterReason): void {
    const labels = this.#labelsOf(appId, provider);
    this.#delivery?.deadLettered.add({ ...labels, reason });
    if (reason === 'exhausted') this.#delivery?.retriesExhausted.add(labels);
  }

  invalidated(appId: string, provider: PushProvider): void {
    this.#delivery?.invalidations.add(this.#labelsOf(appId, provider));
  }

  deviceChanged(appId: string, from: PushDeviceState, to: PushDeviceState): void {
    const states = { from: deviceStateLabel(from), to: deviceStateLabel(to) };
    this.#common.transitions.add({ ...states, ...this.#labels(appId) });
  }

  credentialFailed(appId: string, provider: PushProvider): void {
    this.#delivery?.credentialErrors.add(this.#labelsOf(appId, provider));
  }

  quotaRejected(appId: string, deliveries: number): void {
    this.#delivery?.quotaRejections.add(this.#labels(appId), deliveries);
  }

  callbackFailed(appId: string): void {
    this.#common.callbackFailures.add(this.#labels(appId));
  }

  /** For the log. */
  refused(): void {}

  #labels(appId: string): { readonly app_id: string } {
    return { app_id: this.#apps.label(appId) };
  }

  #labelsOf(appId: string, provider: PushProvider) {
    return { provider: providerLabel(provider), app_id: this.#apps.label(appId) };
  }
}
