import { andThen, type IdempotencyStore } from '@shoal/core';
import type { IdempotencyMetrics } from '@shoal/metrics';

/** The store, with what is asked of it counted as of a cache: claims read, records set, releases delete. */
export function countIdempotency(store: IdempotencyStore, metrics: IdempotencyMetrics): IdempotencyStore {
  return {
    claim(key, fingerprint) {
      metrics.operated('get');
      return andThen(store.claim(key, fingerprint), (reply) => {
        if (reply.kind === 'done' || reply.kind === 'claimed') metrics.read(reply.kind === 'done');
        return reply;
      });
    },
    renew: (claim) => store.renew(claim),
    record(claim, response) {
      metrics.operated('set');
      return store.record(claim, response);
    },
    release(claim) {
      metrics.operated('delete');
      return store.release(claim);
    },
    memoryBytes: () => store.memoryBytes(),
  };
}
