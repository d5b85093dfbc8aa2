import { type Finding, fatal, warning } from './finding.js';

/** What a server says about itself (INFO). */
export interface ServerFacts {
  readonly version: string;
  readonly isReplica: boolean;
  readonly isClusterNode: boolean;
  readonly maxMemory: number;
  readonly evictionPolicy: string;
}

/** How messages travel: sharded channels need Redis 7; with classic ones every node hears everything. */
export type PubSub = 'sharded' | 'classic';

export function parseInfo(info: string): ServerFacts {
  const fields = new Map(
    info.split(/\r?\n/).map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1)] as const;
    }),
  );
  return {
    version: fields.get('redis_version') ?? 'unknown',
    isReplica: fields.get('role') === 'slave',
    isClusterNode: fields.get('cluster_enabled') === '1',
    maxMemory: Number(fields.get('maxmemory') ?? 0),
    evictionPolicy: fields.get('maxmemory_policy') ?? 'noeviction',
  };
}

/** Whether a version, such as `7.0.15`, is at least `major.minor`. */
export function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** Finds what is wrong with a server by what it says about itself. */
export function* judgeFacts(facts: ServerFacts, wanted: PubSub | 'auto'): Iterable<Finding> {
  yield* judgeVersion(facts, wanted);
  yield* judgeEviction(facts);
  if (facts.isReplica) {
    yield fatal(
      'read-only',
      'The server is a replica: it takes no writes.',
      'Name the primary, or use Sentinel or Cluster settings, which find it.',
    );
  }
}

function* judgeVersion({ version }: ServerFacts, wanted: PubSub | 'auto'): Iterable<Finding> {
  if (!isAtLeast(version, [6, 2])) {
    yield fatal('version', `Redis ${version} is too old.`, 'Use Redis 6.2 or later; 7 or later is better.');
  } else if (!isAtLeast(version, [7, 0]) && wanted === 'sharded') {
    yield fatal(
      'version',
      `Redis ${version} has no sharded pub/sub.`,
      'Use Redis 7 or later, or set adapter.pubsub to classic.',
    );
  } else if (!isAtLeast(version, [7, 0])) {
    yield warning(
      'version',
      `Redis ${version} has no sharded pub/sub, so every node receives every message.`,
      'Use Redis 7 or later.',
    );
  }
}

function* judgeEviction({ maxMemory, evictionPolicy }: ServerFacts): Iterable<Finding> {
  if (evictionPolicy === 'noeviction') return;
  const remedy = 'Set maxmemory-policy to noeviction, and give this installation a Redis of its own.';
  const message = `maxmemory-policy is ${evictionPolicy}: when memory runs out, Redis drops facts that the nodes rely on.`;
  // Only keys with a lifetime can go with volatile-*, and nothing without a limit.
  const isCertain = maxMemory > 0 && evictionPolicy.startsWith('allkeys');
  yield isCertain ? fatal('eviction', message, remedy) : warning('eviction', message, remedy);
}
