import type { Adapter, AdapterReceiver, Batch, ChannelRef, ControlMessage, MaybePromise } from '@shoal/core';
import { PusherError } from '@shoal/protocol';
import { Cluster } from 'ioredis';
import { type BusCounters, type BusOperation, createBusCounters } from './bus-counters.js';
import { busDefaults, checkBusOptions, type RedisBusOptions } from './bus-options.js';
import { Hub } from './hub/hub.js';
import { PublisherFacade } from './hub/publisher-facade.js';
import { SubscriberFacade } from './hub/subscriber-facade.js';
import { Link } from './link.js';
import { type OpenRoom, OpenRooms } from './open-rooms.js';
import { type ChannelFlow, ChannelFlows } from './outgoing/channel-flow.js';
import { Outbox, type Said } from './outgoing/outbox.js';
import { SendBuffer } from './outgoing/send-buffer.js';
import { writeTogether } from './outgoing/write-together.js';
import { decodePacket } from './packet/decode-packet.js';
import { encodePacket } from './packet/encode-packet.js';
import { type Packet, type PacketPart, unknownTime } from './packet/packet.js';
import { Reunion } from './reunion.js';
import { createSubscriptions } from './subscriptions/create-subscriptions.js';
import type { Recovery } from './subscriptions/recovery.js';
import type { Subscriptions } from './subscriptions/subscriptions.js';

/** Milliseconds between two looks at connections, replies and what lingers. */
const checkInterval = 250;

/**
 * The bus between nodes on Redis pub/sub. Every channel is a room that only its listeners hear; a tick's batches and
 * hints of a channel are one packet, numbered by its origin, so that what comes twice is left out and what is
 * missing is counted. While Redis is away, subscriptions are kept and packets wait.
 *
 * The clients belong to the caller, who also hears their `error` events, and closes them after the bus.
 */
export class RedisBus implements Adapter {
  readonly isRemote = true;
  readonly counters: Readonly<BusCounters>;
  private readonly counted: BusCounters = createBusCounters();
  private readonly options: RedisBusOptions;
  private readonly hub: Hub;
  private readonly rooms: OpenRooms;
  private readonly subscriptions: Subscriptions;
  private readonly recovery: Recovery;
  private readonly listening: Link;
  private readonly publishing: Link;
  private readonly flows = new ChannelFlows();
  private readonly outbox: Outbox;
  private readonly reunion: Reunion;
  private readonly sendBuffer: SendBuffer;
  private readonly laneOf: (flow: ChannelFlow) => number;
  private readonly timer: { cancel(): void };
  private receiver: AdapterReceiver | undefined;
  private wasInterrupted = false;
  private hasHeard = false;

  /** @throws BusOptionsError */
  constructor(options: RedisBusOptions) {
    checkBusOptions(options);
    this.options = options;
    this.counters = this.counted;
    const { publisher, subscriber, clock, observer, isAway = () => false } = options;
    const { mode, prefix, linger, bufferBytes, bufferAge, reunion } = { ...busDefaults, ...options };
    const { report } = this;
    const recovering = createSubscriptions({
      ...{ client: subscriber, clock, prefix, report },
      onInterrupted: () => {
        this.wasInterrupted = true;
      },
    });
    this.subscriptions = recovering.subscriptions;
    this.recovery = recovering.recovery;
    this.hub = new Hub({
      ...{ mode, prefix },
      publisher: new PublisherFacade(publisher, report),
      subscriber: new SubscriberFacade(subscriber, this.subscriptions, report),
    });
    this.rooms = new OpenRooms({ ...{ hub: this.hub, clock, linger }, receive: this.receive });
    this.listening = new Link({
      ...{ client: subscriber, clock, isAway },
      onLost: () => this.hearingLost(),
      onReady: () => this.recovery.ready(),
    });
    this.publishing = new Link({
      ...{ client: publisher, clock, isAway },
      onLost: () => this.publishingLost(),
      onReady: () => this.sendBuffer.ready(),
    });
    this.reunion = new Reunion({
      ...{ hearing: this.listening, publishing: this.publishing, clock },
      grace: reunion,
    });
    this.sendBuffer = new SendBuffer({
      ...{ link: this.reunion, clock, counters: this.counted, observer, report },
      transmit: ({ room, payload }) => this.hub.send(room, payload),
      ...{ limitBytes: bufferBytes, limitAge: bufferAge },
      // In a Cluster nobody else says that one of its nodes is lost.
      failureGrace: publisher instanceof Cluster ? reunion : 0,
    });
    this.outbox = new Outbox({
      ...{ flows: this.flows, clock },
      send: (flow, said) => this.send(flow, said),
      together: (sendAll) => writeTogether(publisher, sendAll),
    });
    // One connection keeps everything in order; in a Cluster only the bucket does.
    this.laneOf = publisher instanceof Cluster ? ({ bucket }) => bucket : () => 0;
    this.timer = clock.every(checkInterval, () => this.check());
  }

  /** Resolves when the bus is connected, or after a second: it goes on trying by itself. */
  async start(receiver: AdapterReceiver): Promise<void> {
    this.receiver = receiver;
    await Promise.all([this.listening.whenReady(), this.publishing.whenReady()]);
    await this.subscriptions.whenConfirmed(this.hub.base);
    if (!this.isHearing) return;
    this.wasInterrupted = false;
    this.hasHeard = true;
  }

  /** Takes every subscription back. What waits to be sent is lost. The clients stay open. */
  close(): void {
    this.timer.cancel();
    this.recovery.close();
    this.listening.close();
    this.publishing.close();
    this.sendBuffer.lost();
    this.hub.shutDown();
  }

  subscribe(channel: ChannelRef): MaybePromise<void> {
    const { listenings } = this.rooms.enter(channel);
    return this.listening.isUp ? this.subscriptions.whenConfirmed(listenings) : undefined;
  }

  unsubscribe(channel: ChannelRef): void {
    this.rooms.leave(channel);
  }

  accepts(): boolean {
    return this.sendBuffer.accepts();
  }

  publish(batch: Batch): void {
    this.outbox.addBatch(batch);
  }

  hint(channel: ChannelRef, version: number): void {
    this.outbox.addHint(channel, version);
  }

  /**
   * Goes by the user's room like everything else, numbered with it: `serverSideEmit` would bring it to every node,
   * and twice where a publish was sent again. Never kept for later: the caller answers its client now.
   */
  async control(userChannel: ChannelRef, message: ControlMessage): Promise<void> {
    const flow = this.flows.of(userChannel);
    const lane = this.laneOf(flow);
    // Before it is numbered: a number that is never sent would count as a gap.
    if (!this.sendBuffer.isOpen(lane)) throw new PusherError('backend');
    const said = { parts: [{ kind: 'control', message }], acceptedAt: this.options.clock.now() } as const;
    const payload = this.encode(flow, said);
    await this.sendBuffer.sendNow({ lane, room: flow.room, payload });
  }

  isConnected(): boolean {
    return this.isHearing && !this.wasInterrupted && this.sendBuffer.isFlowing;
  }

  /** Bytes and packets that Redis has not confirmed yet. */
  get unconfirmed(): { readonly bytes: number; readonly packets: number } {
    const { bytes, packets } = this.sendBuffer;
    return { bytes, packets };
  }

  private get isHearing(): boolean {
    return this.listening.isUp && this.subscriptions.isComplete;
  }

  private send(flow: ChannelFlow, said: Said): void {
    try {
      const payload = this.encode(flow, said);
      this.sendBuffer.send({ lane: this.laneOf(flow), room: flow.room, payload });
    } catch (error) {
      this.counted.dropped.refused += 1;
      this.report('publish', error);
    }
  }

  private encode(flow: ChannelFlow, { parts, acceptedAt }: Said): Buffer {
    const { nodeId } = this.options;
    return encodePacket({
      origin: nodeId,
      ...this.flows.advance(flow),
      acceptedAt: Math.max(0, Math.round(this.sharedTime(acceptedAt) ?? unknownTime)),
      parts,
    });
  }

  private sharedTime(own: number): number | undefined {
    const { clock, sharedTime } = this.options;
    return sharedTime === undefined ? own + clock.wall() - clock.now() : sharedTime(own);
  }

  /** In milliseconds; undefined where one of the two nodes does not know the shared time yet. */
  private ageAt(now: number, { acceptedAt }: Packet): number | undefined {
    const shared = this.sharedTime(now);
    if (shared === undefined || acceptedAt === unknownTime) return undefined;
    // Both know it only nearly, and nothing comes before it was said.
    return Math.max(0, shared - acceptedAt);
  }

  private readonly receive = (room: OpenRoom, payload: Buffer): void => {
    const packet = decodePacket(payload, room.channel);
    if (typeof packet === 'string') {
      this.counted.dropped[packet] += 1;
      return;
    }
    this.counted.received += 1;
    this.counted.receivedBytes += payload.length;
    const { observer, clock } = this.options;
    const now = clock.now();
    const age = this.ageAt(now, packet);
    observer?.received(age && age / 1000, payload.length);
    const arrival = room.arrivals.note(packet);
    if (arrival === 'gap') this.counted.gaps += 1;
    if (arrival === 'duplicate') this.counted.duplicates += 1;
    else if (room.isWanted) this.hand(room.channel, packet.parts, now - (age ?? 0));
  };

  private hand(channel: ChannelRef, parts: readonly PacketPart[], acceptedAt: number): void {
    for (const part of parts) this.handPart(channel, part, acceptedAt);
  }

  private handPart(channel: ChannelRef, part: PacketPart, acceptedAt: number): void {
    switch (part.kind) {
      case 'batch':
        this.receiver?.deliver({ ...part.batch, acceptedAt });
        break;
      case 'hint':
        this.receiver?.look(channel, part.version);
        break;
      case 'control':
        this.receiver?.control(channel, part.message);
        break;
      default:
        part satisfies never;
    }
  }

  private check(): void {
    this.listening.check();
    this.publishing.check();
    this.recovery.check();
    this.subscriptions.check();
    this.reunion.check(this.isHearing);
    this.sendBuffer.check();
    this.rooms.check();
    if (!this.isHearing) this.wasInterrupted = true;
    else if (this.wasInterrupted) this.recovered();
  }

  private hearingLost(): void {
    this.wasInterrupted = true;
    this.recovery.lost();
    this.reunion.lost();
  }

  private publishingLost(): void {
    this.reunion.lost();
    this.sendBuffer.lost();
  }

  private recovered(): void {
    this.wasInterrupted = false;
    if (this.hasHeard) this.counted.reconnections += 1;
    this.hasHeard = true;
    this.receiver?.reconnected();
  }

  private readonly report = (operation: BusOperation, error: unknown, seconds?: number): void => {
    this.counted.errors[operation] += 1;
    this.options.observer?.failed(operation, error, seconds);
  };
}
