import type { Bucket } from '../buckets/bucket.js';
import type { ScriptReply } from '../buckets/script-reply.js';
import { watch as watchScript } from '../scripts/users/watch.js';
import type { StatusReading } from './told-statuses.js';
import type { UserPlace } from './user-place.js';

type Sign = '+' | '-';

/** What a bucket said of a user who is watched. */
export interface WatchedReading extends StatusReading {
  readonly place: UserPlace;
  /** False in a young epoch, in which not every node may have stated its users again. */
  readonly isSettled: boolean;
}

export interface WatchStatementOptions {
  readonly isAssertion: boolean;
  readonly onAway?: () => void;
}

/** Whom one user watches, of the users of one bucket. Every statement says all of it. */
export class Watch {
  readonly watcher: UserPlace;
  readonly bucket: Bucket;
  /** By ref. */
  private watched = new Map<string, UserPlace>();
  /** What was said of each user last; who was said to be watched no longer goes when that is confirmed. */
  private readonly said = new Map<string, Sign>();

  constructor(watcher: UserPlace, bucket: Bucket) {
    this.watcher = watcher;
    this.bucket = bucket;
  }

  get isEmpty(): boolean {
    return this.watched.size === 0 && this.said.size === 0;
  }

  /** Whether the bucket was told all of it; perhaps it has not confirmed it. */
  get isSaid(): boolean {
    return this.rows().every(([ref, sign]) => sign === '+' && this.said.get(ref) === '+');
  }

  get places(): readonly UserPlace[] {
    return [...this.watched.values()];
  }

  replace(watched: ReadonlyMap<string, UserPlace>): void {
    this.watched = new Map(watched);
  }

  /** The bucket knows nothing of this node any more. */
  forgetSaid(): void {
    this.said.clear();
  }

  /** Says everything to the bucket. Resolves with what it replies, with nothing when that was needless. */
  async state({ isAssertion, onAway }: WatchStatementOptions): Promise<readonly WatchedReading[]> {
    let rows: (readonly [ref: string, sign: Sign])[] = [];
    const args = (): string[] => {
      rows = this.rows();
      for (const [ref, sign] of rows) this.said.set(ref, sign);
      return [this.watcher.userId, ...rows.flat()];
    };
    const reply = await this.bucket.state({
      script: watchScript,
      args,
      isAssertion,
      isWanted: () => !this.isEmpty,
      ...(isAssertion ? {} : { replaces: `watch ${this.watcher.ref}` }),
      ...(onAway === undefined ? {} : { onAway }),
    });
    return reply === undefined ? [] : this.confirm(rows, reply);
  }

  private rows(): (readonly [ref: string, sign: Sign])[] {
    const gone = [...this.said.keys()].filter((ref) => !this.watched.has(ref));
    const watched = [...this.watched.keys()];
    return [...watched.map((ref) => [ref, '+'] as const), ...gone.map((ref) => [ref, '-'] as const)];
  }

  private confirm(
    rows: readonly (readonly [ref: string, sign: Sign])[],
    reply: ScriptReply,
  ): readonly WatchedReading[] {
    const { epoch } = reply;
    const [version, isSettled] = [reply.number(0), reply.number(1) === 1];
    return rows.flatMap(([ref, sign], at) => {
      if (sign === '-' && this.said.get(ref) === '-') this.said.delete(ref);
      const place = this.watched.get(ref);
      const isOnline = reply.number(2 + at) === 1;
      return place === undefined ? [] : [{ place, isOnline, epoch, version, isSettled }];
    });
  }
}
