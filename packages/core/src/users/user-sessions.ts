import { userChannel, type WatchlistEvent, watchlistEvents } from '@shoal/protocol';
import type { Adapter } from '../cluster/adapter.js';
import type { SignInReply, UserStatement, UserStatus, UserStore } from '../cluster/user-store.js';
import type { Connection } from '../connection/connection.js';
import { andThen, type MaybePromise } from '../maybe-promise.js';
import type { Observer } from '../observer/observer.js';
import type { UserRegistry } from './user-registry.js';

export interface UserSessionParts {
  readonly store: UserStore;
  readonly users: UserRegistry;
  readonly adapter: Adapter;
  readonly observer: Observer;
}

/** States which users are signed in here, and tells watchers who comes and goes. */
export class UserSessions {
  private readonly parts: UserSessionParts;
  /** What came for connections whose sign-in is on its way: it is newer than the list that they wait for. */
  private readonly news = new Map<Connection, Map<string, boolean>>();

  constructor(parts: UserSessionParts) {
    this.parts = parts;
  }

  /** The connection's user is set. Resolves with what the store knows of the watchlist. */
  begin(connection: Connection, userId: string): MaybePromise<SignInReply> {
    const { store, users } = this.parts;
    const appId = connection.app.id;
    users.add(connection);
    if (connection.app.features.watchlist) this.news.set(connection, new Map());
    return andThen(store.signIn(this.statement(appId, userId)), (reply) => {
      if (reply.cameOnline) this.tellWatchers(appId, reply.watchers, { userId, online: true });
      return reply;
    });
  }

  end(connection: Connection): void {
    const { user, app } = connection;
    if (user === undefined) return;
    this.news.delete(connection);
    this.parts.users.remove(connection);
    const result = andThen(this.parts.store.signOut(this.statement(app.id, user.id)), (reply) => {
      if (reply.wentOffline) this.tellWatchers(app.id, reply.watchers, { userId: user.id, online: false });
    });
    if (result instanceof Promise)
      result.catch((error: unknown) => this.parts.observer.failed('sign out', error));
  }

  /** Who of the watchlist is online and who is not, for a connection that has just signed in. */
  tellWatchlist(connection: Connection, { online }: SignInReply): void {
    const watchlist = connection.user?.watchlist ?? [];
    const news = this.news.get(connection);
    this.news.delete(connection);
    const isOnline = (id: string): boolean => news?.get(id) ?? online.has(id);
    const events: WatchlistEvent[] = [];
    const present = watchlist.filter(isOnline);
    const absent = watchlist.filter((id) => !isOnline(id));
    if (present.length > 0) events.push({ name: 'online', user_ids: present });
    if (absent.length > 0) events.push({ name: 'offline', user_ids: absent });
    if (events.length > 0) connection.send(watchlistEvents(events));
  }

  /** Tells the connections of this node that watch the user. */
  tellHere(appId: string, status: UserStatus): void {
    const watchers = this.parts.users.watchersOf(appId, status.userId);
    if (watchers.size > 0) this.tell(watchers, status);
  }

  /** Tells one watcher, whose room the news came to; the other watchers here have rooms of their own. */
  tellUser(appId: string, watcherId: string, status: UserStatus): void {
    const watchers = [...this.parts.users.watchersOf(appId, status.userId)];
    const told = watchers.filter(({ user }) => user?.id === watcherId);
    if (told.length > 0) this.tell(told, status);
  }

  private tell(watchers: Iterable<Connection>, { userId, online }: UserStatus): void {
    const text = watchlistEvents([{ name: online ? 'online' : 'offline', user_ids: [userId] }]);
    for (const watcher of watchers) {
      // Who has just signed in learns of itself from its own first list.
      if (watcher.user?.id === userId) continue;
      const news = this.news.get(watcher);
      if (news === undefined) watcher.send(text);
      else news.set(userId, online);
    }
  }

  private tellWatchers(appId: string, watchers: readonly string[], status: UserStatus): void {
    this.tellHere(appId, status);
    const { adapter, observer } = this.parts;
    if (!adapter.isRemote) return;
    for (const watcher of watchers) {
      const room = { appId, name: userChannel(watcher) };
      const result = adapter.control(room, { kind: 'user_status', status });
      if (result instanceof Promise)
        result.catch((error: unknown) => observer.failed('tell watchers', error));
    }
  }

  private statement(appId: string, userId: string): UserStatement {
    const { users } = this.parts;
    const sockets = users.connectionsOf(appId, userId).size;
    return { appId, userId, sockets, watchlist: users.watchlistOf(appId, userId) };
  }
}
