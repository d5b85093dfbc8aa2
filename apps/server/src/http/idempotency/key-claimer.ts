import { PusherError } from '@shoal/protocol';
import { ClaimedKeys, type ClaimedKeysParts } from './claimed-keys.js';

/** Milliseconds that a repeat waits for the request which has its key, and between two looks. */
const longestWait = 1000;
const pollInterval = 50;

/** Claims the keys of a request, all of them or none. */
export class KeyClaimer {
  private readonly parts: ClaimedKeysParts;

  constructor(parts: ClaimedKeysParts) {
    this.parts = parts;
  }

  /**
   * Keys are claimed in the order of their names, and given back when one is held: so of requests that share keys
   * one always gets on, and no other waits for a key while it has one.
   *
   * @param fingerprints by key
   * @throws PusherError `idempotency_conflict`, `idempotency_in_progress`, `over_capacity`, `backend`
   */
  async claim(appId: string, fingerprints: ReadonlyMap<string, string>): Promise<ClaimedKeys> {
    const { clock } = this.parts;
    const sorted = [...fingerprints].sort(([a], [b]) => (a < b ? -1 : 1));
    const lastLook = clock.now() + longestWait;
    for (;;) {
      const keys = await this.tryAll(appId, sorted);
      if (keys !== undefined) return keys;
      if (clock.now() >= lastLook) throw new PusherError('idempotency_in_progress');
      await this.pause(Math.min(pollInterval, lastLook - clock.now()));
    }
  }

  /** Undefined when one was held; none is kept then, nor when this throws. */
  private async tryAll(
    appId: string,
    sorted: readonly (readonly [key: string, fingerprint: string])[],
  ): Promise<ClaimedKeys | undefined> {
    const keys = new ClaimedKeys(this.parts);
    try {
      for (const [key, fingerprint] of sorted) {
        if (await this.tryOne(keys, { appId, key }, fingerprint)) continue;
        await keys.release();
        return undefined;
      }
      return keys;
    } catch (error) {
      await keys.release();
      throw error;
    }
  }

  /** @returns false when it is held */
  private async tryOne(
    keys: ClaimedKeys,
    key: { appId: string; key: string },
    fingerprint: string,
  ): Promise<boolean> {
    const sentAt = this.parts.clock.now();
    const reply = await this.parts.store.claim(key, fingerprint);
    switch (reply.kind) {
      case 'claimed':
        keys.addClaimed(reply.claim, sentAt);
        return true;
      case 'done':
        keys.addDone(key.key, reply.response);
        return true;
      case 'held':
        return false;
      case 'conflict':
        throw new PusherError('idempotency_conflict');
      default:
        return reply satisfies never;
    }
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.parts.clock.after(milliseconds, resolve);
    });
  }
}
