import type { SignInReply, SignOutReply, UserStatement, UserStore } from '../cluster/user-store.js';

interface UserEntry {
  sockets: number;
  watchlist: ReadonlySet<string>;
}

/** Signed-in users of a node that is alone. */
export class LocalUserStore implements UserStore {
  private readonly users = new Map<string, UserEntry>();
  /** Watched user to the ids of those who watch. */
  private readonly watchers = new Map<string, Set<string>>();

  start(): void {}

  signIn(user: UserStatement): SignInReply {
    const cameOnline = !this.isOnline(user.appId, user.userId);
    this.state(user);
    const online = new Set(user.watchlist.filter((id) => this.isOnline(user.appId, id)));
    return { cameOnline, online, watchers: this.watchersOf(user) };
  }

  signOut(user: UserStatement): SignOutReply {
    const wasOnline = this.isOnline(user.appId, user.userId);
    this.state(user);
    return { wentOffline: wasOnline && user.sockets === 0, watchers: this.watchersOf(user) };
  }

  countSockets(appId: string, userId: string): number {
    return this.users.get(key(appId, userId))?.sockets ?? 0;
  }

  private state({ appId, userId, sockets, watchlist }: UserStatement): void {
    const at = key(appId, userId);
    const before = this.users.get(at)?.watchlist ?? nobody;
    const after = sockets === 0 ? nobody : new Set(watchlist);
    for (const id of before) if (!after.has(id)) this.unwatch(key(appId, id), userId);
    for (const id of after) if (!before.has(id)) this.watch(key(appId, id), userId);
    if (sockets === 0) this.users.delete(at);
    else this.users.set(at, { sockets, watchlist: after });
  }

  private watch(watched: string, userId: string): void {
    const watchers = this.watchers.get(watched);
    if (watchers === undefined) this.watchers.set(watched, new Set([userId]));
    else watchers.add(userId);
  }

  private unwatch(watched: string, userId: string): void {
    const watchers = this.watchers.get(watched);
    watchers?.delete(userId);
    if (watchers?.size === 0) this.watchers.delete(watched);
  }

  private isOnline(appId: string, userId: string): boolean {
    return this.users.has(key(appId, userId));
  }

  private watchersOf({ appId, userId }: UserStatement): string[] {
    return [...(this.watchers.get(key(appId, userId)) ?? nobody)];
  }
}

const nobody: ReadonlySet<string> = new Set();

function key(appId: string, userId: string): string {
  return `${appId}\0${userId}`;
}
