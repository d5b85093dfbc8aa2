import type { Clock, RecordIds, Timer } from '@shoal/core';
import { PusherError } from '@shoal/protocol';
import type { Bucket } from '../buckets/bucket.js';
import type { ScriptReply } from '../buckets/script-reply.js';
import { parseAppRef } from '../channels/channel-ref.js';
import { decodeRecord } from '../channels/stored-values.js';
import { claim } from '../scripts/outbox/claim.js';
import { settle } from '../scripts/outbox/settle.js';
import { CLAIM_MS } from './claim-times.js';
import type { PassOn, WebhookBatch } from './webhook-batch.js';

export interface BucketMoverParts {
  readonly bucket: Bucket;
  /** Says to the scripts who has claimed a batch. Unique over all processes. */
  readonly token: string;
  readonly clock: Clock;
  readonly recordIds: RecordIds;
  readonly passOn: PassOn;
  readonly linger: number;
  readonly failed: (error: unknown) => void;
  /** Told how many records could not be read. Those of another release wait for a mover that can. */
  readonly unreadable: (records: number) => void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Moves one bucket's outbox, a batch after the other, until it is empty. Whatever ends that early is no loss. */
export class BucketMover {
  private readonly parts: BucketMoverParts;
  /** Poked since it last looked into the outbox. */
  private isPoked = false;
  private isRunning = false;
  private isClosed = false;
  private pausing: { readonly timer: Timer; readonly end: () => void } | undefined;
  private run: Promise<void> = Promise.resolve();

  constructor(parts: BucketMoverParts) {
    this.parts = parts;
  }

  /** The outbox has something. */
  poke(): void {
    this.isPoked = true;
    if (this.isRunning || this.isClosed) return;
    this.isRunning = true;
    this.run = this.moveWhilePoked();
  }

  /** Takes no new batch. Resolves when the one that was being passed on is settled. */
  close(): Promise<void> {
    this.isClosed = true;
    this.pausing?.timer.cancel();
    this.pausing?.end();
    return this.run;
  }

  private async moveWhilePoked(): Promise<void> {
    while (this.isPoked && !this.isClosed) {
      await this.pause(this.parts.linger);
      try {
        await this.moveAll();
      } catch (error) {
        // A bucket that was closed keeps its outbox, and who comes by later finds it.
        if (!(error instanceof PusherError)) this.parts.failed(error);
      }
    }
    this.isRunning = false;
  }

  private async moveAll(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!this.isClosed) {
      const { clock } = this.parts;
      const askedAt = clock.now();
      const batch = await this.claim();
      if (batch === undefined) return;
      // This process was stopped meanwhile: the batch may be another's by now, and old.
      if (clock.now() - askedAt >= CLAIM_MS) continue;
      if (await this.isPassedOn(batch)) {
        pause = FIRST_PAUSE_MS;
        if (!(await this.settle(batch))) return;
      } else {
        await this.pause(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
  }

  /**
   * Also renews the claim of a batch that this mover has. Waits for a bucket that is away: the batch may have been made,
   * and who fills the outbox meanwhile leaves it to whoever has a batch.
   * @returns undefined when there is nothing to do here
   */
  private async claim(): Promise<WebhookBatch | undefined> {
    const { bucket, token, recordIds } = this.parts;
    this.isPoked = false;
    const args = (): string[] => [token, recordIds.next()];
    const reply = await bucket.state({ script: claim, args, isWanted: () => !this.isClosed });
    if (reply?.text(0) === 'unreadable') this.parts.unreadable(1);
    return reply?.text(0) === 'claimed' ? this.read(reply) : undefined;
  }

  private read(reply: ScriptReply): WebhookBatch {
    const texts = reply.texts(4);
    const records = texts.flatMap((text) => decodeRecord(text) ?? []);
    this.parts.unreadable(texts.length - records.length);
    const source = { bucket: this.parts.bucket.index, epoch: reply.text(3) };
    return { id: reply.text(1), appId: parseAppRef(reply.text(2)), records, source };
  }

  private async isPassedOn(batch: WebhookBatch): Promise<boolean> {
    if (batch.records.length === 0) return true;
    try {
      await this.parts.passOn(batch);
      return true;
    } catch (error) {
      this.parts.failed(error);
      return false;
    }
  }

  /** Waits for a bucket that is away: what is settled need not be passed on again. @returns whether there is more */
  private async settle({ id }: WebhookBatch): Promise<boolean> {
    const { bucket, token } = this.parts;
    this.isPoked = false;
    const reply = await bucket.state({ script: settle, args: () => [id, token] });
    return reply !== undefined && reply.number(0) === 1;
  }

  private pause(milliseconds: number): Promise<void> {
    if (this.isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.parts.clock.after(milliseconds, resolve);
      this.pausing = { timer, end: resolve };
    });
  }
}
