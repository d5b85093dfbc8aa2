import type { Clock } from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';
import type { BucketSet } from '../buckets/bucket-set.js';
import { SWEEP_PATIENCE_MS } from '../buckets/lease.js';
import type { ToldStatuses } from './told-statuses.js';
import { locateUser, type UserPlace } from './user-place.js';
import { Watch, type WatchedReading } from './watch.js';

export interface WatchesOptions {
  readonly buckets: BucketSet;
  readonly clock: Clock;
  readonly statuses: ToldStatuses;
}

/** Who watches whom from this node, as it is stated to the buckets of the watched. */
export class Watches {
  private readonly options: WatchesOptions;
  private readonly byWatcher = new Map<string, Map<Bucket, Watch>>();
  private readonly byBucket = new Map<Bucket, Set<Watch>>();
  private readonly toReadAgain = new Set<Bucket>();

  constructor(options: WatchesOptions) {
    this.options = options;
  }

  /** A user's watchlist becomes this one. @returns what is to be stated, a bucket each; not what stays empty */
  update(watcher: UserPlace, watchlist: Iterable<string>): readonly Watch[] {
    const wanted = this.sort(watcher, watchlist);
    const watches = this.byWatcher.get(watcher.ref) ?? new Map<Bucket, Watch>();
    this.byWatcher.set(watcher.ref, watches);
    for (const bucket of wanted.keys())
      if (!watches.has(bucket)) this.add(watches, new Watch(watcher, bucket));
    for (const [bucket, watch] of watches) this.replace(watch, wanted.get(bucket) ?? new Map());
    const all = [...watches.values()];
    for (const watch of all) this.tidy(watch);
    return all.filter(({ isEmpty }) => !isEmpty);
  }

  /** Resolves when those who are watched are known: from the bucket, or as far as this node knows. */
  state(watch: Watch, knowsOnline: (place: UserPlace) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const answer = (): void => {
        this.guess(watch, knowsOnline);
        resolve();
      };
      watch
        .state({ isAssertion: false, onAway: answer })
        .then((readings) => this.confirmed(watch, readings))
        .then(answer, reject);
    });
  }

  /** A bucket that does not know this node any more is told everything; it replies how everybody is. */
  registered(bucket: Bucket, { isNew }: { isNew: boolean }): void {
    if (!isNew) return;
    for (const watch of this.byBucket.get(bucket) ?? []) watch.forgetSaid();
    this.assert(bucket);
  }

  /** Reads how everybody is who is watched in a bucket. */
  assert(bucket: Bucket): void {
    for (const watch of [...(this.byBucket.get(bucket) ?? [])]) {
      watch.state({ isAssertion: true }).then(
        (readings) => this.confirmed(watch, readings),
        // The store is closed, or the script is at fault: the next registration asserts again.
        () => undefined,
      );
    }
  }

  private sort(watcher: UserPlace, watchlist: Iterable<string>): Map<Bucket, Map<string, UserPlace>> {
    const sorted = new Map<Bucket, Map<string, UserPlace>>();
    for (const userId of watchlist) {
      const place = locateUser(this.options.buckets, watcher.appId, userId);
      const places = sorted.get(place.bucket) ?? new Map<string, UserPlace>();
      sorted.set(place.bucket, places.set(place.ref, place));
    }
    return sorted;
  }

  private add(watches: Map<Bucket, Watch>, watch: Watch): void {
    watches.set(watch.bucket, watch);
    const ofBucket = this.byBucket.get(watch.bucket) ?? new Set<Watch>();
    this.byBucket.set(watch.bucket, ofBucket.add(watch));
  }

  private replace(watch: Watch, wanted: ReadonlyMap<string, UserPlace>): void {
    const { statuses } = this.options;
    const { userId } = watch.watcher;
    for (const place of watch.places) if (!wanted.has(place.ref)) statuses.unwatch(place, userId);
    for (const place of wanted.values()) statuses.watch(place, userId);
    watch.replace(wanted);
  }

  private confirmed(watch: Watch, readings: readonly WatchedReading[]): void {
    for (const { place, isSettled, ...reading } of readings) {
      const told = this.options.statuses.toldOf(place);
      const isDoubtful = !isSettled && told !== undefined && told !== reading.isOnline;
      if (isDoubtful) this.readAgain(place.bucket);
      else this.options.statuses.learn(place, reading);
    }
    this.tidy(watch);
  }

  /** Somebody is about to be told of those of whom nobody was told anything. */
  private guess(watch: Watch, knowsOnline: (place: UserPlace) => boolean): void {
    const { statuses } = this.options;
    for (const place of watch.places) {
      if (statuses.toldOf(place) !== undefined) continue;
      // In no epoch: whatever the bucket says later is newer.
      statuses.learn(place, { isOnline: knowsOnline(place), epoch: '', version: 0 });
    }
  }

  /** What contradicts what was told may only be late; it is asked for once more when all nodes must have spoken. */
  private readAgain(bucket: Bucket): void {
    if (this.toReadAgain.has(bucket)) return;
    this.toReadAgain.add(bucket);
    this.options.clock.after(SWEEP_PATIENCE_MS, () => {
      this.toReadAgain.delete(bucket);
      this.assert(bucket);
    });
  }

  private tidy(watch: Watch): void {
    if (!watch.isEmpty) return;
    const { bucket, watcher } = watch;
    const watches = this.byWatcher.get(watcher.ref);
    if (watches?.get(bucket) === watch) watches.delete(bucket);
    if (watches?.size === 0) this.byWatcher.delete(watcher.ref);
    this.byBucket.get(bucket)?.delete(watch);
    if (this.byBucket.get(bucket)?.size === 0) this.byBucket.delete(bucket);
  }
}
