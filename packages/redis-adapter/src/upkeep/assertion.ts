import type { Clock, HeldChannel, RecordIds } from '@shoal/core';
import type { Bucket, Registered } from '../buckets/bucket.js';
import type { ScriptReply } from '../buckets/script-reply.js';
import type { ChannelParts } from '../channels/channel-parts.js';
import { encodeMember } from '../channels/stored-values.js';
import { WANTS_EVERYTHING } from '../channels/wants.js';
import { join } from '../scripts/channels/join.js';
import type { Announcer } from './announcer.js';

export interface AssertionParts {
  readonly clock: Clock;
  readonly parts: ChannelParts;
  readonly recordIds: RecordIds;
  readonly announcer: Announcer;
}

/** States all that this node holds in a bucket that does not know it any more, or that has begun a new epoch. */
export class Assertion {
  private readonly parts: AssertionParts;
  /** Mostly many buckets lose a node at once, and what it holds is sorted once for all of them. */
  private sorted: Map<Bucket, HeldChannel[]> | undefined;

  constructor(parts: AssertionParts) {
    this.parts = parts;
  }

  registered(bucket: Bucket, { isNew, from }: Registered): void {
    const { parts, announcer } = this.parts;
    if (!isNew || from === undefined) return;
    for (const held of this.sort().get(bucket) ?? []) this.assert(bucket, from, held);
    for (const part of parts.withMembers(bucket)) {
      part.seenVersion = 0;
      announcer.look(part.channel);
    }
  }

  private sort(): Map<Bucket, HeldChannel[]> {
    if (this.sorted !== undefined) return this.sorted;
    const sorted = new Map<Bucket, HeldChannel[]>();
    for (const held of this.parts.announcer.held()) {
      const { bucket } = this.parts.parts.locate(held.channel);
      const ofBucket = sorted.get(bucket) ?? [];
      ofBucket.push(held);
      sorted.set(bucket, ofBucket);
    }
    this.sorted = sorted;
    this.parts.clock.atEndOfTick(() => {
      this.sorted = undefined;
    });
    return sorted;
  }

  private assert(bucket: Bucket, from: string, { channel, count, members }: HeldChannel): void {
    // Whose last socket has just gone is about to leave, which says nothing to a bucket that does not know it.
    if (count === 0) return;
    const { parts, recordIds } = this.parts;
    const { ref } = parts.locate(channel);
    const part = parts.find(bucket, ref);
    // Its join was answered before it was heard, and is sent again: only an ordinary join is sure to be recorded.
    if (members.length === 0 && part !== undefined && part.joining > 0) return;
    const wants = part?.wants ?? WANTS_EVERYTHING;
    const texts = members.map((member) => [member.key, encodeMember(member), '']);
    for (const member of texts.length > 0 ? texts : [[]]) {
      const args = (): string[] => [ref, String(count), wants, recordIds.next(), '-', '0', from, ...member];
      bucket.state({ script: join, args, isAssertion: true }).then(
        (reply) => {
          if (reply === undefined) return;
          if (part !== undefined) part.epoch = reply.epoch;
          this.announce({ bucket, channel }, reply);
        },
        // The store is closed, or the script is at fault: the next registration asserts again.
        () => undefined,
      );
    }
  }

  private announce(
    { bucket, channel }: { bucket: Bucket; channel: HeldChannel['channel'] },
    reply: ScriptReply,
  ): void {
    const { announcer } = this.parts;
    const { transition } = announcer.transition(bucket, reply);
    if (transition.member !== undefined) announcer.hint(channel, reply.number(4));
  }
}
