import type { ChannelType } from '@shoal/protocol';
import type { Channel } from './channel/channel.js';
import type { ChannelRegistry } from './channel/channel-registry.js';
import type { Adapter } from './cluster/adapter.js';
import type { CacheStore } from './cluster/cache-store.js';
import type { Connection } from './connection/connection.js';
import type { ConnectionRegistry } from './connection/connection-registry.js';

/** What this node holds for one app at this moment. */
export interface AppTable {
  readonly appId: string;
  readonly connections: number;
  /** Channels with a subscriber here; user channels are not among them. */
  readonly channels: ReadonlyMap<ChannelType, number>;
  readonly presenceMembers: number;
  /** Bytes that sockets have queued. */
  readonly sendBufferBytes: number;
}

/** Live tables for metrics, counted when they are asked for: nothing is kept in step, so nothing can drift. */
export interface NodeTables {
  apps(): Iterable<AppTable>;
  adapterConnected(): boolean;
  cacheBytes(): number;
}

export interface NodeTableParts {
  readonly connections: ConnectionRegistry;
  readonly channels: ChannelRegistry;
  readonly adapter: Adapter;
  readonly cache: CacheStore;
}

export function createNodeTables({ connections, channels, adapter, cache }: NodeTableParts): NodeTables {
  return {
    adapterConnected: () => adapter.isConnected(),
    cacheBytes: () => cache.memoryBytes(),
    apps() {
      const open = new Map(connections.apps());
      const occupied = new Map(channels.apps());
      const ids = new Set([...open.keys(), ...occupied.keys()]);
      return [...ids].map((appId) => ({
        appId,
        ...countConnections(open.get(appId)?.values() ?? []),
        ...countChannels(occupied.get(appId)?.values() ?? []),
      }));
    },
  };
}

function countConnections(open: Iterable<Connection>): Pick<AppTable, 'connections' | 'sendBufferBytes'> {
  let connections = 0;
  let sendBufferBytes = 0;
  for (const { socket } of open) {
    connections += 1;
    sendBufferBytes += socket.queuedBytes;
  }
  return { connections, sendBufferBytes };
}

function countChannels(occupied: Iterable<Channel>): Pick<AppTable, 'channels' | 'presenceMembers'> {
  const channels = new Map<ChannelType, number>();
  let presenceMembers = 0;
  for (const { listed, channelName, members } of occupied) {
    if (listed.length === 0 || channelName.kind === 'user') continue;
    channels.set(channelName.type, (channels.get(channelName.type) ?? 0) + 1);
    presenceMembers += members?.size ?? 0;
  }
  return { channels, presenceMembers };
}
