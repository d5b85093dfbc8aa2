import type { Connection } from './connection.js';

/** Every open connection of this node, by app and socket id. */
export class ConnectionRegistry {
  private readonly byApp = new Map<string, Map<string, Connection>>();
  private total = 0;

  get size(): number {
    return this.total;
  }

  add(connection: Connection): void {
    const { app, socketId } = connection;
    const connections = this.byApp.get(app.id) ?? new Map<string, Connection>();
    this.byApp.set(app.id, connections.set(socketId, connection));
    this.total += 1;
  }

  remove(connection: Connection): void {
    const connections = this.byApp.get(connection.app.id);
    if (connections?.delete(connection.socketId)) this.total -= 1;
    if (connections?.size === 0) this.byApp.delete(connection.app.id);
  }

  find(appId: string, socketId: string): Connection | undefined {
    return this.byApp.get(appId)?.get(socketId);
  }

  count(appId: string): number {
    return this.byApp.get(appId)?.size ?? 0;
  }

  /** Apps that have connections now, with their connections. */
  apps(): Iterable<[appId: string, connections: ReadonlyMap<string, Connection>]> {
    return this.byApp;
  }

  *[Symbol.iterator](): Iterator<Connection> {
    for (const connections of this.byApp.values()) yield* connections.values();
  }
}
