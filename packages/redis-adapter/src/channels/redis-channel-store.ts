import type {
  ChannelRef,
  ChannelStore,
  ChannelStoreHost,
  ChannelSummary,
  Clock,
  Grace,
  JoiningMember,
  JoinReply,
  JoinRequest,
  LeaveReply,
  LeaveRequest,
  MemberUpdate,
  RecordIds,
  Stamp,
} from '@shoal/core';
import type { Member } from '@shoal/protocol';
import type { Bucket } from '../buckets/bucket.js';
import type { BucketSet } from '../buckets/bucket-set.js';
import type { Statement } from '../buckets/command.js';
import type { ScriptReply } from '../buckets/script-reply.js';
import { UNSAFE_MS } from '../outbox/claim-times.js';
import { catchUp } from '../scripts/channels/catch-up.js';
import { find } from '../scripts/channels/find.js';
import { join } from '../scripts/channels/join.js';
import { leave } from '../scripts/channels/leave.js';
import { members } from '../scripts/channels/members.js';
import { Announcer } from '../upkeep/announcer.js';
import { Assertion } from '../upkeep/assertion.js';
import { Caretaker } from '../upkeep/caretaker.js';
import { Comparison } from '../upkeep/comparison.js';
import { Farewells } from '../upkeep/farewells.js';
import { Gathering } from '../upkeep/gathering.js';
import { RecentSubjects, subjectOf } from '../upkeep/recent-subjects.js';
import { ChannelParts } from './channel-parts.js';
import { type ClusterCount, countCluster } from './counts/count-cluster.js';
import { CountWriter } from './counts/count-writer.js';
import { listChannels, summarise } from './counts/list-channels.js';
import { joinedBefore, leftBefore, Repetition } from './repetition.js';
import { encodeMember } from './stored-values.js';
import { TransitionReader } from './transition-reader.js';
import { encodeWants, WANTS_NOTHING } from './wants.js';

export interface RedisChannelStoreOptions {
  readonly buckets: BucketSet;
  readonly clock: Clock;
  readonly recordIds: RecordIds;
  readonly grace: Grace;
  /** Tells the other nodes to look at a list that changed without any of this node's sockets asking. */
  readonly hint: (channel: ChannelRef, version: number) => void;
  /** Told of a bucket whose outbox is to be moved: OutboxMover's `poke`. */
  readonly recorded: (bucket: Bucket) => void;
  /** Told of users who were only on dead nodes: RedisUserStore's `left`. The channel store sweeps for all stores. */
  readonly usersLeft?: (bucket: Bucket, watched: readonly string[]) => void;
  /** Told within a second that a dead node was taken out of a bucket, whoever did it. */
  readonly swept?: (() => void) | undefined;
}

/** Who is in which channel, over all nodes, in Redis. Start it before the buckets. */
export class RedisChannelStore implements ChannelStore {
  private readonly options: RedisChannelStoreOptions;
  private readonly parts: ChannelParts;
  private readonly counts: CountWriter;
  private readonly reader = new TransitionReader();
  private readonly announcer: Announcer;
  private readonly caretaker: Caretaker;
  private readonly comparison: Comparison;
  private readonly farewells: Farewells;
  private readonly arrivals: RecentSubjects<true>;
  private readonly gathering: Gathering;

  constructor(options: RedisChannelStoreOptions) {
    const { buckets, clock, recordIds, grace } = options;
    this.options = options;
    this.parts = new ChannelParts(buckets);
    this.counts = new CountWriter(clock, this.parts);
    const { parts, reader } = this;
    const announcer = new Announcer({ ...options, reader });
    this.arrivals = new RecentSubjects(clock, UNSAFE_MS);
    const assertion = new Assertion({ parts, recordIds, announcer, arrivals: this.arrivals });
    this.announcer = announcer;
    this.comparison = new Comparison({ buckets, clock, parts, announcer });
    const { usersLeft = () => {}, swept = () => {} } = options;
    this.caretaker = new Caretaker({ buckets, clock, recordIds, announcer, usersLeft, swept });
    this.farewells = new Farewells({ clock, announcer, grace: grace.webhooks });
    this.gathering = new Gathering({ clock, parts, announcer });
    buckets.onRegistered((bucket, registered) => {
      this.farewells.registered(bucket, registered);
      assertion.registered(bucket, registered);
      this.comparison.registered(bucket);
      this.counts.resume(bucket);
      this.caretaker.registered(bucket, registered);
    });
  }

  /** Stored values that this release could not read, so far. */
  get unreadable(): number {
    return this.reader.unreadable;
  }

  start(host: ChannelStoreHost): void {
    this.announcer.start(host);
    this.caretaker.start();
    this.comparison.start();
  }

  close(): void {
    this.caretaker.close();
    this.comparison.close();
  }

  join(request: JoinRequest): Promise<JoinReply> {
    const { channel, count, member, told, isWanted } = request;
    const wants = encodeWants(request.wants);
    const { ref, bucket } = this.parts.locate(channel);
    const part = this.parts.join(channel, wants);
    const subject = subjectOf(ref, member?.member.key);
    const farewell = this.farewells.find(bucket, subject);
    const heard = (reply: ScriptReply | undefined): ScriptReply | undefined => {
      part.joining -= 1;
      // Who has left since, while the join was on its way, has not arrived.
      const isHere = this.farewells.find(bucket, subject) === farewell;
      if (reply?.status === 'OK' && isHere) this.arrived(bucket, subject, wants);
      return reply;
    };
    const joining = member === undefined ? [] : encodeJoining(member);
    const repetition = new Repetition(bucket);
    const args = (): string[] => {
      repetition.stated();
      // From here on endpoints may have been told of it.
      part.epoch = bucket.epoch;
      return [ref, String(count), wants, this.nextId(), ...encodeStamp(told), '', ...joining];
    };
    const statement = { script: join, args, isWanted };
    const answer =
      member === undefined
        ? this.stateUnlessAway({ bucket, ref, count }, { statement, heard })
        : bucket
            .state(statement)
            .then(heard)
            .then((reply) => {
              const joined = this.readJoin({ bucket, ref }, reply);
              if (reply === undefined || joined.refused !== undefined) return joined;
              return repetition.complete(joined, joinedBefore(reply));
            });
    this.counts.drop({ bucket, ref }, () => answer.then((reply) => totalOf(reply, count)));
    return answer;
  }

  leave(request: LeaveRequest): Promise<LeaveReply> {
    const { channel, count, memberKey, told, cause } = request;
    const { grace } = this.options;
    const { ref, bucket } = this.parts.locate(channel);
    const epoch = this.parts.find(bucket, ref)?.epoch ?? '';
    if (count === 0) this.parts.leave(bucket, ref);
    const frames = cause === 'drained' ? Math.max(grace.frames, grace.drain) : grace.frames;
    const wants = encodeWants(request.wants);
    const graces = [String(frames), String(grace.webhooks)];
    const key = memberKey === undefined ? [] : [memberKey];
    const repetition = new Repetition(bucket);
    const args = (): string[] => {
      repetition.stated();
      return [ref, String(count), wants, this.nextId(), ...encodeStamp(told), ...graces, epoch, ...key];
    };
    const subject = subjectOf(ref, memberKey);
    const statement = { script: leave, args, replaces: subject };
    this.arrivals.delete(bucket, subject);
    if (wants !== WANTS_NOTHING) this.farewells.add(bucket, subject, { statement, epoch });
    const answer = bucket.state(statement).then((reply): LeaveReply => {
      if (reply === undefined) return { transition: { subscriptions: count, records: [] } };
      if (memberKey !== undefined && frames > 0) this.caretaker.expect(bucket, frames);
      if (grace.webhooks > 0) this.caretaker.expect(bucket, grace.webhooks);
      const left = this.readTransition({ bucket, ref }, reply);
      // Who leaves into a grace is taken off the list by whoever claims its end.
      if (memberKey === undefined || frames > 0) return left;
      return repetition.complete(left, leftBefore(left.update, memberKey));
    });
    this.counts.drop({ bucket, ref }, () => answer.then(({ transition }) => transition.subscriptions));
    return answer;
  }

  setCount(channel: ChannelRef, count: number): Promise<number> {
    return this.counts.write(channel, count);
  }

  async catchUp(channel: ChannelRef, told: Stamp | undefined): Promise<MemberUpdate> {
    const { ref, bucket } = this.parts.locate(channel);
    const from = this.parts.find(bucket, ref)?.isPartial ? undefined : told;
    try {
      const reply = await bucket.ask({ script: catchUp, args: [ref, ...encodeStamp(from)] });
      const update = this.reader.update(reply, 0);
      this.handOver({ bucket, ref }, update);
      return update;
    } catch (error) {
      // The whole list was asked for, and nobody else would ask for it again.
      if (from !== told) this.gathering.expect(bucket, ref);
      throw error;
    }
  }

  list(appId: string, prefix: string): AsyncIterable<readonly ChannelSummary[]> {
    return listChannels(this.options.buckets.all, { appId, prefix });
  }

  /** Connections of dead nodes that this one took out, so far. */
  get sweptConnections(): number {
    return this.caretaker.sweptConnections;
  }

  /** Rejects with PusherError `backend` while a bucket is away. */
  countCluster(): Promise<ClusterCount> {
    return countCluster(this.options.buckets.all);
  }

  async find(channel: ChannelRef): Promise<ChannelSummary> {
    const { ref, bucket } = this.parts.locate(channel);
    const reply = await bucket.ask({ script: find, args: [ref] });
    return summarise(channel.name, { subscriptions: reply.number(0), users: reply.number(1) });
  }

  async members(channel: ChannelRef): Promise<readonly Member[]> {
    const { ref, bucket } = this.parts.locate(channel);
    const reply = await bucket.ask({ script: members, args: [ref] });
    return this.reader.members(reply.rows(0, 1).flat());
  }

  /** A channel without a list need not wait for a bucket that is away: it is stated later. */
  private stateUnlessAway(
    { bucket, ref, count }: { bucket: Bucket; ref: string; count: number },
    { statement, heard }: { statement: Statement; heard: (reply?: ScriptReply) => ScriptReply | undefined },
  ): Promise<JoinReply> {
    return new Promise((resolve, reject) => {
      const onAway = (): void => resolve({ transition: { subscriptions: count, records: [] } });
      bucket
        .state({ ...statement, onAway })
        .then(heard)
        .then((reply) => resolve(this.readJoin({ bucket, ref }, reply)))
        .catch(reject);
    });
  }

  private arrived(bucket: Bucket, subject: string, wants: string): void {
    this.farewells.cancel(bucket, subject);
    if (wants !== WANTS_NOTHING) this.arrivals.set(bucket, subject, true);
  }

  private readJoin(at: { bucket: Bucket; ref: string }, reply: ScriptReply | undefined): JoinReply {
    if (reply === undefined) return { refused: 'unwanted' };
    return reply.status === 'FULL' ? { refused: 'full' } : this.readTransition(at, reply);
  }

  private readTransition({ bucket, ref }: { bucket: Bucket; ref: string }, reply: ScriptReply): LeaveReply {
    const answer = this.announcer.transition(bucket, reply);
    if (answer.update !== undefined) this.handOver({ bucket, ref }, answer.update);
    return answer;
  }

  private handOver({ bucket, ref }: { bucket: Bucket; ref: string }, update: MemberUpdate): void {
    this.parts.saw(bucket, ref, update);
    if (update.kind === 'members' && update.isPartial) this.gathering.expect(bucket, ref);
  }

  private nextId(): string {
    return this.options.recordIds.next();
  }
}

/** Without a stamp the whole list is asked for. */
function encodeStamp(told: Stamp | undefined): readonly [string, string] {
  return told === undefined ? ['', '0'] : [told.epoch, String(told.version)];
}

function encodeJoining({ member, limit }: JoiningMember): readonly string[] {
  return [member.key, encodeMember(member), Number.isFinite(limit) ? String(limit) : ''];
}

function totalOf(reply: JoinReply, count: number): number {
  return reply.refused === undefined ? reply.transition.subscriptions : count;
}
