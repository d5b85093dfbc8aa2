import type {
  Clock,
  SignInReply,
  SignOutReply,
  UserStatement,
  UserStatus,
  UserStore,
  UserStoreHost,
} from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';
import type { BucketSet } from '../buckets/bucket-set.js';
import { inRows } from '../buckets/script-reply.js';
import { countSockets } from '../scripts/users/count-sockets.js';
import { SignIns } from './sign-ins.js';
import { StatusComparison } from './status-comparison.js';
import { ToldStatuses } from './told-statuses.js';
import { locateUser, parseUserRef, type UserPlace } from './user-place.js';
import { Watches } from './watches.js';

export interface RedisUserStoreOptions {
  readonly buckets: BucketSet;
  readonly clock: Clock;
  /**
   * Has the other nodes on which a watcher is signed in look at somebody whom it watches: `StatusAdapter.announce`.
   * What gets lost is found by comparison.
   */
  readonly announce: (watcher: { appId: string; userId: string }, status: UserStatus) => void;
}

/**
 * Signed-in users and who watches whom, over all nodes, in Redis. Watchers on this node are told of each change
 * once: by core of what its own sockets did, by `statusChanged` of all the rest. Create and start it before the
 * buckets; give core a `StatusAdapter`, and the channel store, which sweeps, this store's `left`.
 */
export class RedisUserStore implements UserStore {
  private readonly options: RedisUserStoreOptions;
  private readonly statuses: ToldStatuses;
  private readonly signIns: SignIns;
  private readonly watches: Watches;
  private readonly comparison: StatusComparison;
  private host: UserStoreHost | undefined;

  constructor(options: RedisUserStoreOptions) {
    const { buckets, clock } = options;
    this.options = options;
    this.statuses = new ToldStatuses(clock, (appId, status) => this.host?.statusChanged(appId, status));
    const { statuses } = this;
    const watches = new Watches({ buckets, clock, statuses });
    this.watches = watches;
    this.signIns = new SignIns({
      statuses,
      announce: (place, watchers, isOnline) => this.announce(place, watchers, isOnline),
    });
    this.comparison = new StatusComparison({ clock, statuses, readAll: (bucket) => watches.assert(bucket) });
    buckets.onRegistered((bucket, registered) => {
      this.signIns.registered(bucket, registered);
      this.watches.registered(bucket, registered);
      this.comparison.registered(bucket, registered);
    });
  }

  start(host: UserStoreHost): void {
    this.host = host;
    this.comparison.start();
  }

  close(): void {
    this.comparison.close();
  }

  async signIn(user: UserStatement): Promise<SignInReply> {
    const place = this.locate(user.appId, user.userId);
    const knowsOnline = (watched: UserPlace): boolean => this.signIns.has(watched);
    const stated = this.signIns.state(place, user.sockets);
    const watches = this.watches.update(place, user.watchlist);
    const watched = watches.map((watch) => this.watches.state(watch, knowsOnline));
    try {
      const [{ change, watchers, handOver }] = await Promise.all([stated, ...watched]);
      handOver?.end(true);
      return { cameOnline: change === 'online', online: this.onlineOf(user), watchers };
    } catch (error) {
      stated.then(
        ({ handOver }) => handOver?.end(false),
        // It is the error that is thrown.
        () => undefined,
      );
      throw error;
    }
  }

  async signOut(user: UserStatement): Promise<SignOutReply> {
    const place = this.locate(user.appId, user.userId);
    const stated = this.signIns.state(place, user.sockets);
    const watchlist = user.sockets === 0 ? [] : user.watchlist;
    for (const watch of this.watches.update(place, watchlist)) {
      // Nobody waits for it: what fails is the script's fault, and said again by the next assertion.
      if (!watch.isSaid) this.watches.state(watch, () => false).catch(() => undefined);
    }
    const { change, watchers, handOver } = await stated;
    handOver?.end(true);
    return { wentOffline: change === 'offline', watchers };
  }

  async countSockets(appId: string, userId: string): Promise<number> {
    const { bucket, ref } = this.locate(appId, userId);
    const reply = await bucket.ask({ script: countSockets, args: [ref] });
    return reply.number(0);
  }

  /** Another node says that a user came or went. */
  look(appId: string, userId: string): void {
    this.comparison.compare(this.locate(appId, userId).bucket);
  }

  /** News of other nodes may have been lost. */
  lookAtAll(): void {
    this.comparison.compareAll();
  }

  /** Users were only on nodes that are dead. @param watched user, id of a watcher, user, ... */
  left(bucket: Bucket, watched: readonly string[]): void {
    if (watched.length > 0) this.comparison.compare(bucket);
    for (const [ref = '', watcherId = ''] of inRows(watched, 2)) {
      const { appId, userId } = parseUserRef(ref);
      this.options.announce({ appId, userId: watcherId }, { userId, online: false });
    }
  }

  private locate(appId: string, userId: string): UserPlace {
    return locateUser(this.options.buckets, appId, userId);
  }

  private announce({ appId, userId }: UserPlace, watchers: readonly string[], online: boolean): void {
    for (const watcher of watchers) this.options.announce({ appId, userId: watcher }, { userId, online });
  }

  /** Of the watchlist, those of whom watchers here have been told that they are online: it joins their view. */
  private onlineOf({ appId, userId, watchlist }: UserStatement): ReadonlySet<string> {
    const isOnline = (id: string): boolean =>
      id === userId || this.statuses.toldOf(this.locate(appId, id)) === true;
    return new Set(watchlist.filter(isOnline));
  }
}
