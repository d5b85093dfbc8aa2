import type { AuthenticationFailureReason } from '../catalogue/areas/http.js';
import type { LimiterType } from '../catalogue/areas/limits.js';
import type { PublishRejection } from '../catalogue/areas/messages.js';
import { OTHER, UNKNOWN_APP } from '../catalogue/label-values.js';
import type { ServerCatalogue } from '../catalogue/server-catalogue.js';
import type { MetricsRegistry } from '../series/metrics-registry.js';
import type { KnownApps } from './known-apps.js';
import type { RateLimitMetrics } from './rate-limit-metrics.js';

/** A route of the HTTP API. */
export interface HttpEndpoint {
  /** Upper case. */
  readonly method: string;
  /** The path with placeholders, `/apps/:appId/events` for example: the value of the label `endpoint`. */
  readonly template: string;
}

/** A request that was answered. */
export interface FinishedRequest {
  readonly method: string;
  /** The template of the route; absent when no route matched. */
  readonly endpoint?: string | undefined;
  readonly status: number;
  /** Only an app that the server knows; never what a path merely says. */
  readonly appId?: string | undefined;
  readonly seconds: number;
  /** Size of the answer's body. */
  readonly responseBytes: number;
  /** Size of the request's body. */
  readonly requestBytes: number;
}

export interface HttpMetricsOptions {
  readonly apps: KnownApps;
  readonly rateLimits: RateLimitMetrics;
  readonly endpoints: readonly HttpEndpoint[];
}

function familiesOf(registry: MetricsRegistry<ServerCatalogue>) {
  return {
    requests: registry.counter('http_requests_total'),
    errors: registry.counter('http_errors_total'),
    receivedBytes: registry.counter('http_received_bytes_total'),
    transmittedBytes: registry.counter('http_transmitted_bytes_total'),
    durations: registry.histogram('http_request_duration_seconds'),
    responseSizes: registry.histogram('http_response_size_bytes'),
    authenticationFailures: registry.counter('api_authentication_failures_total'),
    authenticationFailureReasons: registry.counter('api_authentication_failure_reasons_total'),
    publishesRejected: registry.counter('publishes_rejected_total'),
  };
}

/** What the HTTP API tells of itself. */
export class HttpMetrics {
  readonly #apps: KnownApps;
  readonly #rateLimits: RateLimitMetrics;
  readonly #templates: ReadonlySet<string>;
  readonly #families: ReturnType<typeof familiesOf>;

  constructor(registry: MetricsRegistry<ServerCatalogue>, options: HttpMetricsOptions) {
    this.#apps = options.apps;
    this.#rateLimits = options.rateLimits;
    this.#templates = new Set(options.endpoints.map(({ template }) => template));
    this.#families = familiesOf(registry);
    this.#declare(options.endpoints);
  }

  /** To be called once for each request of the API, when its answer has been handed over. */
  requestFinished(request: FinishedRequest): void {
    const { method } = request;
    const endpoint = this.#boundedEndpoint(request.endpoint);
    const status = String(request.status);
    const app_id = this.#apps.label(request.appId);
    const labels = { method, endpoint, status, app_id };
    const { requests, errors, receivedBytes, transmittedBytes, durations, responseSizes } = this.#families;
    if (!requests.has(labels)) requests.declare({ method, endpoint, app_id });
    requests.add(labels);
    if (request.status >= 400) errors.add(labels);
    receivedBytes.add(labels, request.requestBytes);
    transmittedBytes.add(labels, request.responseBytes);
    durations.observe(labels, request.seconds);
    responseSizes.observe(labels, request.responseBytes);
  }

  /** A request whose signature was refused. `appId` is absent when it named no app that the server knows. */
  authenticationFailed(appId: string | undefined, reason: AuthenticationFailureReason): void {
    const app_id = this.#apps.label(appId);
    this.#families.authenticationFailures.add({ app_id });
    this.#families.authenticationFailureReasons.add({ app_id, reason });
  }

  /** A publish request that was refused. */
  publishRejected(appId: string, reason: PublishRejection): void {
    this.#families.publishesRejected.add({ app_id: this.#apps.label(appId), reason });
  }

  /** A rate limiter was asked. `appId` is absent when it limits an address. */
  rateLimitChecked(limiter: LimiterType, allowed: boolean, appId?: string): void {
    this.#rateLimits.checked(limiter, allowed, appId);
  }

  #boundedEndpoint(template: string | undefined): string {
    return template !== undefined && this.#templates.has(template) ? template : OTHER;
  }

  /** What belongs to no app exists from the start; paths that no route matches are asked for by GET or POST. */
  #declare(endpoints: readonly HttpEndpoint[]): void {
    const unmatched = ['GET', 'POST'].map((method) => ({ method, template: OTHER }));
    for (const { method, template: endpoint } of [...endpoints, ...unmatched]) {
      this.#families.durations.declare({ method, endpoint });
      this.#families.responseSizes.declare({ endpoint });
      this.#families.errors.declare({ endpoint });
    }
    this.#families.authenticationFailures.declare({ app_id: UNKNOWN_APP });
    this.#families.authenticationFailureReasons.declare({ app_id: UNKNOWN_APP });
  }
}
