import type { Clock } from '@shoal/core';
import type { DropCause } from '../bus-counters.js';
import { isRefusal } from './is-refusal.js';
import { type Parcel, ParcelQueue } from './parcel.js';

export interface LaneParts {
  readonly clock: Clock;
  /** Whether Redis is expected to answer. */
  readonly isUp: () => boolean;
  readonly transmit: (parcel: Parcel) => Promise<unknown>;
  readonly confirmed: (parcel: Parcel) => void;
  readonly dropped: (parcel: Parcel, cause: DropCause) => void;
  /** An attempt failed, so many seconds after it was made. */
  readonly failed: (error: unknown, seconds: number) => void;
  /** Milliseconds from a failure to the next attempt. */
  readonly failureGrace: number;
}

/** Checks that a reply may take: a second. */
const patientChecks = 4;

/** Parcels that are sent in one turn when there is a backlog. */
const parcelsPerTurn = 1000;

/**
 * The parcels of one connection, in order. A parcel stays until Redis has confirmed it. When the connection is cut,
 * nobody knows which of the unconfirmed ones have left; all are sent again, and receivers drop what they have had by
 * its sequence.
 */
export class Lane {
  private readonly parts: LaneParts;
  private readonly inFlight = new Set<Parcel>();
  private readonly backlog = new ParcelQueue();
  /** Parcels wait in the backlog; also while it is being sent, to keep the order. */
  private isHeld = false;
  /** False after a failure: one parcel goes first, and the rest when it has arrived. */
  private isProven = true;
  private resumeAt = 0;
  private oldest: Parcel | undefined;
  private checksOfOldest = 0;

  constructor(parts: LaneParts) {
    this.parts = parts;
  }

  get isOpen(): boolean {
    return !this.isHeld && this.parts.isUp();
  }

  /** When the parcel was made that has waited longest; undefined without a backlog. */
  get waitingSince(): number | undefined {
    return this.backlog.first?.madeAt;
  }

  send(parcel: Parcel): void {
    this.inFlight.add(parcel);
    parcel.attempts += 1;
    parcel.sentAt = this.parts.clock.now();
    const { attempts, sentAt } = parcel;
    this.parts.transmit(parcel).then(
      () => this.confirm(parcel),
      (error: unknown) => {
        this.parts.failed(error, (this.parts.clock.now() - sentAt) / 1000);
        this.fail(parcel, attempts, error);
      },
    );
  }

  keep(parcel: Parcel): void {
    this.isHeld = true;
    this.backlog.push(parcel);
  }

  /** Gives up what has waited longest. @returns false when nothing waits */
  dropFirst(cause: DropCause): boolean {
    const parcel = this.backlog.shift();
    if (parcel === undefined) return false;
    if (!parcel.isDone) this.drop(parcel, cause);
    return true;
  }

  /** The connection was cut: no reply will come for what is in flight. */
  cut(): void {
    this.isHeld = true;
    const kept: Parcel[] = [];
    for (const parcel of this.inFlight) {
      parcel.attempts += 1;
      if (parcel.answer === undefined) kept.push(parcel);
      else this.drop(parcel, 'expired');
    }
    this.inFlight.clear();
    this.backlog.putBack(kept);
  }

  /** Sends what waits, if Redis is there. */
  resume(): void {
    const { clock, isUp } = this.parts;
    if (!this.isHeld || this.inFlight.size > 0 || !isUp() || clock.now() < this.resumeAt) return;
    this.sendBacklog(this.isProven ? parcelsPerTurn : 1);
  }

  /** To be called four times a second. */
  check(): void {
    this.notice();
    this.resume();
  }

  private sendBacklog(count: number): void {
    for (let left = count; left > 0; ) {
      const parcel = this.backlog.shift();
      if (parcel === undefined) break;
      if (parcel.isDone) continue;
      this.send(parcel);
      left -= 1;
    }
    if (this.backlog.size > 0) {
      if (this.isProven) this.parts.clock.atEndOfTick(() => this.goOn());
    } else if (this.isProven || this.inFlight.size === 0) {
      this.isHeld = false;
    }
  }

  private goOn(): void {
    if (this.isHeld && this.isProven && this.parts.isUp()) this.sendBacklog(parcelsPerTurn);
  }

  /** Holds the lane when a reply is overdue. What is in flight may still arrive. */
  private notice(): void {
    const [oldest] = this.inFlight;
    if (oldest === undefined || oldest !== this.oldest) {
      this.oldest = oldest;
      this.checksOfOldest = 0;
      return;
    }
    this.checksOfOldest += 1;
    if (this.checksOfOldest < patientChecks) return;
    this.isHeld = true;
    for (const parcel of this.inFlight) parcel.answer?.reject();
  }

  private confirm(parcel: Parcel): void {
    if (parcel.isDone) return;
    this.inFlight.delete(parcel);
    parcel.isDone = true;
    this.isProven = true;
    this.parts.confirmed(parcel);
    parcel.answer?.resolve();
    this.resume();
  }

  private fail(parcel: Parcel, attempt: number, error: unknown): void {
    if (parcel.isDone || parcel.attempts !== attempt) return;
    if (isRefusal(error)) {
      this.inFlight.delete(parcel);
      this.drop(parcel, 'refused');
      this.resume();
      return;
    }
    this.isProven = false;
    this.resumeAt = this.parts.clock.now() + this.parts.failureGrace;
    this.cut();
  }

  private drop(parcel: Parcel, cause: DropCause): void {
    parcel.isDone = true;
    this.parts.dropped(parcel, cause);
    parcel.answer?.reject();
  }
}
