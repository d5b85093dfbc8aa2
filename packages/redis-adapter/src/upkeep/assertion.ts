import type { ChannelRef, HeldChannel, RecordIds } from '@shoal/core';
import type { Bucket, Registered } from '../buckets/bucket.js';
import type { ScriptReply } from '../buckets/script-reply.js';
import type { ChannelPart, ChannelParts } from '../channels/channel-parts.js';
import { encodeMember } from '../channels/stored-values.js';
import { join } from '../scripts/channels/join.js';
import type { Announcer } from './announcer.js';
import { type RecentSubjects, subjectOf } from './recent-subjects.js';

export interface AssertionParts {
  readonly parts: ChannelParts;
  readonly recordIds: RecordIds;
  readonly announcer: Announcer;
  /** Joins whose webhook may still be in the outbox. */
  readonly arrivals: RecentSubjects<true>;
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
    const { recordIds, arrivals } = this.parts;
    const { ref, wants, joining } = part;
    // Whose last socket has just gone is about to leave, which says nothing to a bucket that does not know it.
    if (count === 0) return;
    // Its join was answered before it was heard, and is sent again: only an ordinary join is sure to be recorded.
    if (members.length === 0 && joining > 0) return;
    const texts = members.map((member) => [member.key, encodeMember(member), '']);
    for (const member of texts.length > 0 ? texts : [[]]) {
      // What was recorded of it may be lost, while whoever was there before still seems to be.
      const isNews = arrivals.get(bucket, subjectOf(ref, member[0])) === true;
      const past = isNews ? '' : from;
      const args = (): string[] => [ref, String(count), wants, recordIds.next(), '-', '0', past, ...member];
      bucket.state({ script: join, args, isAssertion: true }).then(
        (reply) => {
          if (reply === undefined) return;
          part.epoch = reply.epoch;
          this.announce({ bucket, channel, from }, reply);
        },
        // The store is closed, or the script is at fault: the next registration asserts again.
        () => undefined,
      );
    }
  }

  private announce(
    { bucket, channel, from }: { bucket: Bucket; channel: ChannelRef; from: string },
    reply: ScriptReply,
  ): void {
    const { announcer } = this.parts;
    const { transition } = announcer.transition(bucket, reply);
    // In a new epoch nobody was swept: everything was lost at once, and nothing was counted.
    if (transition.member === 'added' && from === reply.epoch) announcer.arrived(channel);
    if (transition.member !== undefined) announcer.hint(channel, reply.number(4));
  }
}
