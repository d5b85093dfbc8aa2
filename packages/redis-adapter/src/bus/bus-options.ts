import type { Clock } from '@shoal/core';
import { Cluster, type Redis } from 'ioredis';
import type { BusObserver } from './bus-counters.js';
import type { BusMode } from './hub/hub.js';

export interface RedisBusOptions {
  /** Random for each start of a process, at most 100 bytes: nodes with one id would drop each other's packets as duplicates. */
  readonly nodeId: string;
  /**
   * Used for nothing but publishing. The bus itself sends again what was not confirmed, in order, so the client must
   * not: a single connection needs `autoResendUnfulfilledCommands: false` and `enableOfflineQueue: false`, a Cluster
   * `retryDelayOnFailover: 0` and `retryDelayOnClusterDown: 0`.
   */
  readonly publisher: Redis | Cluster;
  /**
   * Used for nothing but subscribing. A single connection needs `autoResubscribe: false`, a Cluster
   * `shardedSubscribers: true`.
   */
  readonly subscriber: Redis | Cluster;
  readonly clock: Clock;
  /** `sharded` needs Redis 7; `classic` cannot be used on a Cluster. */
  readonly mode?: BusMode;
  /** First part of the names of all Redis channels; without braces. */
  readonly prefix?: string;
  /** Somebody else's knowledge that Redis does not answer. */
  readonly isAway?: () => boolean;
  readonly observer?: BusObserver;
  /**
   * A clock that all nodes share, for the age of what comes: its milliseconds since 1970 at a time of this node's own
   * monotonic clock, undefined while it is not known. Absent: the wall clocks of all nodes are right.
   */
  readonly sharedTime?: (own: number) => number | undefined;
  /** Milliseconds that a channel is still heard after it was left. */
  readonly linger?: number;
  /** Bytes that may wait while the bus is away; an eighth more for what comes without being asked about. */
  readonly bufferBytes?: number;
  /** Milliseconds that a packet may wait while the bus is away. */
  readonly bufferAge?: number;
  /**
   * Milliseconds that packets wait on when Redis was lost and is back, so that other nodes have subscribed again
   * before they come. To be longer than the clients' longest pause between two attempts to connect.
   */
  readonly reunion?: number;
}

export const busDefaults = {
  mode: 'sharded',
  prefix: 'shoal:bus',
  linger: 5000,
  bufferBytes: 16 * 1024 * 1024,
  bufferAge: 30_000,
  reunion: 2500,
} as const;

/** The bus cannot be built like this; the message says what to change. */
export class BusOptionsError extends Error {
  override readonly name = 'BusOptionsError';
}

/** @throws BusOptionsError */
export function checkBusOptions({ nodeId, publisher, subscriber, mode, prefix = '' }: RedisBusOptions): void {
  if (nodeId === '' || Buffer.byteLength(nodeId) > 100) {
    throw new BusOptionsError('The node id must be 1 to 100 bytes long');
  }
  if (/[{}]/.test(prefix)) {
    throw new BusOptionsError('The prefix must not contain { or }: all channels would be on one Redis node');
  }
  for (const { options } of [publisher, subscriber]) {
    if (options.keyPrefix) {
      throw new BusOptionsError('Bus clients must not have a keyPrefix; use the prefix of the bus');
    }
  }
  checkPublisher(publisher);
  checkSubscriber(subscriber, mode);
}

function checkPublisher({ options }: Redis | Cluster): void {
  const needed =
    'clusterRetryStrategy' in options
      ? { retryDelayOnFailover: 0, retryDelayOnClusterDown: 0 }
      : { autoResendUnfulfilledCommands: false, enableOfflineQueue: false };
  for (const [name, value] of Object.entries(needed)) {
    if (Object.entries(options).some(([key, given]) => key === name && given === value)) continue;
    throw new BusOptionsError(
      `The bus publisher needs ${name}: ${value}; the bus sends again itself, in order`,
    );
  }
}

function checkSubscriber(subscriber: Redis | Cluster, mode: BusMode | undefined): void {
  if (!(subscriber instanceof Cluster)) {
    if (subscriber.options.autoResubscribe) {
      throw new BusOptionsError(
        'The bus subscriber needs autoResubscribe: false; the bus subscribes again itself',
      );
    }
  } else if (mode === 'classic') {
    throw new BusOptionsError(
      'The classic bus cannot run on a Redis Cluster; use Redis 7 and the sharded bus',
    );
  } else if (!subscriber.options.shardedSubscribers) {
    throw new BusOptionsError('The bus subscriber needs shardedSubscribers: true on a Cluster');
  }
}
