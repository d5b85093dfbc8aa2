import type { ChannelRef, HeldChannel, RecordIds } from '@shoal/core';
import type { Bucket, Registered } from '../buckets/bucket.js';
import type { ScriptReply } from '../buckets/script-reply.js';
import type { ChannelPart, ChannelParts } from '../channels/channel-parts.js';
import { encodeMember } from '../channels/stored-values.js';
import { join } from '../scripts/channels/join.js';
import type { Announcer } from './announcer.js';

export interface AssertionParts {
  readonly parts: ChannelParts;
  readonly recordIds: RecordIds;
  readonly announcer: Announcer;
}

interface Place {
  readonly bucket: Bucket;
  /** The epoch in which this node was there before. */
  readonly from: string;
  readonly part: ChannelPart;
}

/** States all that this node holds in a bucket that does not know it any more, or that has begun a new epoch. */
export class Assertion {
  private readonly parts: AssertionParts;

  constructor(parts: AssertionParts) {
    this.parts = parts;
  }

  registered(bucket: Bucket, { isNew, from }: Registered): void {
    const { parts, announcer } = this.parts;
    if (!isNew || from === undefined) return;
    for (const part of parts.of(bucket)) {
      for (const held of announcer.held(part.channel)) this.assert({ bucket, from, part }, held);
    }
    for (const part of parts.withMembers(bucket)) {
      part.seenVersion = 0;
      announcer.look(part.channel);
    }
  }

  private assert({ bucket, from, part }: Place, { channel, count, members }: HeldChannel): void {
    const { recordIds } = this.parts;
    const { ref, wants, joining } = part;
    // Whose last socket has just gone is about to leave, which says nothing to a bucket that does not know it.
    if (count === 0) return;
    // Its join was answered before it was heard, and is sent again: only an ordinary join is sure to be recorded.
    if (members.length === 0 && joining > 0) return;
    const texts = members.map((member) => [member.key, encodeMember(member), '']);
    for (const member of texts.length > 0 ? texts : [[]]) {
      const args = (): string[] => [ref, String(count), wants, recordIds.next(), '-', '0', from, ...member];
      bucket.state({ script: join, args, isAssertion: true }).then(
        (reply) => {
          if (reply === undefined) return;
          part.epoch = reply.epoch;
          this.announce({ bucket, channel }, reply);
        },
        // The store is closed, or the script is at fault: the next registration asserts again.
        () => undefined,
      );
    }
  }

  private announce({ bucket, channel }: { bucket: Bucket; channel: ChannelRef }, reply: ScriptReply): void {
    const { announcer } = this.parts;
    const { transition } = announcer.transition(bucket, reply);
    if (transition.member !== undefined) announcer.hint(channel, reply.number(4));
  }
}
