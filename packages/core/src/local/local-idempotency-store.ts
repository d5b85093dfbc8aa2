import { PusherError } from '@shoal/protocol';
import type { Clock } from '../clock.js';
import {
  type ClaimReply,
  claimLease,
  type IdempotencyClaim,
  type IdempotencyKey,
  type IdempotencyStore,
  type RecordedResponse,
} from '../cluster/idempotency-store.js';

export interface LocalIdempotencyOptions {
  /** Milliseconds that a response stays. */
  readonly lifetime: number;
  /** Milliseconds; `claimLease` unless given. */
  readonly lease?: number;
  /** Keys, claimed and recorded together. */
  readonly maxEntries: number;
  /** Bytes of all entries together, roughly. */
  readonly maxBytes: number;
  readonly clock: Clock;
}

interface Entry {
  readonly fingerprint: string;
  readonly bytes: number;
  readonly expiresAt: number;
}

interface Claimed extends Entry {
  readonly token: string;
}

interface Recorded extends Entry {
  readonly response: RecordedResponse;
}

/**
 * Idempotency keys of a node that is alone. When it is full, the responses that were recorded first are forgotten
 * before their time: a repeat of theirs publishes again. A claim is never forgotten, so a key that finds no room
 * beside claims alone is refused.
 */
export class LocalIdempotencyStore implements IdempotencyStore {
  private readonly options: Required<LocalIdempotencyOptions>;
  // Leases and lifetimes are each of one length, so both maps are in the order in which their entries run out.
  private readonly claimed = new Map<string, Claimed>();
  private readonly recorded = new Map<string, Recorded>();
  private bytes = 0;
  private tokens = 0;

  constructor(options: LocalIdempotencyOptions) {
    this.options = { lease: claimLease, ...options };
  }

  /** @throws PusherError `over_capacity` */
  claim({ appId, key }: IdempotencyKey, fingerprint: string): ClaimReply {
    this.forgetExpired();
    const id = idOf({ appId, key });
    const known = this.recorded.get(id) ?? this.claimed.get(id);
    if (known !== undefined && known.fingerprint !== fingerprint) return { kind: 'conflict' };
    if (known !== undefined) return isRecorded(known) ? doneWith(known) : { kind: 'held' };
    const bytes = sizeOf(id, fingerprint);
    this.makeRoom(bytes);
    this.tokens += 1;
    const token = String(this.tokens);
    this.add(this.claimed, id, { fingerprint, bytes, token, expiresAt: this.now() + this.options.lease });
    return { kind: 'claimed', claim: { appId, key, token } };
  }

  renew(claim: IdempotencyClaim): boolean {
    const entry = this.take(claim);
    if (entry === undefined) return false;
    this.add(this.claimed, idOf(claim), { ...entry, expiresAt: this.now() + this.options.lease });
    return true;
  }

  record(claim: IdempotencyClaim, response: RecordedResponse): boolean {
    const entry = this.take(claim);
    if (entry === undefined) return false;
    const { fingerprint } = entry;
    const bytes = entry.bytes + 2 * response.body.length;
    const expiresAt = this.now() + this.options.lifetime;
    this.add(this.recorded, idOf(claim), { fingerprint, bytes, response, expiresAt });
    this.forgetOldest(0);
    return true;
  }

  release(claim: IdempotencyClaim): void {
    this.take(claim);
  }

  memoryBytes(): number {
    return this.bytes;
  }

  /** Takes out what the token still holds. */
  private take(claim: IdempotencyClaim): Claimed | undefined {
    this.forgetExpired();
    const id = idOf(claim);
    const entry = this.claimed.get(id);
    if (entry === undefined || entry.token !== claim.token) return undefined;
    this.remove(this.claimed, id, entry);
    return entry;
  }

  private makeRoom(bytes: number): void {
    this.forgetOldest(bytes, 1);
    if (!this.hasRoom(bytes, 1))
      throw new PusherError('over_capacity', 'Too many publishes with an idempotency key are under way');
  }

  /** Forgets responses until so much more fits, or none is left. */
  private forgetOldest(bytes: number, entries = 0): void {
    for (const [id, entry] of this.recorded) {
      if (this.hasRoom(bytes, entries)) return;
      this.remove(this.recorded, id, entry);
    }
  }

  private hasRoom(bytes: number, entries: number): boolean {
    const { maxBytes, maxEntries } = this.options;
    return this.bytes + bytes <= maxBytes && this.claimed.size + this.recorded.size + entries <= maxEntries;
  }

  private forgetExpired(): void {
    const now = this.now();
    for (const entries of [this.claimed, this.recorded]) {
      for (const [id, entry] of entries) {
        if (entry.expiresAt > now) break;
        this.remove(entries, id, entry);
      }
    }
  }

  private add<E extends Entry>(entries: Map<string, E>, id: string, entry: E): void {
    entries.set(id, entry);
    this.bytes += entry.bytes;
  }

  private remove(entries: Map<string, Entry>, id: string, { bytes }: Entry): void {
    entries.delete(id);
    this.bytes -= bytes;
  }

  private now(): number {
    return this.options.clock.now();
  }
}

function idOf({ appId, key }: IdempotencyKey): string {
  return `${appId}\0${key}`;
}

/** Two bytes a character at most, and what an entry costs beside its texts. */
function sizeOf(id: string, fingerprint: string): number {
  return 2 * (id.length + fingerprint.length) + 300;
}

function isRecorded(entry: Claimed | Recorded): entry is Recorded {
  return 'response' in entry;
}

function doneWith({ response }: Recorded): ClaimReply {
  return { kind: 'done', response };
}
