import type { Clock, WebhookRecord } from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';
import { settle } from '../scripts/settle.js';

const BEHIND_MS = 50;
const SETTLED_AT_ONCE = 200;

/**
 * Records that this node has been given to pass on. Each stays in Redis until it is settled; one that is not is
 * given to any node again.
 */
export class Outbox {
  private readonly clock: Clock;
  /** Where each record that was given and not settled is kept. */
  private readonly given = new Map<string, Bucket>();
  private readonly settled = new Map<Bucket, string[]>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** @returns those that this node is not already passing on */
  take(bucket: Bucket, records: readonly WebhookRecord[]): readonly WebhookRecord[] {
    const news = records.filter(({ id }) => !this.given.has(id));
    for (const { id } of news) this.given.set(id, bucket);
    return news;
  }

  /** Records that are safe elsewhere: in the queue, or with an endpoint. */
  settle(ids: Iterable<string>): void {
    for (const id of ids) {
      const bucket = this.given.get(id);
      if (bucket === undefined) continue;
      if (this.settled.size === 0) this.clock.after(BEHIND_MS, () => this.flush());
      this.settled.set(bucket, [...(this.settled.get(bucket) ?? []), id]);
    }
  }

  private flush(): void {
    for (const [bucket, ids] of this.settled) {
      for (let from = 0; from < ids.length; from += SETTLED_AT_ONCE) {
        this.state(bucket, ids.slice(from, from + SETTLED_AT_ONCE));
      }
    }
    this.settled.clear();
  }

  private state(bucket: Bucket, ids: readonly string[]): void {
    const forget = (): void => {
      for (const id of ids) this.given.delete(id);
    };
    // What cannot be settled is given to somebody again: its id shows that it is the same.
    bucket.state({ script: settle, args: () => ids }).then(forget, forget);
  }
}
