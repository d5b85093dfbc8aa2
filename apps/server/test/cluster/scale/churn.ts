import type { ServerAddress } from '@shoal/testing';
import { Guest } from './guest.js';

export interface ChurnOptions {
  /** Subscriptions a second, each of which is taken back as soon as it was answered. */
  readonly perSecond: number;
  readonly seconds: number;
  /** The channel of the so many-th subscription. */
  readonly nameOf: (index: number) => string;
}

const sockets = 100;
/** Milliseconds between two looks at what is due. */
const interval = 10;
/** Subscriptions that may be unanswered: a server that is too slow is not flooded, and takes longer. */
const unansweredAtMost = 2_000;

/** Clients who come into channels and leave them at once. Use it with `using`. */
export class Churn implements Disposable {
  readonly #guests: readonly Guest[];
  /** Channels that each of them waits for: who asks twice is answered once. */
  readonly #waiting: readonly Set<string>[];
  #answered = 0;

  private constructor(guests: readonly Guest[]) {
    this.#guests = guests;
    this.#waiting = guests.map(() => new Set());
    for (const [index, guest] of guests.entries()) {
      guest.onSubscribed = (channel) => {
        this.#answered += 1;
        this.#waiting[index]?.delete(channel);
        guest.unsubscribe(channel);
      };
    }
  }

  static async on(server: ServerAddress): Promise<Churn> {
    return new Churn(await Promise.all(Array.from({ length: sockets }, () => Guest.connect(server))));
  }

  get faults(): string[] {
    return this.#guests.flatMap(({ faults }) => faults);
  }

  /** Resolves when all were answered. @returns how many a second there were */
  async run({ perSecond, seconds, nameOf }: ChurnOptions): Promise<number> {
    const total = perSecond * seconds;
    const startedAt = performance.now();
    const before = this.#answered;
    let asked = 0;
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1_000) * perSecond));
        const answered = this.#answered - before;
        const until = Math.min(due, answered + unansweredAtMost);
        while (asked < until && this.#ask(asked, nameOf(asked))) asked += 1;
        if (answered < total) return;
        clearInterval(timer);
        resolve();
      }, interval);
    });
    return Math.round(total / ((performance.now() - startedAt) / 1_000));
  }

  #ask(index: number, channel: string): boolean {
    const guest = index % sockets;
    if (this.#waiting[guest]?.has(channel)) return false;
    this.#waiting[guest]?.add(channel);
    this.#guests[guest]?.subscribe(channel);
    return true;
  }

  [Symbol.dispose](): void {
    for (const guest of this.#guests) guest.leave();
  }
}
