import { type Member, PusherError, type WebhookEventName } from '@shoal/protocol';
import type {
  ChannelRef,
  ChannelStore,
  ChannelStoreHost,
  ChannelSummary,
  HeldChannel,
  JoinReply,
  JoinRequest,
  LeaveReply,
  LeaveRequest,
  MemberUpdate,
  Stamp,
} from '../../cluster/channel-store.js';
import type { MaybePromise } from '../../maybe-promise.js';
import type { MemoryChannels, NodePart } from './memory-channels.js';

const everything: ReadonlySet<WebhookEventName> = new Set([
  'channel_occupied',
  'channel_vacated',
  'member_added',
  'member_removed',
]);

interface HeldJoin {
  readonly request: JoinRequest;
  readonly answer: (reply: JoinReply) => void;
}

/** One node's way to the channels of a memory cluster, with the outages that a network has. */
export class MemoryChannelStore implements ChannelStore {
  private readonly shared: MemoryChannels;
  private host: ChannelStoreHost | undefined;
  private readonly heldJoins: HeldJoin[] = [];

  constructor(shared: MemoryChannels) {
    this.shared = shared;
  }

  start(host: ChannelStoreHost): void {
    this.host = host;
    this.shared.addHost(host);
  }

  join(request: JoinRequest): MaybePromise<JoinReply> {
    if (!this.shared.isAway) return this.joinNow(request);
    if (request.member === undefined) return { transition: { subscriptions: request.count, records: [] } };
    return new Promise((answer) => this.heldJoins.push({ request, answer }));
  }

  leave(request: LeaveRequest): LeaveReply {
    const { shared } = this;
    const { channel, memberKey, told, ...rest } = request;
    if (shared.isAway) return { transition: { subscriptions: request.count, records: [] } };
    const isIn = shared.countOf(this, channel) > 0;
    const count = shared.count(this, channel, isIn ? request.count : 0);
    const isGone = memberKey !== undefined && shared.removeUser(this, channel, memberKey);
    const { transition } = shared.store.leave({ ...rest, channel, count, ...(isGone ? { memberKey } : {}) });
    return memberKey === undefined ? { transition } : { transition, update: this.updateSince(channel, told) };
  }

  setCount(channel: ChannelRef, count: number): number {
    const { shared } = this;
    if (shared.isAway || shared.countOf(this, channel) === 0) return shared.countOf(this, channel);
    return shared.store.setCount(channel, shared.count(this, channel, count));
  }

  catchUp(channel: ChannelRef, told: Stamp | undefined): MaybePromise<MemberUpdate> {
    return this.query(() => this.updateSince(channel, told));
  }

  async *list(appId: string, prefix: string): AsyncIterable<readonly ChannelSummary[]> {
    if (this.shared.isAway) throw new PusherError('backend');
    yield* this.shared.store.list(appId, prefix);
  }

  find(channel: ChannelRef): MaybePromise<ChannelSummary> {
    return this.query(() => this.shared.store.find(channel));
  }

  members(channel: ChannelRef): MaybePromise<readonly Member[]> {
    return this.query(() => this.shared.store.members(channel));
  }

  /** The state is back: what this node has left meanwhile is taken out, what it holds is stated again. */
  resume(): void {
    const held = [...(this.host?.held() ?? [])];
    const byKey = new Map(held.map((each) => [keyOf(each.channel), each]));
    for (const part of this.shared.partsOfNode(this)) this.takeOut(part, byKey.get(keyOf(part.channel)));
    for (const each of held) this.assert(each);
    for (const { request, answer } of this.heldJoins.splice(0)) {
      answer(request.isWanted() ? this.joinNow(request) : { refused: 'unwanted' });
    }
  }

  private takeOut({ channel, users }: NodePart, now: HeldChannel | undefined): void {
    const stays = new Set(now?.members.map(({ key }) => key));
    const statement = { channel, count: now?.count ?? 0, wants: everything, cause: 'left' } as const;
    for (const memberKey of users.filter((key) => !stays.has(key))) {
      this.pass(channel, this.leave({ ...statement, memberKey }));
    }
    if (now === undefined) this.pass(channel, this.leave(statement));
  }

  private assert({ channel, count, members }: HeldChannel): void {
    const statement = { channel, count, wants: everything, isWanted: () => true };
    const joins = members.map((member) => ({ member: { member, limit: Number.POSITIVE_INFINITY } }));
    for (const joining of joins.length > 0 ? joins : [{}]) {
      const reply = this.joinNow({ ...statement, ...joining });
      if (reply.refused === undefined) this.pass(channel, reply);
    }
  }

  private pass(channel: ChannelRef, { transition }: LeaveReply): void {
    this.host?.recorded(transition.records);
    this.host?.look(channel);
  }

  private joinNow(request: JoinRequest): JoinReply {
    const { shared } = this;
    const { channel, member, told } = request;
    const before = shared.countOf(this, channel);
    const reply = shared.store.join({ ...request, count: shared.count(this, channel, request.count) });
    if (reply.refused !== undefined) {
      shared.count(this, channel, before);
      return reply;
    }
    if (member === undefined) return { transition: reply.transition };
    shared.addUser(this, channel, member.member.key);
    return { transition: reply.transition, update: this.updateSince(channel, told) };
  }

  private query<T>(answer: () => T): MaybePromise<T> {
    return this.shared.isAway ? Promise.reject(new PusherError('backend')) : answer();
  }

  /** Whole lists are copied: nodes do not share their memory. */
  private updateSince(channel: ChannelRef, told: Stamp | undefined): MemberUpdate {
    const update = this.shared.store.catchUp(channel, told);
    return update.kind === 'members' ? { ...update, members: new Map(update.members) } : update;
  }
}

function keyOf({ appId, name }: ChannelRef): string {
  return `${appId}\0${name}`;
}
