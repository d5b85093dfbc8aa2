import type { Adapter, Clock, Grace, IdempotencyStore, RecordIds, Stores } from '@shoal/core';
import { userChannel } from '@shoal/protocol';
import { BucketSet } from './buckets/bucket-set.js';
import type { BusCounters, BusObserver } from './bus/bus-counters.js';
import { RedisBus } from './bus/redis-bus.js';
import { RedisCacheStore } from './cache/redis-cache-store.js';
import type { ClusterCount } from './channels/counts/count-cluster.js';
import { RedisChannelStore } from './channels/redis-channel-store.js';
import type { ConnectionLog } from './connection/connection-errors.js';
import { longestPause } from './connection/connection-use.js';
import { openConnection } from './connection/open-connection.js';
import type { RedisConnection } from './connection/redis-connection.js';
import type { RedisSettings } from './connection/redis-settings.js';
import type { PubSub } from './connection/self-test/server-facts.js';
import { RedisIdempotencyStore } from './idempotency/redis-idempotency-store.js';
import { SharedClock } from './limits/shared-clock.js';
import { SharedLimits } from './limits/shared-limits.js';
import { FailureLog } from './outbox/failure-log.js';
import { OutboxMover } from './outbox/outbox-mover.js';
import type { PassOn } from './outbox/webhook-batch.js';
import { RedisQuotaStore } from './quotas/redis-quota-store.js';
import { RedisUserStore } from './users/redis-user-store.js';
import { StatusAdapter } from './users/status-adapter.js';

export interface RedisPortsOptions {
  readonly settings: RedisSettings;
  /** What the self-test found to be possible. */
  readonly pubsub: PubSub;
  /** Random for each start of a process. */
  readonly nodeId: string;
  readonly clock: Clock;
  readonly recordIds: RecordIds;
  readonly grace: Grace;
  /** Last events of cache channels: milliseconds that they stay, bytes of this process' copies. */
  readonly cache: { readonly lifetime: number; readonly maxBytes: number };
  /** Milliseconds that a repeat of a publish with an idempotency key gets the first answer. */
  readonly idempotency: { readonly lifetime: number };
  readonly log: ConnectionLog;
  readonly observer?: BusObserver;
  /** Told within a second that a dead node was taken out of a part of Redis: what the cluster has is less now. */
  readonly swept?: () => void;
  /** Where batches of webhooks go; milliseconds that a batch has to fill (default 50). */
  readonly webhooks: { readonly passOn: PassOn; readonly linger?: number };
}

/** The stores' own connection. Ask it nothing while it is away: what is asked then takes a second to fail. */
export interface CountingConnection extends Pick<RedisConnection, 'client' | 'state'> {
  readonly keyPrefix: string;
}

export interface Membership {
  /**
   * Milliseconds since Redis last said that this node lives, in the part of Redis where that was longest ago; undefined
   * before all parts did. Beyond the lease of 10 s others take the node for dead.
   */
  readonly leaseAge: number | undefined;
  /** Connections of dead nodes that this one took out of the cluster, so far. */
  readonly sweptConnections: number;
}

/** Milliseconds that a node needs to connect and to subscribe again, once it tries. */
const reconnection = 500;

/** Milliseconds that a node that ends may take to say so, its last statements included. */
const lastWords = 2_000;

/** Core's ports on one Redis installation, and their life. */
export interface RedisPorts {
  readonly adapter: Adapter;
  readonly stores: Stores;
  /** What the whole cluster has. Rejects with PusherError `backend` while a part of Redis is away. */
  readonly countCluster: () => Promise<ClusterCount>;
  readonly idempotency: IdempotencyStore;
  readonly limits: SharedLimits;
  /** For libraries that count by themselves, each key alone, under the installation's key prefix. */
  readonly counting: CountingConnection;
  /** Buckets that cannot be reached now; above 0 the node is degraded. */
  readonly missingBuckets: () => number;
  /** Packets that Redis has not confirmed, and those that were given up so far. */
  readonly outgoing: () => { readonly waiting: number; readonly dropped: BusCounters['dropped'] };
  /** What the bus brought twice or lost, and how often it was interrupted, so far. */
  readonly incoming: () => Pick<BusCounters, 'duplicates' | 'gaps' | 'reconnections'>;
  /** This node's part in the cluster. */
  readonly membership: () => Membership;
  /** Values of other nodes that this release could not read, so far. */
  readonly unreadable: () => { readonly stored: number; readonly packet: number };
  /** After the node has started: registers it, so that what it states is taken. */
  start(): Promise<void>;
  /**
   * After the node has stopped: settles the batches that it is passing on, and takes it out of the cluster; two
   * seconds for each, if Redis lets it.
   */
  close(): Promise<void>;
}

/** @throws RedisSettingsError for settings that can never work */
export function createRedisPorts(options: RedisPortsOptions): RedisPorts {
  const { settings, clock, log, nodeId, recordIds, grace } = options;
  const connections = openConnections(options);
  const { store } = connections;
  const buckets = new BucketSet({ connection: store.client, clock, prefix: settings.keyPrefix });
  const time = new SharedClock({ buckets, clock });
  const bus = openBus(options, connections, time);
  const users = new RedisUserStore({
    ...{ buckets, clock },
    announce({ appId, userId }, status) {
      const room = { appId, name: userChannel(userId) };
      // Lost news are found by the next comparison.
      bus.control(room, { kind: 'user_status', status }).catch(() => undefined);
    },
  });
  const failures = new FailureLog({ clock, log });
  const failed = (error: unknown): void => failures.report(error);
  const mover = new OutboxMover({ ...{ clock, recordIds, failed }, ...options.webhooks });
  const channels = new RedisChannelStore({
    ...{ buckets, clock, recordIds, grace },
    recorded: (bucket) => mover.poke(bucket),
    hint: (channel, version) => bus.hint(channel, version),
    usersLeft: (bucket, watched) => users.left(bucket, watched),
    swept: options.swept,
  });
  const quotas = new RedisQuotaStore({ buckets, clock });
  const limits = new SharedLimits({ buckets, clock, time, processId: nodeId });
  const cache = new RedisCacheStore({ ...{ buckets, clock }, ...options.cache });
  const idempotency = new RedisIdempotencyStore({ buckets, ...options.idempotency });
  return {
    adapter: new StatusAdapter(bus, users),
    stores: { channels, users, quotas, cache },
    countCluster: () => channels.countCluster(),
    idempotency,
    limits,
    counting: countingOn(store, settings),
    missingBuckets: () => buckets.away,
    outgoing: () => ({ waiting: bus.unconfirmed.packets, dropped: bus.counters.dropped }),
    incoming: () => bus.counters,
    membership: () => ({ leaseAge: buckets.leaseAge, sweptConnections: channels.sweptConnections }),
    unreadable: () => ({
      stored: channels.unreadable + cache.unreadable + idempotency.unreadable + mover.unreadable,
      packet: unreadablePackets(bus.counters),
    }),
    start: () => buckets.start(),
    async close() {
      channels.close();
      users.close();
      limits.close();
      time.close();
      await mover.close(lastWords);
      await buckets.leave(lastWords);
      buckets.close();
      bus.close();
      await Promise.all(Object.values(connections).map((connection) => connection[Symbol.asyncDispose]()));
    },
  };
}

interface Connections {
  readonly store: RedisConnection;
  readonly publisher: RedisConnection;
  readonly subscriber: RedisConnection;
}

function openConnections({ settings, log, pubsub }: RedisPortsOptions): Connections {
  const isSharded = pubsub === 'sharded';
  const open = (use: RedisConnection['use']) => openConnection(settings, { use, log, isSharded });
  return { store: open('store'), publisher: open('bus-publish'), subscriber: open('bus-subscribe') };
}

function openBus(
  { settings, pubsub, nodeId, clock, observer }: RedisPortsOptions,
  { publisher, subscriber }: Connections,
  time: SharedClock,
): RedisBus {
  return new RedisBus({
    nodeId,
    publisher: publisher.client,
    subscriber: subscriber.client,
    clock,
    mode: pubsub,
    prefix: `${settings.keyPrefix}bus`,
    reunion: longestPause + reconnection,
    sharedTime: (own) => time.at(own),
    isAway: () => publisher.state === 'away' || subscriber.state === 'away',
    ...(observer === undefined ? {} : { observer }),
  });
}

function countingOn(connection: RedisConnection, { keyPrefix }: RedisSettings): CountingConnection {
  return {
    client: connection.client,
    keyPrefix,
    get state() {
      return connection.state;
    },
  };
}

function unreadablePackets({ dropped }: RedisBus['counters']): number {
  return dropped.malformed + dropped.unknown_format;
}
