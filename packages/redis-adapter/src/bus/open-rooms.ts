import type { ChannelRef, Clock } from '@shoal/core';
import type { Hub } from './hub/hub.js';
import { Arrivals } from './packet/arrivals.js';
import { ownerOf, roomOf } from './room.js';
import type { Listening } from './subscriptions/listening.js';

/** A channel that this node hears. */
export interface OpenRoom {
  readonly channel: ChannelRef;
  readonly arrivals: Arrivals;
  /** False while it lingers: what comes is numbered and left out. */
  isWanted: boolean;
  /** What has to be confirmed before nothing is missed. */
  listenings: readonly Listening[];
}

export interface OpenRoomsParts {
  readonly hub: Hub;
  readonly clock: Clock;
  /** Milliseconds that a room stays open after it was left. */
  readonly linger: number;
  readonly receive: (room: OpenRoom, payload: Buffer) => void;
}

/** Rooms that may linger at a time; with more, the one left longest ago is closed. */
const lingering = 10_000;

/**
 * The rooms that are open in the hub. A room that was left lingers for a while, so that clients who come and go cost
 * Redis nothing.
 */
export class OpenRooms {
  private readonly parts: OpenRoomsParts;
  private readonly rooms = new Map<string, OpenRoom>();
  /** When each lingering room is to be closed, the one left longest ago first. */
  private readonly closeAt = new Map<string, number>();

  constructor(parts: OpenRoomsParts) {
    this.parts = parts;
  }

  enter({ appId, name }: ChannelRef): OpenRoom {
    const channel = { appId, name };
    const owner = ownerOf(channel);
    const known = this.rooms.get(owner);
    if (known !== undefined) {
      known.isWanted = true;
      this.closeAt.delete(owner);
      return known;
    }
    const room: OpenRoom = { channel, arrivals: new Arrivals(), isWanted: true, listenings: [] };
    this.rooms.set(owner, room);
    room.listenings = this.parts.hub.open(roomOf(owner), (payload) => this.parts.receive(room, payload));
    return room;
  }

  leave(channel: ChannelRef): void {
    const owner = ownerOf(channel);
    const room = this.rooms.get(owner);
    if (room === undefined || !room.isWanted) return;
    room.isWanted = false;
    this.closeAt.set(owner, this.parts.clock.now() + this.parts.linger);
    if (this.closeAt.size > lingering) this.closeFirst();
  }

  /** Closes what has lingered long enough. To be called a few times a second. */
  check(): void {
    const now = this.parts.clock.now();
    for (const at of this.closeAt.values()) {
      if (at > now) return;
      this.closeFirst();
    }
  }

  private closeFirst(): void {
    for (const owner of this.closeAt.keys()) {
      this.closeAt.delete(owner);
      this.rooms.delete(owner);
      this.parts.hub.close(roomOf(owner));
      return;
    }
  }
}
