import type { Clock } from '@shoal/core';
import { Cluster, type Redis } from 'ioredis';
import type { ReportFailure } from '../bus-counters.js';
import { ClusterRecovery } from './cluster-recovery.js';
import { DirectRecovery } from './direct-recovery.js';
import type { SubscribeCommand } from './listening.js';
import type { Recovery } from './recovery.js';
import { type Subscriber, Subscriptions } from './subscriptions.js';

export interface SubscriptionOptions {
  readonly client: Redis | Cluster;
  readonly clock: Clock;
  /** First part of the names of all Redis channels. */
  readonly prefix: string;
  readonly report: ReportFailure;
  /** Something may be missed from now on, until all is confirmed again. */
  readonly onInterrupted: () => void;
}

/** Subscriptions made over a client, and what gets them back. */
export function createSubscriptions(options: SubscriptionOptions): {
  subscriptions: Subscriptions;
  recovery: Recovery;
} {
  const { client, clock, report } = options;
  const subscriptions = new Subscriptions({ subscriber: subscriberOn(client), clock, report });
  const recovery =
    client instanceof Cluster
      ? new ClusterRecovery({ ...options, client, subscriptions })
      : new DirectRecovery(subscriptions, clock);
  return { subscriptions, recovery };
}

const withdrawal = {
  ssubscribe: 'sunsubscribe',
  psubscribe: 'punsubscribe',
  subscribe: 'unsubscribe',
} as const;

function subscriberOn(client: Redis | Cluster): Subscriber {
  return {
    get canAsk() {
      return client.status === 'ready';
    },
    // Asynchronous, so that what a Cluster throws at once, where no primary serves a slot, is a refusal like others.
    subscribe: async (command: SubscribeCommand, channels) => client[command](...channels),
    unsubscribe: async (command: SubscribeCommand, channels) => client[withdrawal[command]](...channels),
  };
}
