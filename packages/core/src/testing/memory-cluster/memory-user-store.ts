import type { SignInReply, SignOutReply, UserStatement, UserStore } from '../../cluster/user-store.js';
import type { LocalUserStore } from '../../local/local-user-store.js';

/** What every node states of every user. */
export type UserParts = Map<string, Map<object, UserStatement>>;

/** One node's way to the users of a memory cluster. */
export class MemoryUserStore implements UserStore {
  private readonly store: LocalUserStore;
  private readonly parts: UserParts;

  constructor(store: LocalUserStore, parts: UserParts) {
    this.store = store;
    this.parts = parts;
  }

  start(): void {}

  signIn(user: UserStatement): SignInReply {
    return this.store.signIn(this.sum(user));
  }

  signOut(user: UserStatement): SignOutReply {
    return this.store.signOut(this.sum(user));
  }

  countSockets(appId: string, userId: string): number {
    return this.store.countSockets(appId, userId);
  }

  private sum(user: UserStatement): UserStatement {
    const key = `${user.appId}\0${user.userId}`;
    const nodes = this.parts.get(key) ?? new Map<object, UserStatement>();
    this.parts.set(key, nodes);
    if (user.sockets === 0) nodes.delete(this);
    else nodes.set(this, user);
    const all = [...nodes.values()];
    if (all.length === 0) this.parts.delete(key);
    return {
      ...user,
      sockets: all.reduce((sum, { sockets }) => sum + sockets, 0),
      watchlist: [...new Set(all.flatMap(({ watchlist }) => watchlist))],
    };
  }
}
