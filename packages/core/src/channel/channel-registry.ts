import type { ChannelName } from '@shoal/protocol';
import type { App } from '../app/app.js';
import { Channel } from './channel.js';

/** Channels that this node has something to do with, by app and name. */
export class ChannelRegistry {
  private readonly byApp = new Map<string, Map<string, Channel>>();

  find(appId: string, name: string): Channel | undefined {
    return this.byApp.get(appId)?.get(name);
  }

  findOrAdd(app: App, name: ChannelName): Channel {
    const channels = this.byApp.get(app.id) ?? new Map<string, Channel>();
    const known = channels.get(name.name);
    if (known !== undefined) return known;
    const channel = new Channel(app, name);
    this.byApp.set(app.id, channels.set(name.name, channel));
    return channel;
  }

  /** Forgets a channel that nobody here is in and that has nothing to deliver. */
  removeIfIdle(channel: Channel): void {
    if (channel.sockets > 0 || channel.pending.length > 0) return;
    const channels = this.byApp.get(channel.appId);
    if (channels?.get(channel.name) !== channel) return;
    channels.delete(channel.name);
    if (channels.size === 0) this.byApp.delete(channel.appId);
  }

  has(channel: Channel): boolean {
    return this.find(channel.appId, channel.name) === channel;
  }

  apps(): Iterable<[appId: string, channels: ReadonlyMap<string, Channel>]> {
    return this.byApp;
  }

  *[Symbol.iterator](): Iterator<Channel> {
    for (const channels of this.byApp.values()) yield* channels.values();
  }
}
