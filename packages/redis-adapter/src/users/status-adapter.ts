import type {
  Adapter,
  AdapterReceiver,
  Batch,
  ChannelRef,
  ControlMessage,
  MaybePromise,
  UserStatus,
} from '@shoal/core';
import { userChannel } from '@shoal/protocol';
import type { RedisUserStore } from './redis-user-store.js';

/**
 * An adapter on which a user's status only says "look": what watchers are told comes from Redis, so that news that
 * are late, doubled, lost or in another order make no difference. Everything else passes through.
 */
export class StatusAdapter implements Adapter {
  private readonly inner: Adapter;
  private readonly users: RedisUserStore;

  constructor(inner: Adapter, users: RedisUserStore) {
    this.inner = inner;
    this.users = users;
  }

  get isRemote(): boolean {
    return this.inner.isRemote;
  }

  start(receiver: AdapterReceiver): MaybePromise<void> {
    const { users } = this;
    return this.inner.start({
      deliver: (batch) => receiver.deliver(batch),
      look: (channel, version) => receiver.look(channel, version),
      control(userChannel, message) {
        if (message.kind === 'user_status') users.look(userChannel.appId, message.status.userId);
        else receiver.control(userChannel, message);
      },
      reconnected() {
        users.lookAtAll();
        receiver.reconnected();
      },
    });
  }

  subscribe(channel: ChannelRef): MaybePromise<void> {
    return this.inner.subscribe(channel);
  }

  unsubscribe(channel: ChannelRef): void {
    this.inner.unsubscribe(channel);
  }

  accepts(): boolean {
    return this.inner.accepts();
  }

  publish(batch: Batch): void {
    this.inner.publish(batch);
  }

  hint(channel: ChannelRef, version: number): void {
    this.inner.hint(channel, version);
  }

  control(userChannel: ChannelRef, message: ControlMessage): MaybePromise<void> {
    return this.inner.control(userChannel, message);
  }

  /** Has the other nodes on which a watcher is signed in look at a user. Never throws; lost while the bus is away. */
  announce({ appId, userId }: { appId: string; userId: string }, status: UserStatus): void {
    const room = { appId, name: userChannel(userId) };
    const sent = this.inner.control(room, { kind: 'user_status', status });
    // Whoever is not told finds it by comparison, at the latest when the bus is back.
    if (sent instanceof Promise) sent.catch(() => undefined);
  }

  isConnected(): boolean {
    return this.inner.isConnected();
  }
}
