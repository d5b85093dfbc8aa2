import { randomBytes } from 'node:crypto';
import {
  type ClaimReply,
  claimLease,
  type IdempotencyClaim,
  type IdempotencyKey,
  type IdempotencyStore,
  type RecordedResponse,
} from '@shoal/core';
import { PusherError } from '@shoal/protocol';
import type { BucketSet } from '../buckets/bucket-set.js';
import { BadReplyError, type ScriptReply } from '../buckets/script-reply.js';
import { claimKey } from '../scripts/idempotency/claim-key.js';
import { recordAnswer } from '../scripts/idempotency/record-answer.js';
import { releaseClaim } from '../scripts/idempotency/release-claim.js';
import { renewClaim } from '../scripts/idempotency/renew-claim.js';
import type { Script } from '../scripts/script.js';
import { idempotencyRef } from './idempotency-ref.js';
import { decodeResponse, encodeResponse } from './stored-response.js';

export interface RedisIdempotencyStoreOptions {
  readonly buckets: BucketSet;
  /** Milliseconds that a response stays, rounded up to whole ones. */
  readonly lifetime: number;
  /** Milliseconds; `claimLease` unless given. */
  readonly lease?: number;
}

/**
 * Idempotency keys of all nodes, in Redis: leases and lifetimes run by its clock, and everything has a TTL, so that
 * nobody has to sweep. Nothing is kept in this process.
 *
 * A claim whose reply is lost is sent again under the same token while the bucket is only in doubt. When the bucket
 * goes away the caller gets `backend`, but the script may have been executed: then the key is held by nobody who
 * knows of it, until its lease is over.
 *
 * A failover that loses writes loses keys too: a repeat then publishes again.
 */
export class RedisIdempotencyStore implements IdempotencyStore {
  private readonly options: Required<RedisIdempotencyStoreOptions>;
  private unread = 0;

  constructor(options: RedisIdempotencyStoreOptions) {
    this.options = { lease: claimLease, ...options };
  }

  /** Stored responses that this release could not read, so far. */
  get unreadable(): number {
    return this.unread;
  }

  /** Rejects with PusherError `backend` also for a response of a release whose format is not known here. */
  async claim({ appId, key }: IdempotencyKey, fingerprint: string): Promise<ClaimReply> {
    const claim = { appId, key, token: randomBytes(12).toString('base64url') };
    const reply = await this.ask(claimKey, claim, [fingerprint, String(this.options.lease)]);
    const kind = reply.text(0);
    switch (kind) {
      case 'claimed':
        return { kind, claim };
      case 'done':
        return { kind, response: this.read(reply.text(1)) };
      case 'held':
      case 'conflict':
        return { kind };
      default:
        throw new BadReplyError('state of an idempotency key', kind);
    }
  }

  async renew(claim: IdempotencyClaim): Promise<boolean> {
    const reply = await this.ask(renewClaim, claim, [String(this.options.lease)]);
    return reply.number(0) === 1;
  }

  async record(claim: IdempotencyClaim, response: RecordedResponse): Promise<boolean> {
    const args = [encodeResponse(response), String(Math.ceil(this.options.lifetime))];
    const reply = await this.ask(recordAnswer, claim, args);
    return reply.number(0) === 1;
  }

  async release(claim: IdempotencyClaim): Promise<void> {
    await this.ask(releaseClaim, claim, []);
  }

  /** They are in Redis. */
  memoryBytes(): undefined {
    return undefined;
  }

  private ask(script: Script, claim: IdempotencyClaim, args: readonly string[]): Promise<ScriptReply> {
    const bucket = this.options.buckets.of(`${claim.appId}:${claim.key}`);
    return bucket.ask({ script, args: [idempotencyRef(claim), claim.token, ...args] });
  }

  private read(text: string): RecordedResponse {
    const response = decodeResponse(text);
    if (response !== undefined) return response;
    this.unread += 1;
    throw new PusherError('backend');
  }
}
