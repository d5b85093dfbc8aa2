import type { RequestListener } from 'node:http';
import { type AppProvider, type IdempotencyStore, type RealtimeNode, systemClock } from '@shoal/core';
import { type Configuration, limitRepeats } from '@shoal/runtime';
import type { ComposeOptions, Observability } from './compose-observability.js';
import { createHttpApp } from './http/create-http-app.js';
import { DirectConnections } from './http/direct/direct-connections.js';
import { AnswerHead } from './http/direct/direct-reply.js';
import { habitsOf } from './http/habits.js';
import { IdempotentPublisher } from './http/idempotency/idempotent-publisher.js';
import { addressLimiter, connectLimit } from './http/limits/address-limiter.js';
import { AppLimit } from './http/limits/app-limit.js';
import { LocalLimits } from './http/limits/local-limits.js';
import { PublishRoutes } from './http/publish-routes.js';
import { publishShortcut } from './http/publish-shortcut.js';
import { Api } from './http/request/api.js';
import { Authenticator } from './http/request/authenticate.js';
import { PushRoutes } from './http/routes/push/push-routes.js';
import { routeTable } from './http/routes/route-table.js';
import { timeouts } from './listen/timeouts.js';
import { countIdempotency } from './observe/count-idempotency.js';
import type { EventPublisher } from './push/events/event-publisher.js';
import type { PushOnDemand } from './push/push-on-demand.js';
import type { SharedRedis } from './redis/open-redis.js';
import type { Webhooks } from './webhooks/open-webhooks.js';
import { WebSocketFront } from './websocket/websocket-front.js';

export interface FrontParts extends Pick<Observability, 'health' | 'metrics'> {
  readonly node: RealtimeNode;
  readonly apps: AppProvider;
  readonly idempotency: IdempotencyStore | undefined;
  readonly redis: SharedRedis | undefined;
  readonly webhooks: Webhooks;
  readonly push: PushOnDemand;
  /** What events are published by. */
  readonly publisher: EventPublisher;
}

/** Lines of one message in ten seconds; how many more there were is told afterwards. */
const repeats = { limit: 20, intervalMs: 10_000 };

/** What clients and backends speak to. */
export interface Fronts {
  readonly http: RequestListener;
  /** Absent when Node's HTTP server answers every request. */
  readonly direct: DirectConnections | undefined;
  readonly webSockets: WebSocketFront;
}

export function composeFronts(
  { configuration, logger }: ComposeOptions,
  { node, metrics, health, apps, idempotency, redis, webhooks, push, publisher }: FrontParts,
): Fronts {
  const { pathPrefix, httpApi, cors, rateLimiter, compat, websocket } = configuration;
  const target = limitRepeats(logger.child({ target: 'shoal_http' }), repeats);
  const { maxChannelsListed: maxListed } = httpApi;
  const shared = rateLimiter.driver === 'memory' ? undefined : redis;
  const addressLimits = { rateLimiter, counting: shared?.counting };
  const appLimits = { metrics: metrics.http, limits: shared?.limits ?? new LocalLimits(systemClock) };
  const limit = new AppLimit({ limiter: 'backend_event', ...appLimits });
  const api = new Api({
    authenticator: new Authenticator({ apps, pathPrefix, wall: systemClock.wall }),
    metrics: metrics.http,
    logger: target,
    clock: systemClock,
    maxBodyBytes: httpApi.requestLimitInMb * 1024 * 1024,
    addressLimiter: addressLimiter('api', addressLimits),
    readLimit: new AppLimit({ limiter: 'read_request', ...appLimits }),
  });
  const idempotent =
    idempotency &&
    new IdempotentPublisher({
      ...{ publisher, limit, metrics: metrics.idempotency, clock: systemClock, logger: target },
      store: countIdempotency(idempotency, metrics.idempotency),
      maxKeyLength: configuration.idempotency.maxKeyLength,
    });
  const routes = routeTable({
    ...{ node, publisher, limit, maxListed, idempotent },
    habits: habitsOf(compat),
    deadLetters: webhooks.deadLetters,
    pushRoutes: new PushRoutes({ push, logger: target }),
  });
  const rest = createHttpApp({
    api,
    routes,
    health: {
      health,
      apps,
      memoryThreshold: httpApi.acceptTraffic.memoryThreshold,
      isUsageEnabled: httpApi.usageEnabled,
    },
    cors,
    pathPrefix,
    metrics: metrics.http,
    logger: target,
  });
  const publishRoutes = new PublishRoutes({ routes, pathPrefix });
  const http = publishShortcut({ api, publishRoutes, rest });
  const direct = composeDirect(configuration, { api, publishRoutes });
  const mayConnect = connectLimit(addressLimiter('websocket', addressLimits), metrics);
  const webSockets = new WebSocketFront({
    node,
    pathPrefix,
    maxMessageBytes: websocket.maxMessageSize,
    mayConnect,
  });
  return { http, direct, webSockets };
}

/** Addresses are limited by what Node's HTTP server has read, so then it answers every request. */
function composeDirect(
  { httpApi, rateLimiter }: Configuration,
  parts: { api: Api; publishRoutes: PublishRoutes },
): DirectConnections | undefined {
  if (!httpApi.directPublish || rateLimiter.enabled) return undefined;
  const { keepAliveTimeout, headersTimeout } = timeouts;
  return new DirectConnections({
    ...parts,
    head: new AnswerHead({ clock: systemClock, keepAliveSeconds: keepAliveTimeout / 1000 }),
    maxBodyBytes: httpApi.requestLimitInMb * 1024 * 1024,
    firstRequestTimeout: headersTimeout,
    keepAliveTimeout,
  });
}
