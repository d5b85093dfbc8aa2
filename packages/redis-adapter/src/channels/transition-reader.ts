import type { LeaveReply, MemberChange, MemberUpdate, Transition } from '@shoal/core';
import type { Member } from '@shoal/protocol';
import type { ScriptReply } from '../buckets/script-reply.js';
import { decodeChange, decodeMember } from './stored-values.js';

/** Reads what scripts say of channels. What another release has written is left out, and counted. */
export class TransitionReader {
  private dropped = 0;

  /** Values that this release could not read, so far. */
  get unreadable(): number {
    return this.dropped;
  }

  /**
   * The reply of `join` and `leave`: change, total, records to be moved, update kind, version, update. Records are
   * never handed to the node: they go through the outbox.
   */
  transition(reply: ScriptReply): LeaveReply {
    const member = memberChanges[reply.text(0)];
    const transition: Transition = {
      subscriptions: reply.number(1),
      records: [],
      ...(member === undefined ? {} : { member }),
    };
    return reply.text(3) === '' ? { transition } : { transition, update: this.update(reply, 3) };
  }

  /** @param at where its kind stands; version and update follow */
  update(reply: ScriptReply, at: number): MemberUpdate {
    const stamp = { epoch: reply.epoch, version: reply.number(at + 1) };
    const texts = reply.texts(at + 2);
    if (reply.text(at) === 'changes') {
      return { kind: 'changes', stamp, changes: this.each<MemberChange>(texts, decodeChange) };
    }
    const members = this.members(texts).map((member): [string, Member] => [member.key, member]);
    const isPartial = reply.text(at) === 'partial';
    return { kind: 'members', stamp, members: new Map(members), ...(isPartial ? { isPartial } : {}) };
  }

  members(texts: readonly string[]): readonly Member[] {
    return this.each(texts, decodeMember);
  }

  private each<T>(texts: readonly string[], read: (text: string) => T | undefined): T[] {
    return texts.flatMap((text) => {
      const value = read(text);
      if (value === undefined) this.dropped += 1;
      return value === undefined ? [] : [value];
    });
  }
}

const memberChanges: Record<string, NonNullable<Transition['member']> | undefined> = {
  added: 'added',
  removed: 'removed',
  updated: 'updated',
};
