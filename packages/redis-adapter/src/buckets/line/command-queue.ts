import { PusherError } from '@shoal/protocol';
import { type Command, prune } from '../command.js';
import type { SharedWindow } from './shared-window.js';

/** Commands on their way at once: a bucket that has much to say must not make the others look away. */
const WINDOW = 64;
const FIRST_PRUNING = 128;

/** One bucket's commands in the order of the calls: those on their way, then those that wait. */
export class CommandQueue {
  private inFlight: Command[] = [];
  private waiting: Command[] = [];
  private pruneAt = FIRST_PRUNING;
  private readonly window: SharedWindow;
  private readonly onRoom: () => void;

  /** @param onRoom called when `next` has something again that it did not give for want of room in the window */
  constructor(window: SharedWindow, onRoom: () => void) {
    this.window = window;
    this.onRoom = onRoom;
  }

  /** Monotonic ms at which the oldest unanswered command was sent. */
  get unansweredSince(): number | undefined {
    return this.inFlight[0]?.sentAt;
  }

  get isEmpty(): boolean {
    return this.inFlight.length + this.waiting.length === 0;
  }

  push(...commands: readonly Command[]): void {
    this.waiting.push(...commands);
  }

  /** For what must not grow old behind the others, and has no part in their order. */
  pushFirst(command: Command): void {
    this.waiting.unshift(command);
  }

  /** The next one to send, as long as not too many are on their way; those that nobody wants any more are dropped. */
  next(): Command | undefined {
    while (this.inFlight.length < WINDOW) {
      if (!this.window.hasRoom) {
        if (this.waiting.length > 0) this.window.wait(this.onRoom);
        return undefined;
      }
      const command = this.waiting.shift();
      if (command === undefined) return undefined;
      if (command.statement.isWanted?.() !== false) {
        this.inFlight.push(command);
        this.window.take();
        return command;
      }
      command.resolve(undefined);
    }
    return undefined;
  }

  answered(command: Command): void {
    const at = this.inFlight.indexOf(command);
    if (at < 0) return;
    this.inFlight.splice(at, 1);
    this.window.give(1);
  }

  /** What is unanswered waits again, in its order, before everything else. */
  returnUnanswered(): void {
    this.waiting = [...this.takeUnanswered(), ...this.waiting];
  }

  /** Takes out all that waits. */
  takeWaiting(): Command[] {
    return this.waiting.splice(0);
  }

  /** Nobody is to wait any longer: queries are refused, statements are kept, and who made them may go on. */
  release(): void {
    this.returnUnanswered();
    for (const command of this.takeWaiting()) {
      if (command.isQuery) {
        command.reject(new PusherError('backend'));
        continue;
      }
      this.push(command);
      command.statement.onAway?.();
    }
  }

  takeAll(): Command[] {
    return [...this.takeUnanswered(), ...this.waiting.splice(0)];
  }

  /** Keeps what waits from growing with every client that comes and goes while the bucket is away. */
  pruneIfLong(): void {
    if (this.waiting.length < this.pruneAt) return;
    this.waiting = prune(this.waiting);
    this.pruneAt = 2 * this.waiting.length + FIRST_PRUNING;
  }

  private takeUnanswered(): Command[] {
    const unanswered = this.inFlight.splice(0);
    this.window.give(unanswered.length);
    return unanswered;
  }
}
