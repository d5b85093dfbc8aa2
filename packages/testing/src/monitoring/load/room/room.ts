import type { Effects, Ledger } from '../ledger.js';
import { Doubts } from './doubts.js';
import { channelName, ownType, type RoomChannelType } from './room-channels.js';
import type { LoadedServer, Seat } from './seat.js';

/** In the ledger: the servers together, for what any of them may count. */
export const allServers = 'servers';

export interface RoomOptions {
  /** Part of its channels' names. */
  readonly name: string;
  /** All with the same app. */
  readonly servers: readonly LoadedServer[];
  readonly ledger: Ledger;
}

/** Clients on several servers in channels of their own, where one thing happens after the other. */
export class Room {
  readonly name: string;
  readonly servers: readonly LoadedServer[];
  readonly ledger: Ledger;
  /** In the order in which they came. */
  readonly seats: Seat[] = [];
  readonly doubts = new Doubts();
  /** Cache channels that have an event. */
  readonly remembered = new Set<string>();
  #number = 0;

  constructor({ name, servers, ledger }: RoomOptions) {
    this.name = name;
    this.servers = servers;
    this.ledger = ledger;
  }

  /** Labels of a series of the room's app. */
  get app(): { readonly app_id: string } {
    return { app_id: this.server(0).address.app.id };
  }

  /** One of the servers, counted from 0 and round and round. */
  server(index: number): LoadedServer {
    const server = this.servers[index % this.servers.length];
    if (server === undefined) throw new Error('A room needs a server');
    return server;
  }

  /** The channel of a type. @param seat whose own it is, for the type of which everybody has one */
  channel(type: RoomChannelType, seat?: Seat): string {
    const isOwn = type === ownType && seat !== undefined;
    return channelName(type, isOwn ? seat.userId : this.name);
  }

  /** A name that nothing else in the room has. */
  nextName(): string {
    this.#number += 1;
    return `${this.name}-${this.#number}`;
  }

  /** Who is subscribed to a channel, all but one. */
  audience(channel: string, except?: Seat): Seat[] {
    return this.seats.filter((seat) => seat !== except && seat.channels.has(channel));
  }

  /** An audience, server by server; only servers that have some of it. */
  audienceByServer(channel: string, except?: Seat): ReadonlyMap<LoadedServer, number> {
    const counts = new Map<LoadedServer, number>();
    for (const { server } of this.audience(channel, except)) {
      counts.set(server, (counts.get(server) ?? 0) + 1);
    }
    return counts;
  }

  /** What servers count when each of them tells its own sockets of a channel something. */
  countTelling(effects: Effects, channel: string): void {
    for (const [{ name }, recipients] of this.audienceByServer(channel)) {
      this.#countFanOut(effects, { server: name, scope: 'local', recipients });
    }
  }

  /** What they count when an event is published on one of them. */
  countPublishing(effects: Effects, origin: LoadedServer, { channel, except }: Target): void {
    const audience = this.audienceByServer(channel, except);
    const recipients = audience.get(origin) ?? 0;
    this.#countFanOut(effects, { server: origin.name, scope: 'local', recipients });
    effects
      .at(origin.name)
      .add('broadcast_messages_total', this.app)
      .add('message_size_bytes_count', { direction: 'out' });
    this.#countAdapter(effects, origin.name, 'publish');
    for (const server of this.audienceByServer(channel).keys()) {
      if (server === origin) continue;
      const recipients = audience.get(server) ?? 0;
      this.#countFanOut(effects, { server: server.name, scope: 'remote', recipients });
      this.#countAdapter(effects, server.name, 'receive');
    }
  }

  /** What they count for a member who came or went on one of them: that one counts it, the others are told to look. */
  countMember(effects: Effects, { server, channel, event }: MemberChange): void {
    effects.at(server.name).addLate('presence_events_total', { ...this.app, event });
    this.countTelling(effects, channel);
    this.#countAdapter(effects, server.name, 'publish');
    for (const other of this.audienceByServer(channel).keys()) {
      if (other !== server) this.#countAdapter(effects, other.name, 'receive');
    }
  }

  /** What is said to the adapter when a server gets its first subscriber of a channel, or loses its last. */
  countListening(effects: Effects, { name }: LoadedServer, operation: 'subscribe' | 'unsubscribe'): void {
    effects
      .at(name)
      .addLate('adapter_operations_total', { operation })
      .addLate('adapter_latency_seconds_count', { operation });
  }

  #countFanOut(effects: Effects, { server, scope, recipients }: FanOut): void {
    effects
      .at(server)
      .add('messages_sent_total', this.app, recipients)
      .addLate('fanout_latency_seconds_count', { scope })
      .addLate('fanout_recipients_count');
  }

  #countAdapter(effects: Effects, server: string, operation: 'publish' | 'receive'): void {
    const direction = operation === 'receive' ? 'in' : 'out';
    effects
      .at(server)
      .addLate('adapter_operations_total', { operation })
      .addLate('adapter_latency_seconds_count', { operation })
      .addLate('adapter_message_size_bytes_count', { direction });
  }
}

/** Where an event is published. */
export interface Target {
  readonly channel: string;
  /** The client that it came from. */
  readonly except?: Seat;
}

interface MemberChange {
  readonly server: LoadedServer;
  readonly channel: string;
  readonly event: 'join' | 'leave';
}

interface FanOut {
  readonly server: string;
  readonly scope: 'local' | 'remote';
  readonly recipients: number;
}
