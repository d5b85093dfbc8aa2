import calculateSlot from 'cluster-key-slot';
import { Cluster, type Redis } from 'ioredis';
import { BUCKET_TAGS, BUCKETS } from '../../buckets/bucket-tags.js';
import type { ConnectionLog } from '../connection-errors.js';
import { openConnection } from '../open-connection.js';
import { RedisAwayError, type RedisConnection } from '../redis-connection.js';
import { hideSecrets, type RedisSettings } from '../redis-settings.js';
import { type AccessContext, checkBusAccess, checkStoreAccess } from './access-checks.js';
import { checkBucketCount } from './bucket-count.js';
import { type Finding, fatal } from './finding.js';
import { checkOutputBuffer } from './output-buffer.js';
import { isAtLeast, judgeFacts, type PubSub, parseInfo, type ServerFacts } from './server-facts.js';

export interface SelfTestOptions {
  /** `auto` takes sharded channels wherever all servers have them. Default. */
  readonly pubsub?: PubSub | 'auto';
  /** How long Redis may take to be reached, in milliseconds. Default: 5000. */
  readonly withinMs?: number;
  /** Buckets of this release. */
  readonly buckets?: number;
}

export interface SelfTestReport {
  /** Empty when all is well. */
  readonly findings: readonly Finding[];
  /** What the bus should use. */
  readonly pubsub: PubSub;
  /** The oldest version of all servers; undefined when none was reached. */
  readonly version: string | undefined;
}

/**
 * Looks whether an installation's Redis can do what the adapter needs, over connections of its own, and names
 * everything that it cannot. Writes keys that live for seconds, and the number of buckets.
 *
 * @throws RedisSettingsError when no connection can be made from the settings at all
 */
export async function selfTest(
  settings: RedisSettings,
  options: SelfTestOptions = {},
): Promise<SelfTestReport> {
  const examination = new Examination(settings, options);
  const clean = hideSecrets(settings);
  try {
    await examination.run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    examination.findings.push(
      fatal(
        'unreachable',
        error instanceof RedisAwayError ? reason : `Redis has stopped to answer: ${reason}`,
        'See that Redis runs and can be reached from here, and that address, user, password and TLS are right.',
      ),
    );
  }
  const findings = examination.findings.map((finding) => ({ ...finding, message: clean(finding.message) }));
  return { findings, pubsub: examination.pubsub, version: examination.oldest };
}

const silent: ConnectionLog = { info() {}, warn() {} };

/** One run of the self-test: what it has seen so far. */
class Examination {
  readonly findings: Finding[] = [];
  readonly #settings: RedisSettings;
  readonly #wanted: PubSub | 'auto';
  readonly #withinMs: number;
  readonly #buckets: number;
  #versions: readonly string[] = [];

  constructor(
    settings: RedisSettings,
    { pubsub = 'auto', withinMs = 5_000, buckets = BUCKETS }: SelfTestOptions,
  ) {
    this.#settings = settings;
    this.#wanted = pubsub;
    this.#withinMs = withinMs;
    this.#buckets = buckets;
  }

  get oldest(): string | undefined {
    return this.#versions.find((version) =>
      this.#versions.every((other) => isAtLeast(other, majorAndMinor(version))),
    );
  }

  get pubsub(): PubSub {
    if (this.#wanted !== 'auto') return this.#wanted;
    return isAtLeast(this.oldest ?? '7.0', [7, 0]) ? 'sharded' : 'classic';
  }

  /** Ends with the first thing that makes everything after it pointless. */
  async run(): Promise<void> {
    await this.#examineMode();
    if (this.#hasFailed) return;
    await using store = openConnection(this.#settings, { use: 'store', log: silent });
    await store.ready(this.#withinMs);
    await this.#examineServers(store);
    if (this.#hasFailed) return;
    const context = this.#accessContext(store);
    this.findings.push(...(await checkStoreAccess(store.client, context)));
    await this.#examineBus(store, context);
    if (this.#hasFailed) return;
    const { keyPrefix } = this.#settings;
    this.findings.push(...(await checkBucketCount(store.client, keyPrefix, this.#buckets)));
  }

  get #hasFailed(): boolean {
    return this.findings.some(({ severity }) => severity === 'fatal');
  }

  /** A Cluster client never becomes ready without a Cluster, so its nodes are asked one by one first. */
  async #examineMode(): Promise<void> {
    const { deployment } = this.#settings;
    if (deployment.kind !== 'cluster') return;
    let failure: unknown;
    for (const node of deployment.nodes) {
      const single = { ...this.#settings, deployment: { kind: 'single', ...node, db: 0 } as const };
      await using connection = openConnection(single, { use: 'store', log: silent });
      try {
        await connection.ready(this.#withinMs);
        this.findings.push(...(await examineClusterNode(connection)));
        return;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  async #examineServers(store: RedisConnection): Promise<void> {
    const servers = serversOf(store);
    const all: ServerFacts[] = [];
    for (const server of servers) {
      const facts = await this.#readFacts(server);
      if (facts === undefined) continue;
      all.push(facts);
      this.#note(server, [...judgeFacts(facts, this.#wanted), ...this.#judgeMode(facts)]);
      this.#note(server, await checkOutputBuffer(server));
    }
    this.#versions = all.map(({ version }) => version);
  }

  async #readFacts(server: Redis): Promise<ServerFacts | undefined> {
    try {
      return parseInfo(await server.info());
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOPERM'))) throw error;
      const remedy = `Allow it: ACL SETUSER ${this.#username} +info`;
      this.#note(server, [fatal('refused-command', `Redis refuses INFO: ${error.message}`, remedy)]);
      return undefined;
    }
  }

  *#judgeMode({ isClusterNode }: ServerFacts): Iterable<Finding> {
    if (!isClusterNode || this.#settings.deployment.kind === 'cluster') return;
    yield fatal(
      'cluster-mode',
      'The server is a node of a Redis Cluster, but the settings are those of a single Redis.',
      'Set adapter.driver to redis-cluster and name its nodes in database.redis.cluster.nodes.',
    );
  }

  async #examineBus(store: RedisConnection, context: AccessContext): Promise<void> {
    const { pubsub } = this;
    const use = 'bus-subscribe';
    const isSharded = pubsub === 'sharded';
    await using subscriber = openConnection(this.#settings, { use, log: silent, isSharded });
    await subscriber.ready(this.#withinMs);
    const clients = { publisher: store.client, subscriber: subscriber.client };
    this.findings.push(...(await checkBusAccess(clients, pubsub, context)));
  }

  #accessContext({ client }: RedisConnection): AccessContext {
    const tags = client instanceof Cluster ? tagOfEachPrimary(client) : BUCKET_TAGS.slice(0, 1);
    return { keyPrefix: this.#settings.keyPrefix, username: this.#username, tags };
  }

  get #username(): string {
    return this.#settings.username ?? 'default';
  }

  #note({ options }: Redis, findings: readonly Finding[]): void {
    const { host, port, path, sentinels, name } = options;
    const server = sentinels ? `primary of ${name}` : (path ?? `${host}:${port}`);
    this.findings.push(...findings.map((finding) => ({ ...finding, server })));
  }
}

async function examineClusterNode({ client }: RedisConnection): Promise<Finding[]> {
  const facts = parseInfo(await client.info());
  if (!facts.isClusterNode) {
    return [
      fatal(
        'cluster-mode',
        'The settings are those of a Redis Cluster, but the server is not a node of one.',
        'Set adapter.driver to redis and name the server in database.redis.host, or start it with cluster-enabled yes.',
      ),
    ];
  }
  const state = String(await client.cluster('INFO'));
  if (!state.includes('cluster_state:fail')) return [];
  return [
    fatal(
      'cluster-incomplete',
      'The Redis Cluster says cluster_state:fail: not all slots have a primary.',
      'Repair it (redis-cli --cluster fix), or wait until a replica has taken over.',
    ),
  ];
}

function serversOf({ client }: RedisConnection): Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

/** The hash tag of one bucket on each primary that has any. */
function tagOfEachPrimary({ slots }: Cluster): string[] {
  const tags = new Map(BUCKET_TAGS.map((tag) => [slots[calculateSlot(tag)]?.[0], tag]));
  return [...tags.values()];
}

function majorAndMinor(version: string): readonly [number, number] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return [major, minor];
}
