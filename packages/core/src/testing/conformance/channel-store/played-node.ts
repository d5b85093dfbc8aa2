import { createMember, type Member, type WebhookEventName } from '@shoal/protocol';
import type {
  ChannelRef,
  ChannelStore,
  ChannelStoreHost,
  HeldChannel,
  JoinReply,
  JoinRequest,
  LeaveCause,
  LeaveReply,
  MemberUpdate,
  Stamp,
} from '../../../cluster/channel-store.js';
import { ToldMembers } from '../../../presence/told-members.js';
import type { WebhookRecord } from '../../../webhook/webhook-sink.js';
import type { ChannelStoreCluster } from './channel-store-subject.js';

const everyEvent: ReadonlySet<WebhookEventName> = new Set([
  'channel_occupied',
  'channel_vacated',
  'member_added',
  'member_removed',
]);

export interface JoinOptions {
  readonly user?: string | number;
  readonly userInfo?: unknown;
  readonly limit?: number;
  readonly wants?: ReadonlySet<WebhookEventName>;
  readonly isWanted?: () => boolean;
}

export interface LeaveOptions {
  readonly user?: string | number;
  readonly cause?: LeaveCause;
  readonly wants?: ReadonlySet<WebhookEventName>;
}

/** One node as the suite plays it: states its sockets and users, keeps what it was told, and every record. */
export class PlayedNode {
  readonly store: ChannelStore;
  readonly host: PlayedHost;
  private readonly lists = new Map<string, ToldMembers>();

  private constructor(store: ChannelStore, host: PlayedHost) {
    this.store = store;
    this.host = host;
  }

  static async start(cluster: ChannelStoreCluster): Promise<PlayedNode> {
    const host = new PlayedHost();
    return new PlayedNode(await cluster.addNode(host), host);
  }

  /**
   * Names of the recorded events, `member_added:a`; `sort` them where two may come in either order. A store may hand
   * them over later: wait for them.
   */
  get facts(): string[] {
    return this.host.records.map(nameOf);
  }

  /** One more socket; of a user when one is named. */
  async join(name: string, options: JoinOptions = {}): Promise<JoinReply> {
    const holding = this.host.holding(name);
    const reply = await this.state(name, { ...options, count: holding.count + 1 });
    if (reply.refused !== undefined) return reply;
    holding.count += 1;
    const { user, userInfo } = options;
    if (user !== undefined) holding.users.set(String(user), createMember(user, userInfo));
    return reply;
  }

  /** The same statement as the last join's: as many sockets, and the user. */
  stateAgain(name: string, options: JoinOptions = {}): Promise<JoinReply> {
    return this.state(name, { ...options, count: this.host.holding(name).count });
  }

  /** One socket fewer; the last one of a user when one is named. */
  leave(name: string, options: LeaveOptions = {}): Promise<LeaveReply> {
    const holding = this.host.holding(name);
    holding.count = Math.max(0, holding.count - 1);
    if (options.user !== undefined) holding.users.delete(String(options.user));
    return this.leaveAgain(name, options);
  }

  async leaveAgain(
    name: string,
    { user, cause = 'left', wants = everyEvent }: LeaveOptions = {},
  ): Promise<LeaveReply> {
    const reply = await this.store.leave({
      channel: refTo(name),
      count: this.host.holding(name).count,
      wants,
      cause,
      ...(user === undefined ? {} : { memberKey: String(user) }),
      ...this.toldOf(name),
    });
    this.host.recorded(reply.transition.records);
    this.apply(name, reply.update);
    return reply;
  }

  async catchUp(name: string): Promise<MemberUpdate> {
    const update = await this.store.catchUp(refTo(name), this.lists.get(name)?.stamp);
    this.apply(name, update);
    return update;
  }

  /** What this node has told its sockets, by user. */
  list(name: string): Record<string, unknown> {
    return listOf(this.lists.get(name)?.members.values() ?? []);
  }

  stamp(name: string): Stamp | undefined {
    return this.lists.get(name)?.stamp;
  }

  /** Users whom the store calls members, sorted. */
  async members(name: string): Promise<string[]> {
    return [...(await this.store.members(refTo(name)))].map(({ key }) => key).sort();
  }

  async subscriptions(name: string): Promise<number> {
    return (await this.store.find(refTo(name))).subscriptions;
  }

  private async state(
    name: string,
    { count, ...options }: JoinOptions & { count: number },
  ): Promise<JoinReply> {
    const { user, userInfo, limit = 100, wants = everyEvent, isWanted = () => true } = options;
    const member: Pick<JoinRequest, 'member'> =
      user === undefined ? {} : { member: { member: createMember(user, userInfo), limit } };
    const reply = await this.store.join({
      channel: refTo(name),
      count,
      wants,
      isWanted,
      ...member,
      ...this.toldOf(name),
    });
    if (reply.refused !== undefined) return reply;
    this.host.recorded(reply.transition.records);
    this.apply(name, reply.update);
    return reply;
  }

  private toldOf(name: string): { told?: Stamp } {
    const told = this.stamp(name);
    return told === undefined ? {} : { told };
  }

  private apply(name: string, update: MemberUpdate | undefined): void {
    if (update === undefined) return;
    const list = this.lists.get(name) ?? new ToldMembers();
    this.lists.set(name, list);
    list.apply(update);
  }
}

interface Holding {
  count: number;
  readonly users: Map<string, Member>;
}

export class PlayedHost implements ChannelStoreHost {
  private readonly holdings = new Map<string, Holding>();
  readonly records: WebhookRecord[] = [];
  /** Names of channels that the store asked to look at. */
  readonly looks: string[] = [];
  departures = 0;

  look({ name }: ChannelRef): void {
    this.looks.push(name);
  }

  recorded(records: readonly WebhookRecord[]): void {
    this.records.push(...records);
  }

  departed(_channel: ChannelRef, members: number): void {
    this.departures += members;
  }

  arrived(): void {}

  *held(only?: ChannelRef): Iterable<HeldChannel> {
    for (const [name, { count, users }] of this.holdings) {
      if (only !== undefined && only.name !== name) continue;
      if (count > 0) yield { channel: refTo(name), count, members: [...users.values()] };
    }
  }

  /** This node's part in a channel, as it states it. */
  holding(name: string): Holding {
    const known = this.holdings.get(name) ?? { count: 0, users: new Map() };
    this.holdings.set(name, known);
    return known;
  }
}

/** What several nodes were given about one channel, in the order in which it happened. */
export function factsOf(nodes: readonly PlayedNode[]): string[] {
  const records = nodes.flatMap(({ host }) => host.records);
  return records.sort((a, b) => (a.version ?? 0) - (b.version ?? 0)).map(nameOf);
}

function nameOf({ event }: WebhookRecord): string {
  return 'user_id' in event ? `${event.name}:${event.user_id}` : event.name;
}

export function refTo(name: string): ChannelRef {
  return { appId: 'app-id', name };
}

/** Members by key; null where somebody gave no user_info. */
export function listOf(members: Iterable<Member>): Record<string, unknown> {
  return Object.fromEntries([...members].map(({ key, userInfo }) => [key, userInfo ?? null]));
}

/** The changes of an update as `+a` and `-a`; `all` when it is a whole list. */
export function changesOf(update: MemberUpdate | undefined): string[] | 'all' {
  if (update === undefined) throw new Error('The reply says nothing about the list');
  if (update.kind === 'members') return 'all';
  return update.changes.map(({ kind, member }) => `${kind === 'added' ? '+' : '-'}${member.key}`);
}
