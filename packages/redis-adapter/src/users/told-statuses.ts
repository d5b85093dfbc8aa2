import type { Clock, UserStatus } from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';
import type { UserPlace } from './user-place.js';

/** What a bucket said of a user. */
export interface StatusReading {
  readonly isOnline: boolean;
  readonly epoch: string;
  /** The bucket's version when it said it. */
  readonly version: number;
}

/** News that the node tells itself. */
export interface HandOver {
  /** The node is being answered: it tells it in this turn, or never. */
  end(isTold: boolean): void;
}

interface WatchedUser {
  readonly place: UserPlace;
  /** Ids of the users who watch it from this node. */
  readonly watchers: Set<string>;
  /** What they were told; undefined as long as nobody has been told anything. */
  told: boolean | undefined;
  /** The newest that is known. */
  latest: StatusReading | undefined;
  /** Whether the node is about to tell something itself. */
  isHandedOver: boolean;
}

/**
 * Whom this node's users watch, and what they were told of them. Whatever is learnt is told once, as a difference
 * from that, at the end of the tick: repetitions, detours and changes that are already undone go unnoticed.
 */
export class ToldStatuses {
  private readonly clock: Clock;
  private readonly tell: (appId: string, status: UserStatus) => void;
  private readonly byBucket = new Map<Bucket, Map<string, WatchedUser>>();
  private readonly unsettled = new Set<WatchedUser>();

  constructor(clock: Clock, tell: (appId: string, status: UserStatus) => void) {
    this.clock = clock;
    this.tell = tell;
  }

  watch(place: UserPlace, watcherId: string): void {
    const users = this.byBucket.get(place.bucket) ?? new Map<string, WatchedUser>();
    this.byBucket.set(place.bucket, users);
    const known = users.get(place.ref);
    if (known !== undefined) known.watchers.add(watcherId);
    else users.set(place.ref, createWatched(place, watcherId));
  }

  unwatch({ bucket, ref }: UserPlace, watcherId: string): void {
    const users = this.byBucket.get(bucket);
    const user = users?.get(ref);
    if (user === undefined) return;
    user.watchers.delete(watcherId);
    if (user.watchers.size > 0) return;
    users?.delete(ref);
    if (users?.size === 0) this.byBucket.delete(bucket);
  }

  /** Whether anybody here watches a user of the bucket. */
  isWatching(bucket: Bucket): boolean {
    return this.byBucket.has(bucket);
  }

  /** Buckets with users who are watched from here. */
  get buckets(): Bucket[] {
    return [...this.byBucket.keys()];
  }

  watchersOf(place: UserPlace): readonly string[] {
    return [...(this.find(place)?.watchers ?? [])];
  }

  /** What those who watch the user from here were told of it. */
  toldOf(place: UserPlace): boolean | undefined {
    return this.find(place)?.told;
  }

  /** Something was read. Whoever does not know it is told at the end of the tick. */
  learn(place: Pick<UserPlace, 'bucket' | 'ref'>, reading: StatusReading): void {
    const user = this.find(place);
    if (user === undefined || isOlder(reading, user.latest)) return;
    user.latest = reading;
    // Nobody was told anything yet: the first lists are made from this.
    if (user.told === undefined) user.told = reading.isOnline;
    else this.settleSoon(user);
  }

  /**
   * Something was read that the node itself can tell. Until it does, those here count as not knowing it.
   *
   * @returns undefined when it must not, because they know it or are told otherwise
   */
  handOver(place: UserPlace, reading: StatusReading): HandOver | undefined {
    const user = this.find(place);
    if (user === undefined) return { end() {} };
    if (user.isHandedOver || user.told === reading.isOnline) {
      this.learn(place, reading);
      return undefined;
    }
    user.told = !reading.isOnline;
    user.latest = reading;
    user.isHandedOver = true;
    return {
      end: (isTold) => {
        if (isTold) user.told = reading.isOnline;
        this.clock.atEndOfTick(() => {
          user.isHandedOver = false;
          this.settleSoon(user);
        });
      },
    };
  }

  private find({ bucket, ref }: Pick<UserPlace, 'bucket' | 'ref'>): WatchedUser | undefined {
    return this.byBucket.get(bucket)?.get(ref);
  }

  private settleSoon(user: WatchedUser): void {
    if (this.unsettled.size === 0) {
      this.clock.atEndOfTick(() => {
        const users = [...this.unsettled];
        this.unsettled.clear();
        for (const each of users) this.settle(each);
      });
    }
    this.unsettled.add(user);
  }

  private settle(user: WatchedUser): void {
    const { place, latest } = user;
    // What the node is about to tell comes first.
    if (user.isHandedOver || latest === undefined || latest.isOnline === user.told) return;
    user.told = latest.isOnline;
    if (this.find(place) === user) this.tell(place.appId, { userId: place.userId, online: latest.isOnline });
  }
}

function createWatched(place: UserPlace, watcherId: string): WatchedUser {
  return { place, watchers: new Set([watcherId]), told: undefined, latest: undefined, isHandedOver: false };
}

/** Between epochs there is no order: then what comes later is newer. */
function isOlder(reading: StatusReading, latest: StatusReading | undefined): boolean {
  return latest !== undefined && reading.epoch === latest.epoch && reading.version < latest.version;
}
