import type { Clock, Timer } from '@shoal/queue';
import type { BufferedBatch } from './buffered-batch.js';
import type { WebhookBatch } from './webhook-batch.js';

export interface AppLineParts {
  readonly clock: Clock;
  readonly passOn: (batch: WebhookBatch) => Promise<void>;
  readonly passed: (batch: BufferedBatch) => void;
  /** Nothing waits any more. */
  readonly emptied: () => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Full batches of one app, passed on one after the other, each until it has succeeded. */
export class AppLine {
  private readonly parts: AppLineParts;
  private readonly batches = new Set<BufferedBatch>();
  private isRunning = false;
  private isStopped = false;
  private pausing: { readonly timer: Timer; readonly end: () => void } | undefined;

  constructor(parts: AppLineParts) {
    this.parts = parts;
  }

  push(batch: BufferedBatch): void {
    this.batches.add(batch);
    if (this.isRunning) return;
    this.isRunning = true;
    void this.run();
  }

  /** One that was not tried. */
  remove(batch: BufferedBatch): void {
    this.batches.delete(batch);
  }

  /** Tries again now. */
  hurry(): void {
    this.pausing?.timer.cancel();
    this.pausing?.end();
  }

  /** Begins nothing any more. */
  stop(): void {
    this.isStopped = true;
    this.hurry();
  }

  private async run(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    for (let batch = this.first(); batch !== undefined; batch = this.first()) {
      if (await this.isPassedOn(batch)) {
        this.batches.delete(batch);
        this.parts.passed(batch);
        pause = FIRST_PAUSE_MS;
      } else {
        await this.wait(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
    this.isRunning = false;
    this.parts.emptied();
  }

  private first(): BufferedBatch | undefined {
    if (this.isStopped) return undefined;
    const [batch] = this.batches;
    return batch;
  }

  private async isPassedOn(batch: BufferedBatch): Promise<boolean> {
    batch.wasTried = true;
    try {
      await this.parts.passOn(batch);
      return true;
    } catch {
      // Whoever is away says so itself (health, metrics of the queue); here the batch just waits.
      return false;
    }
  }

  private wait(milliseconds: number): Promise<void> {
    if (this.isStopped) return Promise.resolve();
    return new Promise((end) => {
      this.pausing = { timer: this.parts.clock.after(milliseconds, end), end };
    });
  }
}
