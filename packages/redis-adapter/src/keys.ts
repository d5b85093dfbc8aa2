import { BUCKET_TAGS } from './buckets/bucket-tags.js';

/** The format in which this release writes every stored value: its first character. */
export const FORMAT = '1';
/** The formats that it reads. A new one is read for a whole release before one writes it (docs/decisions/0013). */
export const READABLE: ReadonlySet<string> = new Set([FORMAT]);

/** Whether this release can read a stored value. */
export function isReadable(value: string): boolean {
  return READABLE.has(value.charAt(0));
}

/**
 * What all keys of one bucket begin with: `<prefix>{<tag>}:`. Every script gets it as its only key.
 *
 * @throws Error for a prefix with a brace: it would replace the hash tag, and put everything on one primary
 */
export function bucketBase(prefix: string, bucket: number): string {
  if (/[{}]/.test(prefix)) {
    throw new Error(`The key prefix ${JSON.stringify(prefix)} has a brace: choose one without { and }`);
  }
  return `${prefix}{${BUCKET_TAGS[bucket]}}:`;
}

/** Names of a bucket's keys as Lua expressions; `base` is the script's key, a `ref` is what `channelRef` makes. */
export const keys = {
  /**
   * HASH epoch, run (of the server), version, began (ms), empty (1 when nothing was there before), buckets, and
   * forgotten: the version up to which the changes of users' statuses are not kept any more, and swept: dead nodes
   * that were taken out so far
   */
  meta: "base .. 'meta'",
  /** HASH node id -> generation. Whoever is not in it is fenced. */
  nodes: "base .. 'nodes'",
  /** ZSET node id, score: end of its lease (ms) */
  leases: "base .. 'leases'",
  /** HASH node id -> since when its renewals are clean (ms) */
  since: "base .. 'since'",
  /** ZSET node id, score: time of death (ms). What they held is taken out entry by entry. */
  dead: "base .. 'dead'",
  /**
   * ZSET of a node's entries (`pack`), score 0, but 1 or 2 of a member by whose coming the lists changed: channels (c) and members (m) that it holds, apps that it has
   * connections of (a), users who are signed in there (u) and who watches whom from there (w)
   */
  held: (node: string) => `base .. 'held:' .. ${node}`,
  /** ZSET of entries, score: due (ms). Kinds: f, w, x, v, y; see the piece `grace` */
  grace: "base .. 'grace'",
  /** ZSET of presence channels, score: version of the last change of their list */
  changed: "base .. 'changed'",
  /** ZSET of users, score: version in which they last came or went; only the newest ones */
  statuses: "base .. 'statuses'",
  /** ZSET of records that are in no batch, score: version */
  outbox: "base .. 'outbox'",
  /** HASH id, app, epoch (in which it was made), mover (token), until (ms, the end of its claim): what is passed on now */
  batch: "base .. 'batch'",
  /** LIST of the batch's records, oldest first */
  batched: "base .. 'batched'",
  /** SET of the apps that have occupied channels */
  apps: "base .. 'apps'",
  /** ZSET of an app's occupied channels by name, score 0 */
  occupied: (app: string) => `base .. 'occupied:' .. ${app}`,
  /** HASH total, wants, n:<node id> -> sockets; version and forgotten of the list */
  channel: (ref: string) => `base .. 'channel:' .. ${ref}`,
  /** HASH member key -> member, as the lists show them */
  shown: (ref: string) => `base .. 'shown:' .. ${ref}`,
  /** HASH member key -> number of nodes that have it; those in grace are not in it */
  present: (ref: string) => `base .. 'present:' .. ${ref}`,
  /** ZSET of list changes, score: version */
  log: (ref: string) => `base .. 'log:' .. ${ref}`,
  /** HASH total, n:<node id> -> sockets of a user */
  user: (ref: string) => `base .. 'user:' .. ${ref}`,
  /** HASH user id -> number of nodes on which that user watches this one */
  watchers: (ref: string) => `base .. 'watchers:' .. ${ref}`,
  /** HASH id, at (ms, when it was published), until (ms), event: the last event of a cache channel */
  last: (ref: string) => `base .. 'last:' .. ${ref}`,
  /**
   * HASH token (of the claim), print (what was asked for), until (ms), and answer, once there is one: an idempotency
   * key, by the hash that `idempotencyRef` makes
   */
  idempotent: (ref: string) => `base .. 'idempotent:' .. ${ref}`,
  /** HASH total, n:<process id> -> points let through in one window; `ref` names limit, app and window */
  points: (ref: string) => `base .. 'points:' .. ${ref}`,
  /** HASH total, n:<node id> -> connections of an app */
  quota: (app: string) => `base .. 'quota:' .. ${app}`,
} as const;
