import type { LeaveReply, MemberUpdate, Transition } from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';
import type { ScriptReply } from '../buckets/script-reply.js';

type Change = Transition['member'];

/**
 * A statement about a member, which is made again when its reply got lost. The second time it changes nothing: what it
 * changed the first time has to be found out, for this node is the one that counts it and tells the others.
 */
export class Repetition {
  private readonly bucket: Bucket;
  private statedAs: string | undefined;
  private isRepeated = false;

  constructor(bucket: Bucket) {
    this.bucket = bucket;
  }

  /** It is being sent. What was stated under another id is that one's, and swept. */
  stated(): void {
    this.isRepeated = this.statedAs === this.bucket.nodeId;
    this.statedAs = this.bucket.nodeId;
  }

  /** What both replies together say. @param before what the first time has changed, if there was one */
  complete<R extends LeaveReply>(reply: R, before: Change): R {
    const { transition } = reply;
    if (!this.isRepeated || transition.member !== undefined || before === undefined) return reply;
    return { ...reply, transition: { ...transition, member: before } };
  }
}

/** What a join changed the last time that it was stated, if it changes nothing now. */
export function joinedBefore(reply: ScriptReply): Change {
  if (reply.text(0) === 'was added') return 'added';
  return reply.text(0) === 'was updated' ? 'updated' : undefined;
}

/** What a leave changed of which nothing is known but the list afterwards. */
export function leftBefore(update: MemberUpdate | undefined, key: string): Change {
  if (update === undefined) return undefined;
  const isGone =
    update.kind === 'members'
      ? !update.members.has(key)
      : update.changes.some(({ kind, member }) => kind === 'removed' && member.key === key);
  return isGone ? 'removed' : undefined;
}
