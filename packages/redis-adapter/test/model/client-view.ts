import { dataOf, type ReceivedMessage } from '@shoal/core/testing';
import { isRecord } from '@shoal/protocol';

/** What one socket knows of its channel, from nothing but its frames. Throws on a frame that must not come. */
export class ClientView {
  /** Undefined until it is answered. */
  members: Map<string, unknown> | undefined;
  isRefused = false;
  /** When it was answered. */
  answeredAt = Number.POSITIVE_INFINITY;
  /** Whom it was told to have gone, and when. */
  readonly goings: { readonly user: string; readonly at: number }[] = [];
  private now = 0;

  read(messages: readonly ReceivedMessage[], now: number): void {
    this.now = now;
    for (const message of messages) this.readOne(message);
  }

  private readOne(message: ReceivedMessage): void {
    switch (message.event) {
      case 'pusher_internal:subscription_succeeded':
        this.succeeded(message);
        break;
      case 'pusher:subscription_error':
        this.isRefused = true;
        break;
      case 'pusher_internal:member_added':
        this.added(dataOf(message));
        break;
      case 'pusher_internal:member_removed':
        this.removed(dataOf(message));
        break;
      default:
        throw new Error(`Nobody expects ${message.event}`);
    }
  }

  private succeeded(message: ReceivedMessage): void {
    if (this.members !== undefined) throw new Error('Answered twice');
    const { presence } = dataOf(message);
    const hash = isRecord(presence) && isRecord(presence.hash) ? presence.hash : {};
    this.members = new Map(Object.entries(hash));
    this.answeredAt = this.now;
  }

  private added({ user_id: user, user_info: info }: Record<string, unknown>): void {
    if (this.members === undefined) throw new Error(`${user} was added before the answer`);
    if (this.members.has(String(user))) throw new Error(`${user} was added twice`);
    this.members.set(String(user), info ?? null);
  }

  private removed({ user_id: user }: Record<string, unknown>): void {
    if (this.members?.delete(String(user)) !== true)
      throw new Error(`${user} was removed, but was not there`);
    this.goings.push({ user: String(user), at: this.now });
  }
}
