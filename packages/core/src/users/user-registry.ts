import type { Connection } from '../connection/connection.js';

/** Signed-in connections of this node by user, and by whom they watch. */
export class UserRegistry {
  private readonly byUser = new Map<string, Set<Connection>>();
  private readonly byWatched = new Map<string, Set<Connection>>();

  add(connection: Connection): void {
    const { user, app } = connection;
    if (user === undefined) return;
    include(this.byUser, key(app.id, user.id), connection);
    if (!app.features.watchlist) return;
    for (const id of user.watchlist) include(this.byWatched, key(app.id, id), connection);
  }

  remove(connection: Connection): void {
    const { user, app } = connection;
    if (user === undefined) return;
    exclude(this.byUser, key(app.id, user.id), connection);
    for (const id of user.watchlist) exclude(this.byWatched, key(app.id, id), connection);
  }

  connectionsOf(appId: string, userId: string): ReadonlySet<Connection> {
    return this.byUser.get(key(appId, userId)) ?? nobody;
  }

  /** Connections here whose user watches this one. */
  watchersOf(appId: string, userId: string): ReadonlySet<Connection> {
    return this.byWatched.get(key(appId, userId)) ?? nobody;
  }

  /** Everybody whom the user watches from here, on any connection. */
  watchlistOf(appId: string, userId: string): string[] {
    const ids = new Set<string>();
    for (const { app, user } of this.connectionsOf(appId, userId)) {
      if (!app.features.watchlist) continue;
      for (const id of user?.watchlist ?? []) ids.add(id);
    }
    return [...ids];
  }
}

const nobody: ReadonlySet<Connection> = new Set();

/** NUL cannot be mistaken for a part of either id. */
function key(appId: string, userId: string): string {
  return `${appId}\0${userId}`;
}

function include(map: Map<string, Set<Connection>>, at: string, connection: Connection): void {
  const set = map.get(at);
  if (set === undefined) map.set(at, new Set([connection]));
  else set.add(connection);
}

function exclude(map: Map<string, Set<Connection>>, at: string, connection: Connection): void {
  const set = map.get(at);
  set?.delete(connection);
  if (set?.size === 0) map.delete(at);
}
