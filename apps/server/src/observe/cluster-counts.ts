import type { Clock, Timer } from '@shoal/core';
import type { ClusterAppTable } from '@shoal/metrics';

/** What all nodes have together. */
export interface ClusterReading {
  /** Those that live. */
  readonly nodes: number;
  readonly apps: readonly ClusterAppTable[];
}

export interface ClusterCountParts {
  /** Asks the store that all nodes share. Rejects while it is away. */
  readonly read: () => Promise<ClusterReading>;
  readonly clock: Clock;
}

/** Milliseconds between the beginnings of two readings, unless one takes longer. */
const interval = 5_000;
/** Milliseconds that news wait for more of their kind: a dead node is taken out bucket by bucket. */
const gathering = 50;
/** Milliseconds after which an answer is not the present any more. */
const lifetime = 15_000;

/** What the cluster has, as it was read a few seconds ago: a scrape does not wait for Redis. */
export class ClusterCounts {
  private readonly parts: ClusterCountParts;
  private readonly timer: Timer;
  private answer: { readonly reading: ClusterReading; readonly at: number } | undefined;
  private isReading = false;
  private refreshing: Timer | undefined;

  constructor(parts: ClusterCountParts) {
    this.parts = parts;
    this.timer = parts.clock.every(interval, () => this.read());
  }

  /** Undefined when the last reading failed or is too old. */
  latest(): ClusterReading | undefined {
    if (this.answer === undefined || this.parts.clock.now() - this.answer.at > lifetime) return undefined;
    return this.answer.reading;
  }

  /** The cluster has just lost something: reads anew in a moment. */
  refresh(): void {
    if (this.refreshing !== undefined) return;
    this.refreshing = this.parts.clock.after(gathering, () => {
      this.refreshing = undefined;
      // The answer that is on its way may be of before.
      if (this.isReading) this.refresh();
      else this.read();
    });
  }

  close(): void {
    this.timer.cancel();
    this.refreshing?.cancel();
  }

  private read(): void {
    if (this.isReading) return;
    this.isReading = true;
    const { read, clock } = this.parts;
    const at = clock.now();
    const done = (reading?: ClusterReading): void => {
      this.isReading = false;
      this.answer = reading && { reading, at };
    };
    // A store that is away is told by the node's health; here it only means that nobody knows.
    read().then(done, () => done());
  }
}
