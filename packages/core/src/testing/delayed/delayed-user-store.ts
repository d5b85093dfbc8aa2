import type {
  SignInReply,
  SignOutReply,
  UserStatement,
  UserStore,
  UserStoreHost,
} from '../../cluster/user-store.js';
import type { MaybePromise } from '../../maybe-promise.js';
import type { ReplyQueue } from './reply-queue.js';

/** A user store at the other end of a line: every reply waits in the lane `user <id>`. */
export class DelayedUserStore implements UserStore {
  private readonly inner: UserStore;
  private readonly replies: ReplyQueue;

  constructor(inner: UserStore, replies: ReplyQueue) {
    this.inner = inner;
    this.replies = replies;
  }

  start(host: UserStoreHost): MaybePromise<void> {
    return this.inner.start(host);
  }

  signIn(user: UserStatement): Promise<SignInReply> {
    return this.replies.hold(`user ${user.userId}`, () => this.inner.signIn(user));
  }

  signOut(user: UserStatement): Promise<SignOutReply> {
    return this.replies.hold(`user ${user.userId}`, () => this.inner.signOut(user));
  }

  countSockets(appId: string, userId: string): Promise<number> {
    return this.replies.hold(`user ${userId}`, () => this.inner.countSockets(appId, userId));
  }
}
