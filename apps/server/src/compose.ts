import {
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
} from '@shoal/core';
import type { PassOn } from '@shoal/redis-adapter';
import { type Configuration, limitRepeats } from '@shoal/runtime';
import { composeFronts, type Fronts } from './compose-fronts.js';
import type { ComposeOptions, Observability } from './compose-observability.js';
import { appFromConfiguration } from './configure/app-from-configuration.js';
import { nodeSettings } from './configure/node-settings.js';
import { logEvents } from './observe/logging-observer.js';
import { EventPublisher } from './push/events/event-publisher.js';
import { EventPushes } from './push/events/event-pushes.js';
import { PushRule } from './push/events/push-rule.js';
import { PushOnDemand } from './push/push-on-demand.js';
import { openRedis, type SharedRedis } from './redis/open-redis.js';
import { openWebhooks, type Webhooks } from './webhooks/open-webhooks.js';

export interface Composition extends Fronts {
  readonly node: RealtimeNode;
  /** Absent on a node that keeps everything to itself. */
  readonly redis: SharedRedis | undefined;
  readonly webhooks: Webhooks;
  /** Before the webhooks, which tell of what pushes become. */
  closePush(milliseconds: number): Promise<void>;
}

/** Lines of one message in ten seconds; how many more there were is told afterwards. */
const repeats = { limit: 20, intervalMs: 10_000 };

const cacheBytes = 64 * 1024 * 1024;

/** Room for 1,500 publishes a second with a key, for two minutes. */
const idempotencyRoom = { maxEntries: 200_000, maxBytes: 128 * 1024 * 1024 };

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
  const webhooks = await openWebhooks({ ...options, metrics, health });
  const passOn: PassOn = (batch) => webhooks.producer.passOn(batch);
  const redis = await openRedis({ configuration, logger, health, metrics, recordIds, grace, cache, passOn });
  const idempotency = idempotencyStore(configuration, redis);
  const node = createNode({
    apps,
    adapter: redis?.adapter ?? new LocalAdapter(),
    stores: redis?.stores ?? localStores({ recordIds, grace, cache }),
    webhookSink: webhooks.producer,
    recordIds,
    observer: logEvents(metrics.observer, { logger, limited: limitRepeats(logger, repeats) }),
    clock: systemClock,
    settings: nodeSettings(configuration),
  });
  const push = new PushOnDemand({ configuration, logger, metrics, health, producer: webhooks.producer });
  if (isPushExpected(configuration)) await push.open();
  const pushes = composeEventPushes(options, observability, push);
  const publisher = new EventPublisher(node, pushes);
  observability.observe({ node, idempotency, redis, webhooks, push });
  const fronts = composeFronts(options, {
    ...{ node, publisher, metrics, health, apps, idempotency, redis, webhooks, push },
  });
  return {
    ...{ node, redis, webhooks, ...fronts },
    async closePush(milliseconds) {
      await pushes.settled();
      await push.close(milliseconds);
    },
  };
}

/** To load it takes a fifth of a second, which is better spent before clients are there. */
function isPushExpected({ queue, push, pushRules }: Configuration): boolean {
  // What is in Redis is told by the metrics of every server, whether it was asked for a push or not.
  if (queue.driver !== 'memory') return true;
  const hasCredential = Object.values(push.providers).some(({ credential }) => credential !== undefined);
  return hasCredential || push.credentialEncryptionKeys.length > 0 || pushRules.length > 0;
}

function composeEventPushes(
  { configuration, logger }: ComposeOptions,
  { metrics }: Observability,
  push: PushOnDemand,
): EventPushes {
  const rules = configuration.pushRules.filter(({ enabled }) => enabled);
  return new EventPushes({
    ...{ push, metrics: metrics.push },
    rules: rules.map((rule) => new PushRule(rule, systemClock)),
    logger: limitRepeats(logger.child({ target: 'shoal_push' }), repeats),
  });
}

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
