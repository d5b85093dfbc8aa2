import type { Clock, RecordIds, Timer } from '@shoal/core';
import type { Bucket, Registered } from '../buckets/bucket.js';
import type { BucketSet } from '../buckets/bucket-set.js';
import { sweep } from '../scripts/sweep.js';
import { tend } from '../scripts/tend.js';
import type { Announcer } from './announcer.js';

export interface CaretakerParts {
  readonly buckets: BucketSet;
  readonly clock: Clock;
  readonly recordIds: RecordIds;
  readonly announcer: Announcer;
  /** Users who were only on dead nodes: user, id of a watcher, user, ... */
  readonly usersLeft: (bucket: Bucket, watched: readonly string[]) => void;
  /** A dead node was taken out of a bucket, by this node or by another one. */
  readonly swept: () => void;
}

const EVERY_MS = 1_000;
/** Graces that end within so long of each other are looked for together. */
const TOGETHER_MS = 100;

/** Does what nobody asks for: ends graces, thinks of forgotten records, takes out what dead nodes held. */
export class Caretaker {
  private readonly parts: CaretakerParts;
  private readonly tending = new Set<Bucket>();
  private readonly sweeping = new Set<Bucket>();
  private readonly planned = new Set<string>();
  /** Dead nodes that each bucket has seen taken out, as it said the last time. */
  private readonly swept = new Map<Bucket, number>();
  private sweptSockets = 0;
  private timer: Timer | undefined;

  constructor(parts: CaretakerParts) {
    this.parts = parts;
  }

  /** Connections of dead nodes that were taken out from here, so far; not those that this node had under former ids. */
  get sweptConnections(): number {
    return this.sweptSockets;
  }

  start(): void {
    this.timer = this.parts.clock.every(EVERY_MS, () => {
      for (const bucket of this.parts.buckets.all) this.tend(bucket);
    });
  }

  close(): void {
    this.timer?.cancel();
  }

  /** What this node held under former ids is taken out once everything has been stated under the new one. */
  registered(bucket: Bucket, { formerIds }: Registered): void {
    // The bucket sends what waited right after this turn's statements; the sweep goes behind that.
    queueMicrotask(() => {
      for (const id of formerIds) this.sweepFormer(bucket, id);
    });
  }

  /** A grace of `milliseconds` has just begun in a bucket. */
  expect(bucket: Bucket, milliseconds: number): void {
    const { clock } = this.parts;
    const due = Math.ceil((clock.now() + milliseconds) / TOGETHER_MS) * TOGETHER_MS;
    const plan = `${bucket.index} ${due}`;
    if (this.planned.has(plan)) return;
    this.planned.add(plan);
    clock.after(due - clock.now(), () => {
      this.planned.delete(plan);
      this.tend(bucket);
    });
  }

  private tend(bucket: Bucket): void {
    if (bucket.isAway || this.tending.has(bucket)) return;
    this.tending.add(bucket);
    const { recordIds, announcer } = this.parts;
    bucket.ask({ script: tend, args: [recordIds.next()] }).then(
      (reply) => {
        this.tending.delete(bucket);
        announcer.announce(bucket, reply, { records: [2, 3], changes: 4 });
        if (reply.number(0) === 1) this.tend(bucket);
        if (reply.number(1) === 1) this.sweep(bucket);
        this.heardOfSweeps(bucket, reply.number(5));
      },
      // The bucket is away: whatever is due is due later, here or for another node.
      () => this.tending.delete(bucket),
    );
  }

  private sweep(bucket: Bucket): void {
    if (bucket.isAway || this.sweeping.has(bucket)) return;
    this.sweeping.add(bucket);
    const { recordIds, announcer, usersLeft } = this.parts;
    bucket.ask({ script: sweep, args: [recordIds.next(), ''] }).then(
      (reply) => {
        this.sweeping.delete(bucket);
        this.sweptSockets += reply.number(4);
        announcer.announce(bucket, reply, { records: [1], changes: 2 });
        usersLeft(bucket, reply.texts(3));
        if (reply.number(0) === 1) this.sweep(bucket);
        else this.parts.swept();
      },
      // The bucket is away: whoever is left among the dead is swept later, by any node.
      () => this.sweeping.delete(bucket),
    );
  }

  /** Whoever is first sweeps, within a moment: the others learn of it when they look the next time. */
  private heardOfSweeps(bucket: Bucket, count: number): void {
    const before = this.swept.get(bucket);
    this.swept.set(bucket, count);
    if (before !== undefined && before !== count) this.parts.swept();
  }

  private sweepFormer(bucket: Bucket, id: string): void {
    const { recordIds, announcer, usersLeft } = this.parts;
    bucket.state({ script: sweep, args: () => [recordIds.next(), id] }).then(
      (reply) => {
        if (reply === undefined) return;
        announcer.announce(bucket, reply, { records: [1], changes: 2 });
        usersLeft(bucket, reply.texts(3));
        if (reply.number(0) === 1) this.sweepFormer(bucket, id);
      },
      // The store is closed: any node goes on with it.
      () => undefined,
    );
  }
}
