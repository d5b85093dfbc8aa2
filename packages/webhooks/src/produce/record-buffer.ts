import { randomBytes } from 'node:crypto';
import type { Clock, Timer } from '@shoal/queue';
import type { WebhookDrop, WebhookObserver } from '../webhook-observer.js';
import { AppLine } from './app-line.js';
import { BufferedBatch } from './buffered-batch.js';
import type { WebhookBatch, WebhookRecord } from './webhook-batch.js';

export interface RecordBufferOptions {
  readonly clock: Clock;
  readonly observer: Pick<WebhookObserver, 'dropped'>;
  readonly passOn: (batch: WebhookBatch) => Promise<void>;
  /** Milliseconds that a batch has to fill. */
  readonly linger: number;
  /** Of all records that wait. */
  readonly maxBytes: number;
}

/**
 * Records in memory until they are passed on: in batches of one app, which keep their order. Bounded: while nothing can
 * be passed on the oldest batches make room, but for one of each app that was tried: what has had no answer may have
 * arrived all the same, and must not be counted as dropped.
 */
export class RecordBuffer {
  private readonly options: RecordBufferOptions;
  private readonly prefix = randomBytes(9).toString('hex');
  private sequence = 0;
  private readonly open = new Map<string, BufferedBatch>();
  private readonly lines = new Map<string, AppLine>();
  /** Everything that waits, oldest first. */
  private readonly batches = new Set<BufferedBatch>();
  private bytes = 0;
  private lingering: Timer | undefined;
  private isClosed = false;
  private emptied: (() => void) | undefined;

  constructor(options: RecordBufferOptions) {
    this.options = options;
  }

  add(record: WebhookRecord): void {
    if (this.isClosed) {
      this.options.observer.dropped(record.appId, 'shutdown', 1);
      return;
    }
    const batch = this.open.get(record.appId) ?? this.begin(record.appId);
    this.bytes -= batch.bytes;
    batch.add(record);
    this.bytes += batch.bytes;
    if (batch.isFull) this.complete(batch);
    this.makeRoom();
  }

  /** When the oldest event that waits happened, in milliseconds since 1970; undefined when none waits. */
  oldest(): number | undefined {
    const [batch] = this.batches;
    return batch?.records[0]?.timeMs;
  }

  /** Takes no more, and waits at most `milliseconds` until everything is passed on; what is not is counted as dropped. */
  async close(milliseconds: number): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.completeAll();
    for (const line of this.lines.values()) line.hurry();
    await this.untilEmpty(milliseconds);
    for (const line of this.lines.values()) line.stop();
    for (const batch of this.batches) this.drop(batch, 'shutdown');
  }

  private begin(appId: string): BufferedBatch {
    this.sequence += 1;
    const batch = new BufferedBatch(appId, { source: this.prefix, version: this.sequence });
    this.open.set(appId, batch);
    this.batches.add(batch);
    // One timer for all: a batch that begins later is only passed on sooner.
    this.lingering ??= this.options.clock.after(this.options.linger, () => this.completeAll());
    return batch;
  }

  private completeAll(): void {
    this.lingering?.cancel();
    this.lingering = undefined;
    for (const batch of [...this.open.values()]) this.complete(batch);
  }

  private complete(batch: BufferedBatch): void {
    this.open.delete(batch.appId);
    const line = this.lines.get(batch.appId) ?? this.beginLine(batch.appId);
    line.push(batch);
  }

  private beginLine(appId: string): AppLine {
    const { clock, passOn } = this.options;
    const line = new AppLine({
      clock,
      passOn,
      passed: (batch) => this.forget(batch),
      emptied: () => this.lines.delete(appId),
    });
    this.lines.set(appId, line);
    return line;
  }

  private makeRoom(): void {
    if (this.bytes <= this.options.maxBytes) return;
    for (const batch of this.batches) {
      if (!batch.wasTried) this.drop(batch, 'buffer_full');
      if (this.bytes <= this.options.maxBytes) return;
    }
  }

  private drop(batch: BufferedBatch, reason: WebhookDrop): void {
    this.lines.get(batch.appId)?.remove(batch);
    if (this.open.get(batch.appId) === batch) this.open.delete(batch.appId);
    this.forget(batch);
    this.options.observer.dropped(batch.appId, reason, batch.records.length);
  }

  private forget(batch: BufferedBatch): void {
    // Twice, when one that was given up at the end has arrived after all.
    if (!this.batches.delete(batch)) return;
    this.bytes -= batch.bytes;
    if (this.batches.size === 0) this.emptied?.();
  }

  private async untilEmpty(milliseconds: number): Promise<void> {
    if (this.batches.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = this.options.clock.after(milliseconds, resolve);
      this.emptied = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}
