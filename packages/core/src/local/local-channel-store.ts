import type { Member, WebhookEvent } from '@shoal/protocol';
import type { Clock } from '../clock.js';
import type {
  ChannelRef,
  ChannelStore,
  ChannelStoreHost,
  ChannelSummary,
  JoiningMember,
  JoinReply,
  JoinRequest,
  LeaveReply,
  LeaveRequest,
  MemberUpdate,
  Stamp,
  Transition,
} from '../cluster/channel-store.js';
import type { RecordIds } from '../webhook/record-ids.js';
import type { WebhookRecord } from '../webhook/webhook-sink.js';
import { LocalChannel } from './local-channel.js';

/** Milliseconds between the last socket's leaving and its being told, in which a return undoes it. */
export interface Grace {
  readonly frames: number;
  readonly webhooks: number;
  /** For frames, when our own drain closed the connection. */
  readonly drain: number;
}

export interface LocalChannelStoreParts {
  readonly clock: Clock;
  readonly recordIds: RecordIds;
  readonly grace: Grace;
}

const vacancy = '';
const pageSize = 1000;

/** Who is in which channel of a node that is alone. Every method answers at once. */
export class LocalChannelStore implements ChannelStore {
  private readonly parts: LocalChannelStoreParts;
  private readonly apps = new Map<string, Map<string, LocalChannel>>();
  private readonly epoch: string;
  private version = 0;
  private host: ChannelStoreHost | undefined;
  private isStopped = false;

  constructor(parts: LocalChannelStoreParts) {
    this.parts = parts;
    this.epoch = parts.recordIds.next();
  }

  start(host: ChannelStoreHost): void {
    this.host = host;
  }

  stop(): void {
    this.isStopped = true;
    for (const channels of [...this.apps.values()]) {
      for (const { webhookGrace } of [...channels.values()]) {
        for (const { timer, end } of [...webhookGrace.values()]) {
          timer.cancel();
          end();
        }
      }
    }
  }

  join(request: JoinRequest): JoinReply {
    const { member, told } = request;
    const channel = this.findOrAdd(request.channel);
    if (
      member !== undefined &&
      !channel.isPresent(member.member.key) &&
      channel.presentCount >= member.limit
    ) {
      this.removeIfIdle(channel);
      return { refused: 'full' };
    }
    const records = this.occupy(channel, request);
    if (member === undefined) return { transition: { subscriptions: channel.count, records } };
    const change = this.admit(channel, member, { request, records });
    return {
      update: channel.updateSince(told, this.epoch),
      transition: { subscriptions: channel.count, records, ...change },
    };
  }

  leave(request: LeaveRequest): LeaveReply {
    const { memberKey, told, count } = request;
    const channel = this.findOrAdd(request.channel);
    const records: WebhookRecord[] = [];
    const member = memberKey === undefined ? undefined : channel.shown.get(memberKey);
    const isGone = member !== undefined && this.dismiss(channel, member, { request, records });
    if (channel.count > 0 && count === 0) this.vacate(channel, request, records);
    if (channel.count > 0) channel.count = count;
    const update = memberKey === undefined ? undefined : channel.updateSince(told, this.epoch);
    this.removeIfIdle(channel);
    return {
      transition: { subscriptions: channel.count, records, ...(isGone ? { member: 'removed' } : {}) },
      ...(update === undefined ? {} : { update }),
    };
  }

  setCount({ appId, name }: ChannelRef, count: number): number {
    const channel = this.apps.get(appId)?.get(name);
    if (channel === undefined || channel.count === 0) return 0;
    channel.count = count;
    return count;
  }

  catchUp(ref: ChannelRef, told: Stamp | undefined): MemberUpdate {
    const channel = this.findOrAdd(ref);
    const update = channel.updateSince(told, this.epoch);
    this.removeIfIdle(channel);
    return update;
  }

  async *list(appId: string, prefix: string): AsyncIterable<readonly ChannelSummary[]> {
    let page: ChannelSummary[] = [];
    for (const channel of this.apps.get(appId)?.values() ?? []) {
      if (channel.count === 0 || !channel.name.startsWith(prefix) || channel.name.startsWith('#')) continue;
      page.push(summarise(channel));
      if (page.length < pageSize) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  find({ appId, name }: ChannelRef): ChannelSummary {
    const channel = this.apps.get(appId)?.get(name);
    return channel === undefined ? { name, subscriptions: 0, users: 0 } : summarise(channel);
  }

  members({ appId, name }: ChannelRef): readonly Member[] {
    const channel = this.apps.get(appId)?.get(name);
    return [...(channel?.shown.values() ?? [])].filter(({ key }) => channel?.isPresent(key));
  }

  private occupy(channel: LocalChannel, { count, wants }: JoinRequest): WebhookRecord[] {
    const wasOccupied = channel.count > 0 || this.cancelWebhook(channel, vacancy);
    channel.count = count;
    if (wasOccupied || !wants.has('channel_occupied')) return [];
    return [this.record(channel, { name: 'channel_occupied', channel: channel.name })];
  }

  private vacate(channel: LocalChannel, { wants }: LeaveRequest, records: WebhookRecord[]): void {
    if (!wants.has('channel_vacated') && !wants.has('channel_occupied')) return;
    this.afterGrace(channel, vacancy, {
      records,
      event: wants.has('channel_vacated') ? { name: 'channel_vacated', channel: channel.name } : undefined,
    });
  }

  /** @returns what the lists show of it */
  private admit(
    channel: LocalChannel,
    { member }: JoiningMember,
    { request: { wants }, records }: { request: JoinRequest; records: WebhookRecord[] },
  ): Pick<Transition, 'member'> {
    const { key } = member;
    const wasPresent = channel.isPresent(key);
    const before = channel.shown.get(key);
    channel.frameGrace.get(key)?.cancel();
    channel.frameGrace.delete(key);
    const isKnownToEndpoints = this.cancelWebhook(channel, key) || wasPresent;
    if (!isKnownToEndpoints && wants.has('member_added')) {
      records.push(this.record(channel, { name: 'member_added', channel: channel.name, user_id: key }));
    }
    if (wasPresent) return {};
    if (before !== undefined) {
      if (JSON.stringify(before.userInfo) === JSON.stringify(member.userInfo)) return {};
      channel.change('removed', before, this.nextVersion());
    }
    channel.change('added', member, this.nextVersion());
    return { member: before === undefined ? 'added' : 'updated' };
  }

  /** @returns whether the lists show it at once */
  private dismiss(
    channel: LocalChannel,
    member: Member,
    { request: { wants, cause }, records }: { request: LeaveRequest; records: WebhookRecord[] },
  ): boolean {
    const { key } = member;
    if (!channel.isPresent(key)) return false;
    if (wants.has('member_removed') || wants.has('member_added')) {
      const event = { name: 'member_removed', channel: channel.name, user_id: key } as const;
      this.afterGrace(channel, key, { records, event: wants.has('member_removed') ? event : undefined });
    }
    const { grace, clock } = this.parts;
    const wait = cause === 'drained' ? Math.max(grace.frames, grace.drain) : grace.frames;
    if (wait === 0) {
      channel.change('removed', member, this.nextVersion());
      return true;
    }
    channel.frameGrace.set(
      key,
      clock.after(wait, () => this.endFrameGrace(channel, member)),
    );
    return false;
  }

  private endFrameGrace(channel: LocalChannel, member: Member): void {
    channel.frameGrace.delete(member.key);
    channel.change('removed', member, this.nextVersion());
    this.host?.departed(channel, 1);
    this.host?.look(channel);
    this.removeIfIdle(channel);
  }

  /** Records now or when the grace ends; without an event the grace still keeps a return from being recorded. */
  private afterGrace(
    channel: LocalChannel,
    key: string,
    { records, event }: { records: WebhookRecord[]; event: WebhookEvent | undefined },
  ): void {
    const { grace, clock } = this.parts;
    if (grace.webhooks === 0 || this.isStopped) {
      if (event !== undefined) records.push(this.record(channel, event));
      return;
    }
    const end = (): void => {
      channel.webhookGrace.delete(key);
      if (event !== undefined) this.host?.recorded([this.record(channel, event)]);
      this.removeIfIdle(channel);
    };
    channel.webhookGrace.get(key)?.timer.cancel();
    channel.webhookGrace.set(key, { timer: clock.after(grace.webhooks, end), end });
  }

  private cancelWebhook(channel: LocalChannel, key: string): boolean {
    channel.webhookGrace.get(key)?.timer.cancel();
    return channel.webhookGrace.delete(key);
  }

  private record(channel: ChannelRef, event: WebhookEvent): WebhookRecord {
    const { recordIds, clock } = this.parts;
    return {
      id: recordIds.next(),
      appId: channel.appId,
      event,
      timeMs: clock.wall(),
      version: this.nextVersion(),
    };
  }

  private nextVersion(): number {
    this.version += 1;
    return this.version;
  }

  private findOrAdd(ref: ChannelRef): LocalChannel {
    const channels = this.apps.get(ref.appId) ?? new Map<string, LocalChannel>();
    const known = channels.get(ref.name);
    if (known !== undefined) return known;
    const channel = new LocalChannel(ref, this.version);
    this.apps.set(ref.appId, channels.set(ref.name, channel));
    return channel;
  }

  private removeIfIdle(channel: LocalChannel): void {
    if (!channel.isIdle) return;
    const channels = this.apps.get(channel.appId);
    channels?.delete(channel.name);
    if (channels?.size === 0) this.apps.delete(channel.appId);
  }
}

function summarise(channel: LocalChannel): ChannelSummary {
  return { name: channel.name, subscriptions: channel.count, users: channel.presentCount };
}
