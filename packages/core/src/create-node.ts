import type { PusherError } from '@shoal/protocol';
import type { AppProvider } from './app/app-provider.js';
import { ChannelCache } from './cache/channel-cache.js';
import { ChannelRegistry } from './channel/channel-registry.js';
import { Occupancy } from './channel/occupancy.js';
import { SubscriptionCounts } from './channel/subscription-counts.js';
import { Transitions } from './channel/transitions.js';
import type { Clock } from './clock.js';
import type { Adapter } from './cluster/adapter.js';
import type { Stores } from './cluster/stores.js';
import { Admission } from './connection/admission.js';
import { AuthorizationDeadline } from './connection/authorization-deadline.js';
import type { Connection } from './connection/connection.js';
import { ConnectionRegistry } from './connection/connection-registry.js';
import { Departure } from './connection/departure.js';
import { Heartbeat } from './connection/heartbeat.js';
import { FanOut } from './delivery/fan-out.js';
import { FlushQueue } from './delivery/flush-queue.js';
import { SlowConsumers } from './delivery/slow-consumers.js';
import { ClientEvents } from './messages/client-event.js';
import { Receiver } from './messages/receiver.js';
import { Signin } from './messages/signin.js';
import { Subscriber } from './messages/subscribe.js';
import { RealtimeNode } from './node.js';
import { createNodeTables } from './node-tables.js';
import type { Observer } from './observer/observer.js';
import { MemberLists } from './presence/member-lists.js';
import { Publisher } from './publish/publisher.js';
import { ChannelQueries } from './queries/channel-queries.js';
import { UserRegistry } from './users/user-registry.js';
import { UserSessions } from './users/user-sessions.js';
import type { RecordIds } from './webhook/record-ids.js';
import type { WebhookSink } from './webhook/webhook-sink.js';

/** Durations in seconds, sizes in bytes. */
export interface NodeSettings {
  readonly activityTimeout: number;
  readonly pongTimeout: number;
  /** Connections of this node; 0 is no limit. */
  readonly maxConnections: number;
  readonly overQuota: 'over_quota' | 'over_capacity';
  /** Absent: connections need no authorisation. */
  readonly authorizationTimeout?: number;
  readonly cacheLifetime: number;
  readonly slowConsumers: { socketBytes: number; processBytes: number; policy: 'disconnect' | 'drop' };
}

export interface NodeOptions {
  readonly apps: AppProvider;
  readonly adapter: Adapter;
  readonly stores: Stores;
  readonly webhookSink: WebhookSink;
  readonly recordIds: RecordIds;
  readonly observer: Observer;
  readonly clock: Clock;
  readonly settings: NodeSettings;
}

type Close = (connection: Connection, error: PusherError) => void;

/** Joins the rooms of one node. The parts see only what they are given here. */
export function createNode(options: NodeOptions): RealtimeNode {
  const { adapter, stores, webhookSink, recordIds, observer, clock, settings } = options;
  const close: Close = (connection, error) => departure.close(connection, error);

  const delivery = createDelivery(options, close);
  const { connections, channels, flushQueue, slowConsumers, fanOut, publisher } = delivery;
  const { lists, counts, subscriber } = createMembership(options, delivery);

  const users = new UserRegistry();
  const sessions = new UserSessions({ store: stores.users, users, adapter, observer });
  const signin = new Signin({ sessions, subscriber });
  const clientEvents = new ClientEvents({ publisher, webhookSink, recordIds, observer, clock });
  const receiver = new Receiver({ subscriber, clientEvents, signin, observer, clock, close });

  const heartbeat = new Heartbeat({ ...settings, clock, observer, onDead: close });
  const admission = new Admission({
    ...settings,
    apps: options.apps,
    quotas: stores.quotas,
    connections,
    observer,
    clock,
  });
  const departure = new Departure({
    connections,
    heartbeat,
    admission,
    subscriber,
    sessions,
    flushQueue,
    slowConsumers,
    observer,
    clock,
  });
  const { authorizationTimeout: timeout } = settings;
  const authorizationDeadline =
    timeout === undefined ? undefined : new AuthorizationDeadline({ timeout: timeout * 1000, clock, close });

  return new RealtimeNode({
    ...{ adapter, stores, webhookSink, observer, clock, connections, channels, users, admission, departure },
    ...{ heartbeat, authorizationDeadline, receiver, publisher, fanOut, slowConsumers, lists, sessions },
    queries: new ChannelQueries({ store: stores.channels, cache: stores.cache }),
    tables: createNodeTables({ connections, channels, adapter, cache: stores.cache }),
    stop() {
      heartbeat.close();
      slowConsumers.close();
      counts.close();
    },
  });
}

/** From a publication to the sockets. */
function createDelivery(
  { adapter, stores, recordIds, observer, clock, settings }: NodeOptions,
  close: Close,
) {
  const connections = new ConnectionRegistry();
  const channels = new ChannelRegistry();
  const cache = new ChannelCache({
    store: stores.cache,
    observer,
    clock,
    lifetime: settings.cacheLifetime * 1000,
  });
  const slowConsumers = new SlowConsumers({ ...settings.slowConsumers, clock, observer, onSlow: close });
  const fanOut = new FanOut({ adapter, channels, connections, slowConsumers, cache, observer, clock });
  const flushQueue = new FlushQueue(fanOut, clock);
  const publisher = new Publisher({ channels, flushQueue, cache, adapter, recordIds, observer, clock });
  return { connections, channels, cache, slowConsumers, fanOut, flushQueue, publisher };
}

/** Who is in which channel. */
function createMembership(options: NodeOptions, delivery: ReturnType<typeof createDelivery>) {
  const { adapter, stores, webhookSink, recordIds, observer, clock } = options;
  const { channels, cache, flushQueue, slowConsumers, publisher } = delivery;
  const store = stores.channels;
  const lists = new MemberLists({ store, adapter, channels, flushQueue, observer, clock });
  const counts = new SubscriptionCounts({ publisher, webhookSink, recordIds, clock });
  const transitions = new Transitions({ channels, lists, counts, webhookSink, observer });
  const occupancy = new Occupancy({
    ...{ store, adapter, channels, cache, flushQueue, observer, clock },
    onTransition: (channel, reply) => transitions.apply(channel, reply),
    onCount: (channel, subscriptions) => counts.changed(channel, subscriptions),
  });
  const subscriber = new Subscriber({
    ...{ channels, occupancy, transitions, cache, flushQueue, slowConsumers },
    ...{ webhookSink, recordIds, observer, clock },
  });
  return { lists, counts, subscriber };
}
