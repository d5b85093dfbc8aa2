import type { Clock } from '@shoal/core';
import { PusherError } from '@shoal/protocol';
import type { BusCounters, BusObserver, DropCause, ReportFailure } from '../bus-counters.js';
import { Lane } from './lane.js';
import type { Parcel } from './parcel.js';

export interface SendBufferParts {
  /** Whether Redis would answer, and those who are to hear it are there. */
  readonly link: { readonly isUp: boolean };
  readonly clock: Clock;
  readonly counters: BusCounters;
  readonly observer: Pick<BusObserver, 'published'> | undefined;
  readonly report: ReportFailure;
  readonly transmit: (parcel: Parcel) => Promise<unknown>;
  /** Bytes that may wait or be unconfirmed before nothing is accepted any more. */
  readonly limitBytes: number;
  /** Milliseconds that a packet may wait. */
  readonly limitAge: number;
  /** Milliseconds from a failure to the next attempt. */
  readonly failureGrace: number;
}

/** A packet that is to be sent. The packets of one lane stay in order. */
export interface Outgoing {
  readonly lane: number;
  readonly room: string;
  readonly payload: Buffer;
}

/**
 * Part of the limit that is there beyond it, for what nobody is asked about: client events, and what was accepted
 * before it was added. Whoever was accepted must not drive out somebody else who was.
 */
const reserve = 1 / 8;

/** What this node has to say, until Redis has it: sent at once, or kept while the bus is away. */
export class SendBuffer {
  private readonly parts: SendBufferParts;
  private readonly lanes = new Map<number, Lane>();
  private awaySince: number | undefined;
  private unconfirmedBytes = 0;
  private unconfirmed = 0;

  constructor(parts: SendBufferParts) {
    this.parts = parts;
  }

  /** Bytes of packets that Redis has not confirmed. */
  get bytes(): number {
    return this.unconfirmedBytes;
  }

  /** Packets that Redis has not confirmed. */
  get packets(): number {
    return this.unconfirmed;
  }

  /** Whether everything is being sent at once. */
  get isFlowing(): boolean {
    if (!this.parts.link.isUp) return false;
    for (const lane of this.lanes.values()) if (!lane.isOpen) return false;
    return true;
  }

  /** False: a packet that came now would be lost, or drive out an older one. */
  accepts(): boolean {
    const { limitBytes, limitAge, clock } = this.parts;
    if (this.unconfirmedBytes >= limitBytes) return false;
    return this.awaySince === undefined || clock.now() - this.awaySince < limitAge;
  }

  send(outgoing: Outgoing): void {
    const lane = this.laneOf(outgoing.lane);
    const parcel = this.toParcel(outgoing);
    const fits = this.unconfirmedBytes <= this.capacity;
    if (fits && lane.isOpen) lane.send(parcel);
    else lane.keep(parcel);
    if (!fits) this.makeRoom();
  }

  /** Whether a packet of this lane would be sent at once. */
  isOpen(lane: number): boolean {
    return this.laneOf(lane).isOpen;
  }

  /** Sends now or not at all. Rejects with PusherError `backend` when Redis does not confirm it. */
  sendNow(outgoing: Outgoing): Promise<void> {
    const lane = this.laneOf(outgoing.lane);
    if (!lane.isOpen) return Promise.reject(new PusherError('backend'));
    return new Promise((resolve, reject) => {
      const answer = { resolve, reject: () => reject(new PusherError('backend')) };
      lane.send(this.toParcel(outgoing, answer));
    });
  }

  /** The connection was cut. */
  lost(): void {
    this.noticeAway();
    for (const lane of this.lanes.values()) lane.cut();
  }

  /** Commands are possible again. */
  ready(): void {
    this.noticeAway();
    for (const lane of this.lanes.values()) lane.resume();
  }

  /** To be called four times a second. */
  check(): void {
    this.noticeAway();
    const oldest = this.parts.clock.now() - this.parts.limitAge;
    for (const lane of this.lanes.values()) {
      while ((lane.waitingSince ?? Number.POSITIVE_INFINITY) < oldest) lane.dropFirst('expired');
      lane.check();
    }
  }

  private get capacity(): number {
    return this.parts.limitBytes * (1 + reserve);
  }

  private noticeAway(): void {
    if (this.parts.link.isUp) this.awaySince = undefined;
    else this.awaySince ??= this.parts.clock.now();
  }

  private makeRoom(): void {
    while (this.unconfirmedBytes > this.capacity) {
      if (!this.longestWaiting()?.dropFirst('buffer_full')) return;
    }
  }

  private longestWaiting(): Lane | undefined {
    let found: Lane | undefined;
    for (const lane of this.lanes.values()) {
      if (lane.waitingSince === undefined) continue;
      if (found?.waitingSince === undefined || lane.waitingSince < found.waitingSince) found = lane;
    }
    return found;
  }

  private laneOf(number: number): Lane {
    const known = this.lanes.get(number);
    if (known !== undefined) return known;
    const { link, clock, transmit, report, failureGrace } = this.parts;
    const lane = new Lane({
      clock,
      transmit,
      failureGrace,
      isUp: () => link.isUp,
      confirmed: (parcel) => this.confirmed(parcel),
      dropped: (parcel, cause) => this.dropped(parcel, cause),
      failed: (error, seconds) => report('publish', error, seconds),
    });
    this.lanes.set(number, lane);
    return lane;
  }

  private toParcel({ room, payload }: Outgoing, answer?: Parcel['answer']): Parcel {
    this.unconfirmed += 1;
    this.unconfirmedBytes += payload.length;
    const madeAt = this.parts.clock.now();
    const parcel = { room, payload, madeAt, sentAt: madeAt, attempts: 0, isDone: false };
    return answer === undefined ? parcel : { ...parcel, answer };
  }

  private confirmed(parcel: Parcel): void {
    const { counters, observer, clock } = this.parts;
    this.forget(parcel);
    counters.published += 1;
    counters.publishedBytes += parcel.payload.length;
    observer?.published((clock.now() - parcel.sentAt) / 1000, parcel.payload.length);
  }

  private dropped(parcel: Parcel, cause: DropCause): void {
    this.forget(parcel);
    this.parts.counters.dropped[cause] += 1;
  }

  private forget({ payload }: Parcel): void {
    this.unconfirmed -= 1;
    this.unconfirmedBytes -= payload.length;
  }
}
