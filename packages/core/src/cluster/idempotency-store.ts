import type { MaybePromise } from '../maybe-promise.js';

/** Milliseconds that a claim is held, from its claiming or last renewal. */
export const claimLease = 10_000;

/**
 * Port: which publishes with an idempotency key were made, over all nodes, and what they were answered.
 *
 * A key is claimed before the publish and recorded after it. A claim is a lease with a token: who holds it may
 * publish, and `renew`, `record` and `release` do nothing for a token that is not the holder's any more. So a node
 * that dies in between blocks a key for {@link claimLease} at most; a repeat after that publishes again.
 *
 * A key belongs to its app. A fingerprint says what was asked for under the key.
 *
 * While the store is away every method rejects with PusherError `backend`: publishes with a key are answered 503,
 * because nobody can tell whether they were made; those without a key are not touched by it.
 */
export interface IdempotencyStore {
  /** Atomic: of many claims of one free key, on whatever nodes, one gets it. */
  claim(key: IdempotencyKey, fingerprint: string): MaybePromise<ClaimReply>;
  /** Starts the lease anew. @returns false when it had run out: the holder must not publish */
  renew(claim: IdempotencyClaim): MaybePromise<boolean>;
  /**
   * Ends the claim: repeats get the response from now on, as long as the store keeps it.
   *
   * @returns false when the lease had run out; nothing was recorded then
   */
  record(claim: IdempotencyClaim, response: RecordedResponse): MaybePromise<boolean>;
  /** Ends the claim of a publish that was certainly not made: the key is free again, for any fingerprint. */
  release(claim: IdempotencyClaim): MaybePromise<void>;
  /** Rough size in this process, for metrics; undefined when responses are kept elsewhere. */
  memoryBytes(): number | undefined;
}

export interface IdempotencyKey {
  readonly appId: string;
  readonly key: string;
}

export interface IdempotencyClaim extends IdempotencyKey {
  /** Of this claim alone: no other claim of the key, before or after, has the same. */
  readonly token: string;
}

export type ClaimReply =
  | { readonly kind: 'claimed'; readonly claim: IdempotencyClaim }
  /** Another request with the same fingerprint has it right now. */
  | { readonly kind: 'held' }
  /** A request with the same fingerprint was answered this. */
  | { readonly kind: 'done'; readonly response: RecordedResponse }
  /** It was claimed or recorded with another fingerprint. */
  | { readonly kind: 'conflict' };

/** An answer of the REST API. */
export interface RecordedResponse {
  readonly status: number;
  /** JSON. */
  readonly body: string;
}
