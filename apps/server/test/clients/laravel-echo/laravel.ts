import { createPusherServer, type ServerAddress } from '@shoal/testing';

export interface Broadcast {
  /** Names with their prefixes, as Laravel's channel classes make them. */
  readonly channels: string[];
  /** The class of the event, or what its `broadcastAs` says. */
  readonly event: string;
  readonly payload: object;
  /** Of `toOthers()`: the header X-Socket-Id of the request that caused the event. */
  readonly socketId?: string | undefined;
}

/** Broadcasts an event as Laravel's broadcaster does, with the official library. */
export async function broadcast(server: ServerAddress, { channels, event, payload, socketId }: Broadcast) {
  const parameters = socketId === undefined ? {} : { socket_id: socketId };
  await createPusherServer(server).trigger(channels, event, payload, parameters);
}
