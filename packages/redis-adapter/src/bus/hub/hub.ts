import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import type { Listening } from '../subscriptions/listening.js';
import { classicParser } from './classic-parser.js';
import type { PublisherFacade } from './publisher-facade.js';
import type { SubscriberFacade } from './subscriber-facade.js';

/**
 * `sharded` (Redis 7 or later): a node hears only the rooms that it has opened. `classic`: every node hears every
 * message, and passes over those of rooms that it has not opened.
 */
export type BusMode = 'sharded' | 'classic';

export interface HubParts {
  readonly mode: BusMode;
  /** First part of the names of all Redis channels. */
  readonly prefix: string;
  readonly publisher: PublisherFacade;
  readonly subscriber: SubscriberFacade;
}

type Receive = (payload: Buffer) => void;

/** What the adapter calls a packet. `d` crosses the bus, the mark does not. */
interface HubPacket {
  readonly d?: unknown;
  readonly [isOurs]?: true;
}

const isOurs = Symbol('sent by this node');

/** What the adapter knows of a Socket.IO socket. */
interface PseudoSocket {
  readonly id: string;
  readonly client: { writeToEngine(encoded: readonly HubPacket[]): void };
}

/**
 * Hosts the Socket.IO adapter without Socket.IO: one namespace, and in place of the room's sockets one pseudo-socket
 * for each open room. So the adapter's work for a message does not depend on who listens, and the payload passes
 * through it untouched.
 */
export class Hub {
  private readonly parts: HubParts;
  private readonly sockets = new Map<string, PseudoSocket>();
  private readonly adapter: ReturnType<ReturnType<typeof createAdapter | typeof createShardedAdapter>>;
  /** What is subscribed to for all rooms together. */
  readonly base: readonly Listening[];

  constructor(parts: HubParts) {
    this.parts = parts;
    const create = adapterOf(parts);
    const namespace = this.createNamespace();
    let adapter: ReturnType<typeof create> | undefined;
    this.base = parts.subscriber.collect(() => {
      adapter = create(namespace);
    });
    if (adapter === undefined) throw new Error('The Socket.IO adapter was not created');
    this.adapter = adapter;
  }

  /**
   * Has every payload that other nodes send to the room from then on received.
   *
   * @returns what has to be confirmed before nothing is missed
   */
  open(room: string, receive: Receive): readonly Listening[] {
    const id = `#${room}`;
    const writeToEngine = ([packet]: readonly HubPacket[]): void => {
      // After a publish the adapter hands the packet to this node's own sockets, too: core has done that before.
      if (packet === undefined || packet[isOurs]) return;
      receive(Buffer.isBuffer(packet.d) ? packet.d : noBytes);
    };
    this.sockets.set(id, { id, client: { writeToEngine } });
    const added = this.parts.subscriber.collect(() => void this.adapter.addAll(id, new Set([room])));
    return added.length > 0 ? added : this.base;
  }

  close(room: string): void {
    const id = `#${room}`;
    this.sockets.delete(id);
    this.adapter.delAll(id);
  }

  /** Sends to the room on every other node. Resolves when Redis has it; rejects with what ioredis said. */
  send(room: string, payload: Buffer): Promise<unknown> {
    const packet: HubPacket = { d: payload, [isOurs]: true };
    return this.parts.publisher.capture(() => {
      void this.adapter.broadcast(packet, { rooms: new Set([room]), except: nobody });
    });
  }

  /** Takes back every subscription. */
  shutDown(): void {
    for (const id of [...this.sockets.keys()]) this.adapter.delAll(id);
    void this.adapter.close();
    this.parts.subscriber.close();
  }

  private createNamespace(): unknown {
    return {
      name: '/',
      // A list of one object, not one string: a string would be framed for Engine.IO.
      server: { encoder: { encode: (packet: HubPacket) => [packet] }, opts: {} },
      sockets: this.sockets,
    };
  }
}

const noBytes = Buffer.alloc(0);
const nobody: Set<string> = new Set();

function adapterOf({ mode, prefix, publisher, subscriber }: HubParts) {
  // Not `dynamic`: it sends rooms whose names are 20 characters long to everybody.
  if (mode === 'sharded') {
    const subscriptionMode = 'dynamic-private';
    return createShardedAdapter(publisher, subscriber, { channelPrefix: prefix, subscriptionMode });
  }
  return createAdapter(publisher, subscriber, { key: prefix, parser: classicParser });
}
