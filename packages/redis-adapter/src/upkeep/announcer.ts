import type { ChannelRef, ChannelStoreHost, HeldChannel, LeaveReply } from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';
import { inRows, type ScriptReply } from '../buckets/script-reply.js';
import { parseChannelRef } from '../channels/channel-ref.js';
import type { TransitionReader } from '../channels/transition-reader.js';

export interface AnnouncerParts {
  readonly reader: TransitionReader;
  readonly hint: (channel: ChannelRef, version: number) => void;
  /** Told of a bucket whose outbox is to be moved. */
  readonly recorded: (bucket: Bucket) => void;
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

  /** What this node holds of a channel: nothing, or one thing. */
  held(channel: ChannelRef): Iterable<HeldChannel> {
    return this.host?.held(channel) ?? [];
  }

  /** Reads the reply of `join` or `leave`, and has what it recorded moved. */
  transition(bucket: Bucket, reply: ScriptReply): LeaveReply {
    this.recorded(bucket, reply.number(2));
    return this.parts.reader.transition(reply);
  }

  look(channel: ChannelRef): void {
    this.host?.look(channel);
  }

  hint(channel: ChannelRef, version: number): void {
    this.parts.hint(channel, version);
  }

  /** A member of this node had been swept, which somebody has counted as its departure. */
  arrived(channel: ChannelRef): void {
    this.host?.arrived(channel, 1);
  }

  /** What `tend` and `sweep` reply from `at` on: records, then channels with their versions and departures. */
  announce(bucket: Bucket, reply: ScriptReply, at: { records: readonly number[]; changes: number }): void {
    for (const place of at.records) this.recorded(bucket, reply.number(place));
    for (const [ref = '', version, gone] of inRows(reply.texts(at.changes), 3)) {
      const channel = parseChannelRef(ref);
      this.host?.departed(channel, Number(gone));
      this.look(channel);
      this.hint(channel, Number(version));
    }
  }

  private recorded(bucket: Bucket, records: number): void {
    if (records > 0) this.parts.recorded(bucket);
  }
}
