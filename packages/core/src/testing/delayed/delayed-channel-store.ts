import type { Member } from '@shoal/protocol';
import type {
  ChannelRef,
  ChannelStore,
  ChannelStoreHost,
  ChannelSummary,
  JoinReply,
  JoinRequest,
  LeaveReply,
  LeaveRequest,
  MemberUpdate,
  Stamp,
} from '../../cluster/channel-store.js';
import { andThen, type MaybePromise } from '../../maybe-promise.js';
import type { ReplyQueue } from './reply-queue.js';

/** A channel store at the other end of a line: every reply waits in its channel's lane. */
export class DelayedChannelStore implements ChannelStore {
  private readonly inner: ChannelStore;
  private readonly replies: ReplyQueue;

  constructor(inner: ChannelStore, replies: ReplyQueue) {
    this.inner = inner;
    this.replies = replies;
  }

  start(host: ChannelStoreHost): MaybePromise<void> {
    return this.inner.start(host);
  }

  stop(): void {
    this.inner.stop?.();
  }

  join(request: JoinRequest): Promise<JoinReply> {
    return this.replies.hold(request.channel.name, () => {
      if (!request.isWanted()) return { refused: 'unwanted' };
      return andThen(this.inner.join(request), (reply) =>
        reply.refused === undefined ? { ...reply, ...photograph(reply.update) } : reply,
      );
    });
  }

  leave(request: LeaveRequest): Promise<LeaveReply> {
    return this.replies.hold(request.channel.name, () =>
      andThen(this.inner.leave(request), (reply) => ({ ...reply, ...photograph(reply.update) })),
    );
  }

  setCount(channel: ChannelRef, count: number): Promise<number> {
    return this.replies.hold(channel.name, () => this.inner.setCount(channel, count));
  }

  catchUp(channel: ChannelRef, told: Stamp | undefined): Promise<MemberUpdate> {
    return this.replies.hold(channel.name, () => andThen(this.inner.catchUp(channel, told), copy));
  }

  list(appId: string, prefix: string): AsyncIterable<readonly ChannelSummary[]> {
    return this.inner.list(appId, prefix);
  }

  find(channel: ChannelRef): Promise<ChannelSummary> {
    return this.replies.hold(channel.name, () => this.inner.find(channel));
  }

  members(channel: ChannelRef): Promise<readonly Member[]> {
    return this.replies.hold(channel.name, () => this.inner.members(channel));
  }
}

function photograph(update: MemberUpdate | undefined): { update?: MemberUpdate } {
  return update === undefined ? {} : { update: copy(update) };
}

/** A reply that travels cannot be the store's own map. */
function copy(update: MemberUpdate): MemberUpdate {
  return update.kind === 'members' ? { ...update, members: new Map(update.members) } : update;
}
