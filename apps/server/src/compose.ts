import type { RequestListener } from 'node:http';
import {
  type AppProvider,
  createNode,
  type Grace,
  type IdempotencyStore,
  LocalAdapter,
  LocalCacheStore,
  LocalChannelStore,
  LocalIdempotencyStore,
  LocalQuotaStore,
  LocalUserStore,
  type RealtimeNode,
  RecordIds,
  StaticAppProvider,
  type Stores,
  systemClock,
  type WebhookSink,
} from '@shoal/core';
import { createNodeMetrics, type NodeMetrics } from '@shoal/metrics';
import { type Configuration, Health, type Logger, limitRepeats } from '@shoal/runtime';
import { appFromConfiguration } from './configure/app-from-configuration.js';
import { nodeSettings } from './configure/node-settings.js';
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
import { endpoints, routeTable } from './http/routes/route-table.js';
import { timeouts } from './listen/timeouts.js';
import { countIdempotency } from './observe/count-idempotency.js';
import { logEvents } from './observe/logging-observer.js';
import { type MetricTableSources, metricTables } from './observe/metric-tables.js';
import { openRedis, type SharedRedis } from './redis/open-redis.js';
import { WebSocketFront } from './websocket/websocket-front.js';

/** What tells of the process from its first moment on. */
export interface Observability {
  readonly health: Health;
  readonly metrics: NodeMetrics;
  /** From now on the metrics read these. */
  readonly observe: (observed: ObservedParts) => void;
}

interface ObservedParts {
  readonly node: RealtimeNode;
  readonly idempotency: IdempotencyStore | undefined;
  readonly redis: SharedRedis | undefined;
}

export interface Composition {
  readonly node: RealtimeNode;
  readonly http: RequestListener;
  readonly direct: DirectConnections | undefined;
  readonly webSockets: WebSocketFront;
  /** Absent on a node that keeps everything to itself. */
  readonly redis: SharedRedis | undefined;
}

export interface ComposeOptions {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly version: string;
}

/** Lines of one message in ten seconds; how many more there were is told afterwards. */
const repeats = { limit: 20, intervalMs: 10_000 };

const cacheBytes = 64 * 1024 * 1024;

/** Room for 1,500 publishes a second with a key, for two minutes. */
const idempotencyRoom = { maxEntries: 200_000, maxBytes: 128 * 1024 * 1024 };

export function composeObservability(options: ComposeOptions): Observability {
  const health = new Health(options.configuration.health);
  let observed: Partial<ObservedParts> = {};
  const isAlone = options.configuration.redis === undefined;
  return {
    health,
    metrics: composeMetrics(options, {
      health,
      node: () => observed.node,
      idempotency: () => observed.idempotency,
      cluster: isAlone ? undefined : () => observed.redis?.clusterCounts.latest(),
      unreadable: () => observed.redis?.unreadable(),
    }),
    observe(parts) {
      observed = parts;
    },
  };
}

/**
 * Joins the parts of the server. The only place that says which implementation of a port is used. Resolves when the
 * installation's Redis has been reached, if it has one.
 *
 * @throws Error that says why Redis cannot be used
 */
export async function compose(options: ComposeOptions, observability: Observability): Promise<Composition> {
  const { configuration, logger } = options;
  const { metrics, health } = observability;
  const { appManager, presence } = configuration;
  const apps = new StaticAppProvider(
    appManager.apps.map((app) => appFromConfiguration(app, presence.maxUserIdLength)),
  );
  const recordIds = new RecordIds();
  const grace = graceOf(configuration);
  const cache = { lifetime: configuration.channelLimits.cacheTtl * 1000, maxBytes: cacheBytes };
  const redis = await openRedis({ configuration, logger, health, metrics, recordIds, grace, cache });
  const idempotency = idempotencyStore(configuration, redis);
  const node = createNode({
    apps,
    adapter: redis?.adapter ?? new LocalAdapter(),
    stores: redis?.stores ?? localStores({ recordIds, grace, cache }),
    webhookSink: noEndpoints,
    recordIds,
    observer: logEvents(metrics.observer, { logger, limited: limitRepeats(logger, repeats) }),
    clock: systemClock,
    settings: nodeSettings(configuration),
  });
  observability.observe({ node, idempotency, redis });
  return { node, redis, ...composeFronts(options, { node, metrics, health, apps, idempotency, redis }) };
}

/** No app has an endpoint that is served, so nothing is ever recorded. */
const noEndpoints: WebhookSink = { record() {} };

function graceOf({ presence, webhooks, drain }: Configuration): Grace {
  return {
    frames: presence.grace * 1000,
    webhooks: webhooks.grace * 1000,
    drain: drain.presenceGrace * 1000,
  };
}

interface LocalStoreParts {
  readonly recordIds: RecordIds;
  readonly grace: Grace;
  readonly cache: { readonly lifetime: number; readonly maxBytes: number };
}

function localStores({ recordIds, grace, cache }: LocalStoreParts): Stores {
  return {
    channels: new LocalChannelStore({ clock: systemClock, recordIds, grace }),
    users: new LocalUserStore(),
    quotas: new LocalQuotaStore(),
    cache: new LocalCacheStore({ ...cache, clock: systemClock }),
  };
}

function idempotencyStore(
  { idempotency }: Configuration,
  redis: SharedRedis | undefined,
): IdempotencyStore | undefined {
  if (!idempotency.enabled) return undefined;
  if (redis !== undefined) return redis.idempotency;
  const lifetime = idempotency.ttlSeconds * 1000;
  return new LocalIdempotencyStore({ lifetime, ...idempotencyRoom, clock: systemClock });
}

function composeMetrics(
  { configuration, version }: ComposeOptions,
  sources: Omit<MetricTableSources, 'connectionQuotas'>,
): NodeMetrics {
  const { metrics, node, adapter, appManager } = configuration;
  const connectionQuotas = new Map(appManager.apps.map(({ id, limits }) => [id, limits.maxConnections]));
  return createNodeMetrics({
    prefix: metrics.prometheus.prefix,
    labels: metrics.labels,
    role: 'server',
    version,
    node: node.id,
    adapter: adapter.driver,
    environment: node.environment,
    region: node.region,
    maxSeriesPerMetric: metrics.maxSeriesPerMetric,
    tables: metricTables({ ...sources, connectionQuotas }),
    endpoints,
  });
}

interface FrontParts extends Pick<Observability, 'health' | 'metrics'> {
  readonly node: RealtimeNode;
  readonly apps: AppProvider;
  readonly idempotency: IdempotencyStore | undefined;
  readonly redis: SharedRedis | undefined;
}

/** What clients and backends speak to. */
function composeFronts(
  { configuration, logger }: ComposeOptions,
  { node, metrics, health, apps, idempotency, redis }: FrontParts,
): Pick<Composition, 'http' | 'direct' | 'webSockets'> {
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
      ...{ node, limit, metrics: metrics.idempotency, clock: systemClock, logger: target },
      store: countIdempotency(idempotency, metrics.idempotency),
      maxKeyLength: configuration.idempotency.maxKeyLength,
    });
  const routes = routeTable({ node, limit, habits: habitsOf(compat), maxListed, idempotent });
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
