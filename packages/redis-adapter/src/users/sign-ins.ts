import type { Bucket, Registered } from '../buckets/bucket.js';
import type { ScriptReply } from '../buckets/script-reply.js';
import { setSockets } from '../scripts/users/set-sockets.js';
import type { HandOver, StatusReading, ToldStatuses } from './told-statuses.js';
import type { UserPlace } from './user-place.js';

export interface SignInsOptions {
  readonly statuses: ToldStatuses;
  /** Tells a user's watchers on other nodes to look at it. */
  readonly announce: (place: UserPlace, watchers: readonly string[], isOnline: boolean) => void;
}

/** What a statement has changed, as far as it is the node's to tell. */
export interface SignInOutcome {
  readonly change: 'online' | 'offline' | undefined;
  readonly watchers: readonly string[];
  /** Of what the node is to tell; to be ended when it is answered. */
  readonly handOver: HandOver | undefined;
}

interface SignedIn {
  readonly place: UserPlace;
  sockets: number;
}

interface Signed {
  readonly change: 'online' | 'offline' | undefined;
  readonly reading: StatusReading;
  readonly watchers: readonly string[];
}

/** Users who are signed in on this node, as it is stated to their buckets. */
export class SignIns {
  private readonly options: SignInsOptions;
  private readonly byBucket = new Map<Bucket, Map<string, SignedIn>>();

  constructor(options: SignInsOptions) {
    this.options = options;
  }

  has({ bucket, ref }: UserPlace): boolean {
    return this.byBucket.get(bucket)?.has(ref) ?? false;
  }

  /** Resolves when the bucket has it; at once, with what this node knows, while the bucket is away. */
  state(place: UserPlace, sockets: number): Promise<SignInOutcome> {
    const { bucket, ref } = place;
    const wasOnline = this.options.statuses.toldOf(place) ?? this.has(place);
    this.set(place, sockets);
    return new Promise((resolve, reject) => {
      let isAnswered = false;
      const answerHere = (): void => {
        if (isAnswered) return;
        isAnswered = true;
        resolve(this.guess(place, { wasOnline, isOnline: sockets > 0 }));
      };
      const args = (): string[] => [ref, String(sockets)];
      const statement = { script: setSockets, args, replaces: `user ${ref}`, onAway: answerHere };
      bucket.state(statement).then((reply) => {
        if (reply === undefined) answerHere();
        else if (isAnswered) this.heardLate(place, readSigned(reply));
        else resolve(this.heard(place, readSigned(reply)));
      }, reject);
    });
  }

  /** A bucket that does not know this node any more is told everybody. */
  registered(bucket: Bucket, { isNew }: Pick<Registered, 'isNew'>): void {
    if (!isNew) return;
    for (const user of this.byBucket.get(bucket)?.values() ?? []) this.assert(user);
  }

  private assert(user: SignedIn): void {
    const { place } = user;
    const statement = {
      script: setSockets,
      args: () => [place.ref, String(user.sockets)],
      isWanted: () => user.sockets > 0,
      isAssertion: true,
    };
    place.bucket.state(statement).then(
      (reply) => {
        if (reply !== undefined) this.heardLate(place, readSigned(reply));
      },
      // The store is closed, or the script is at fault: the next registration asserts again.
      () => undefined,
    );
  }

  private set(place: UserPlace, sockets: number): void {
    const users = this.byBucket.get(place.bucket) ?? new Map<string, SignedIn>();
    this.byBucket.set(place.bucket, users);
    const user = users.get(place.ref) ?? { place, sockets };
    user.sockets = sockets;
    if (sockets > 0) users.set(place.ref, user);
    else users.delete(place.ref);
    if (users.size === 0) this.byBucket.delete(place.bucket);
  }

  private heard(place: UserPlace, signed: Signed): SignInOutcome {
    const { change, reading, watchers } = signed;
    const handOver = change === undefined ? undefined : this.options.statuses.handOver(place, reading);
    if (handOver !== undefined) return { change, watchers, handOver };
    this.heardLate(place, signed);
    return { change: undefined, watchers, handOver };
  }

  /** Nobody waits for the reply any more, or could tell it. */
  private heardLate(place: UserPlace, { change, reading, watchers }: Signed): void {
    this.options.statuses.learn(place, reading);
    if (change !== undefined) this.options.announce(place, watchers, reading.isOnline);
  }

  /** Who signs in is online; whether one who signs out still is elsewhere only the bucket knows. */
  private guess(
    place: UserPlace,
    { wasOnline, isOnline }: { wasOnline: boolean; isOnline: boolean },
  ): SignInOutcome {
    const { statuses } = this.options;
    const watchers = statuses.watchersOf(place);
    const isNews = isOnline && !wasOnline;
    const reading = { isOnline, epoch: '', version: 0 };
    const handOver = isNews ? statuses.handOver(place, reading) : undefined;
    return { change: handOver === undefined ? undefined : 'online', watchers, handOver };
  }
}

function readSigned(reply: ScriptReply): Signed {
  const reading = { isOnline: reply.number(2) === 1, epoch: reply.epoch, version: reply.number(0) };
  const text = reply.text(1);
  const change = text === 'online' || text === 'offline' ? text : undefined;
  return { change, reading, watchers: reply.texts(3) };
}
