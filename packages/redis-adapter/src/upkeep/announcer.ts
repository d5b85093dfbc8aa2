import type { ChannelRef, ChannelStoreHost, HeldChannel, WebhookRecord } from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';
import { inRows, type ScriptReply } from '../buckets/script-reply.js';
import { parseChannelRef } from '../channels/channel-ref.js';
import type { TransitionReader } from '../channels/transition-reader.js';
import type { Outbox } from './outbox.js';

export interface AnnouncerParts {
  readonly outbox: Outbox;
  readonly reader: TransitionReader;
  readonly hint: (channel: ChannelRef, version: number) => void;
  readonly settlesAtOnce: boolean;
}

/** Tells this node, and by hints the other ones, what happened without any of its sockets asking. */
export class Announcer {
  private readonly parts: AnnouncerParts;
  private host: ChannelStoreHost | undefined;

  constructor(parts: AnnouncerParts) {
    this.parts = parts;
  }

  start(host: ChannelStoreHost): void {
    this.host = host;
  }

  held(): Iterable<HeldChannel> {
    return this.host?.held() ?? [];
  }

  /** Records that the node gets in a reply. @returns those that it is not already passing on */
  give(bucket: Bucket, records: readonly WebhookRecord[]): readonly WebhookRecord[] {
    const { outbox, settlesAtOnce } = this.parts;
    const news = outbox.take(bucket, records);
    if (settlesAtOnce) outbox.settle(news.map(({ id }) => id));
    return news;
  }

  recorded(bucket: Bucket, records: readonly WebhookRecord[]): void {
    this.passOn(this.give(bucket, records));
  }

  /** Records that were given already, in a reply that nobody waits for any more. */
  passOn(records: readonly WebhookRecord[]): void {
    if (records.length > 0) this.host?.recorded(records);
  }

  look(channel: ChannelRef): void {
    this.host?.look(channel);
  }

  hint(channel: ChannelRef, version: number): void {
    this.parts.hint(channel, version);
  }

  /** What `tend` and `sweep` reply from `at` on: records, then channels with their versions and departures. */
  announce(bucket: Bucket, reply: ScriptReply, at: { records: readonly number[]; changes: number }): void {
    for (const place of at.records) this.recorded(bucket, this.parts.reader.records(reply.texts(place)));
    for (const [ref = '', version, gone] of inRows(reply.texts(at.changes), 3)) {
      const channel = parseChannelRef(ref);
      this.host?.departed(channel, Number(gone));
      this.look(channel);
      this.hint(channel, Number(version));
    }
  }
}
