import type { Labels } from '../../metrics-scrape.js';
import type { Room } from './room/room.js';
import { channelTypeOf, channelTypes, isPresence, type RoomChannelType } from './room/room-channels.js';

/** What a gauge is at rest. */
export interface GaugeReading {
  /** Without the prefix. */
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** Channels of one app, each once, and members of its presence channels. */
interface Occupancy {
  readonly channels: Map<string, RoomChannelType>;
  readonly members: Set<string>;
  connections: number;
}

/** Gauges of connections, channels and members as a server tells them, by who sits in the rooms now. */
export function readTables(rooms: readonly Room[], server: string): GaugeReading[] {
  const appIds = new Set(rooms.map((room) => room.app.app_id));
  return [...appIds].flatMap((appId) => {
    const own = rooms.filter((room) => room.app.app_id === appId);
    return readApp(appId, occupancyOf(own, server), occupancyOf(own));
  });
}

function readApp(appId: string, here: Occupancy, everywhere: Occupancy): GaugeReading[] {
  const app_id = { app_id: appId };
  const types = [...here.channels.values()];
  return [
    { name: 'active_connections', labels: app_id, value: here.connections },
    { name: 'connections_per_app', labels: app_id, value: here.connections },
    { name: 'quota_used', labels: { ...app_id, quota: 'connections' }, value: here.connections },
    { name: 'send_buffer_bytes', labels: app_id, value: 0 },
    ...channelTypes.map((channel_type) => ({
      name: 'active_channels',
      labels: { ...app_id, channel_type },
      value: types.filter((type) => type === channel_type).length,
    })),
    { name: 'channels_per_app', labels: app_id, value: here.channels.size },
    { name: 'presence_members', labels: app_id, value: here.members.size },
    { name: 'cluster_active_channels', labels: app_id, value: everywhere.channels.size },
    { name: 'cluster_presence_members', labels: app_id, value: everywhere.members.size },
  ];
}

/** @param server all servers together when absent */
function occupancyOf(rooms: readonly Room[], server?: string): Occupancy {
  const occupancy: Occupancy = { channels: new Map(), members: new Set(), connections: 0 };
  for (const room of rooms) {
    for (const seat of room.seats) {
      if (server !== undefined && seat.server.name !== server) continue;
      occupancy.connections += 1;
      for (const channel of seat.channels) {
        const type = channelTypeOf(channel);
        occupancy.channels.set(channel, type);
        if (isPresence(type)) occupancy.members.add(`${channel} ${seat.userId}`);
      }
    }
  }
  return occupancy;
}
