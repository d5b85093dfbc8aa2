import type { Labels } from '../../metrics-scrape.js';
import type { Room } from './room/room.js';
import { channelTypeOf, channelTypes, isPresence, type RoomChannelType } from './room/room-channels.js';
import type { LoadedServer } from './room/seat.js';

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

/**
 * Gauges of connections, channels and members as a server tells them, by who sits in the rooms now.
 *
 * @param certainty `certain` by default; exact at rest, when nothing is in doubt
 */
export function readTables(
  rooms: readonly Room[],
  server: string,
  certainty: Certainty = 'certain',
): GaugeReading[] {
  const appIds = new Set(rooms.map((room) => room.app.app_id));
  return [...appIds].flatMap((appId) => {
    const own = rooms.filter((room) => room.app.app_id === appId);
    return readApp(appId, occupancyOf(own, certainty, server), occupancyOf(own, certainty));
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

/** What counts: who certainly is there, or whoever may be there too. */
type Certainty = 'certain' | 'possible';

/** @param server all servers together when absent */
function occupancyOf(rooms: readonly Room[], certainty: Certainty, server?: string): Occupancy {
  const occupancy: Occupancy = { channels: new Map(), members: new Set(), connections: 0 };
  const isHere = (present: { readonly server: LoadedServer }) =>
    server === undefined || present.server.name === server;
  for (const room of rooms) {
    for (const seat of room.seats.filter(isHere)) {
      occupancy.connections += 1;
      occupy(occupancy, seat);
    }
    if (certainty === 'certain') continue;
    for (const doubt of room.doubts.all.filter(isHere)) {
      if (doubt.hasConnection) occupancy.connections += 1;
      occupy(occupancy, doubt);
    }
  }
  return occupancy;
}

function occupy(
  { channels, members }: Occupancy,
  present: { readonly channels: Iterable<string>; readonly userId: string },
): void {
  for (const channel of present.channels) {
    const type = channelTypeOf(channel);
    channels.set(channel, type);
    if (isPresence(type)) members.add(`${channel} ${present.userId}`);
  }
}
