import type { Effects, Ledger } from './ledger.js';
import { channelsOf, type RoomChannelType } from './room-channels.js';
import type { LoadedServer, Seat } from './seat.js';

/** Numbers of this name are told by servers together: nobody can say which one counts. */
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
  readonly channels: Readonly<Record<RoomChannelType, string>>;
  /** In the order in which they came. */
  readonly seats: Seat[] = [];
  /** Cache channels that have an event. */
  readonly remembered = new Set<string>();
  #number = 0;

  constructor({ name, servers, ledger }: RoomOptions) {
    this.name = name;
    this.servers = servers;
    this.ledger = ledger;
    this.channels = channelsOf(name);
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

  /** What the servers count when a frame of theirs goes to all sockets of a channel, each server telling its own. */
  countTelling(effects: Effects, channel: string, except?: Seat): void {
    for (const [{ name }, recipients] of this.audienceByServer(channel, except)) {
      this.#countFanOut(effects, { server: name, scope: 'local', recipients });
    }
  }

  /** What they count when an event is published on one of them. @param except the client that it came from */
  countPublishing(effects: Effects, origin: LoadedServer, { channel, except }: Target): void {
    const audience = this.audienceByServer(channel, except);
    this.#countFanOut(effects, {
      server: origin.name,
      scope: 'local',
      recipients: audience.get(origin) ?? 0,
    });
    effects
      .at(origin.name)
      .add('broadcast_messages_total', this.app)
      .add('message_size_bytes_count', { direction: 'out' });
    this.#countAdapter(effects, origin.name, 'publish');
    for (const server of this.audienceByServer(channel).keys()) {
      if (server === origin) continue;
      this.#countFanOut(effects, {
        ...{ server: server.name, scope: 'remote', recipients: audience.get(server) ?? 0 },
      });
      this.#countAdapter(effects, server.name, 'receive');
    }
  }

  #countFanOut(effects: Effects, { server, scope, recipients }: FanOut): void {
    effects
      .at(server)
      .add('messages_sent_total', this.app, recipients)
      .addLate('fanout_latency_seconds_count', { scope })
      .addLate('fanout_recipients_count');
  }

  #countAdapter(effects: Effects, server: string, operation: 'publish' | 'receive'): void {
    effects
      .at(server)
      .addLate('adapter_operations_total', { operation })
      .addLate('adapter_latency_seconds_count', { operation })
      .addLate('adapter_message_size_bytes_count', {
        direction: operation === 'receive' ? 'in' : 'out',
      });
  }
}

export interface Target {
  readonly channel: string;
  readonly except?: Seat;
}

interface FanOut {
  readonly server: string;
  readonly scope: 'local' | 'remote';
  readonly recipients: number;
}
