import { type Command, prune } from '../command.js';

/** Commands on their way at once: a bucket that has much to say must not make the others look away. */
const WINDOW = 64;
const FIRST_PRUNING = 128;

/** One bucket's commands in the order of the calls: those on their way, then those that wait. */
export class CommandQueue {
  private inFlight: Command[] = [];
  private waiting: Command[] = [];
  private pruneAt = FIRST_PRUNING;

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

  /** The next one to send, as long as not too many are on their way; those that nobody wants any more are dropped. */
  next(): Command | undefined {
    while (this.inFlight.length < WINDOW) {
      const command = this.waiting.shift();
      if (command === undefined) return undefined;
      if (command.statement.isWanted?.() !== false) {
        this.inFlight.push(command);
        return command;
      }
      command.resolve(undefined);
    }
    return undefined;
  }

  answered(command: Command): void {
    const at = this.inFlight.indexOf(command);
    if (at >= 0) this.inFlight.splice(at, 1);
  }

  /** What is unanswered waits again, in its order, before everything else. */
  returnUnanswered(): void {
    this.waiting = [...this.inFlight, ...this.waiting];
    this.inFlight = [];
  }

  /** Takes out all that waits. */
  takeWaiting(): Command[] {
    return this.waiting.splice(0);
  }

  takeAll(): Command[] {
    return [...this.inFlight.splice(0), ...this.waiting.splice(0)];
  }

  /** Keeps what waits from growing with every client that comes and goes while the bucket is away. */
  pruneIfLong(): void {
    if (this.waiting.length < this.pruneAt) return;
    this.waiting = prune(this.waiting);
    this.pruneAt = 2 * this.waiting.length + FIRST_PRUNING;
  }
}
