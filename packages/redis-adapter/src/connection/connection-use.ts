import type { ClusterOptions, CommonRedisOptions } from 'ioredis';

/** What a connection is for. Each use has one of its own, so that none waits behind another. */
export type ConnectionUse = 'bus-publish' | 'bus-subscribe' | 'store' | 'queue';

const connectTimeout = 5_000;

/** Between two attempts to connect, in milliseconds. */
export const longestPause = 2_000;

/** How long a store command may take before it counts as failed, in milliseconds. */
const commandTimeout = 1_000;

/**
 * Milliseconds of silence after which a connection is cut, so that a new one can find a server that is alive.
 *
 * A subscriber waits longer: should a server that stood still go on, then whoever is not cut yet has its publish
 * confirmed, and everybody who is to hear it must still be there. Publishers that were cut publish again.
 */
export function patienceOf(use: ConnectionUse): number {
  return use === 'bus-subscribe' ? 8_000 : 5_000;
}

/**
 * Milliseconds before the next attempt to connect: doubling from 50 to 2,000, the last half of it by chance, so
 * that the nodes of a large cluster do not return in step. Never gives up.
 */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(longestPause, 50 * 2 ** Math.min(attempt - 1, 10));
  return Math.round(full / 2 + (full / 2) * random());
}

/** What every client of a use has in common, whatever it connects to. */
export function commonOptions(use: ConnectionUse): CommonRedisOptions {
  return {
    connectionName: `shoal-${use}`,
    connectTimeout,
    keepAlive: 10_000,
    // The bus subscribes again by itself, in portions: 100,000 channels at once would stall the process.
    autoResubscribe: false,
    ...(use === 'queue' ? patient : prompt),
    ...(use === 'store' ? { commandTimeout } : {}),
  };
}

/** The same for what a Cluster client decides above its nodes. */
export function clusterRetryOptions(use: ConnectionUse): ClusterOptions {
  return use === 'queue'
    ? {}
    : {
        enableOfflineQueue: false,
        retryDelayOnFailover: 0,
        retryDelayOnClusterDown: 0,
        // At 100 ms each these end before a store command is given up: none is carried out after its failure.
        maxRedirections: 8,
      };
}

/**
 * Fails at once while there is no connection, and with the connection: nothing waits without bound, and nothing
 * is sent a second time (a publish that comes twice, a write that comes late).
 */
const prompt: CommonRedisOptions = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
};

/**
 * As BullMQ demands of the connections that its workers block on. Its scripts may be sent twice, and it hangs when
 * a command is lost with its connection.
 */
const patient: CommonRedisOptions = { maxRetriesPerRequest: null };
