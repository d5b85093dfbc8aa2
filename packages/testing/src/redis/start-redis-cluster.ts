import { join } from 'node:path';
import { eventually } from '../eventually.js';
import { type Certificates, createCertificates } from './certificates.js';
import { RedisProcess } from './redis-process.js';
import { cleanUp, createScratchDirectory } from './scratch-directory.js';

const slots = 16_384;

export interface StartRedisClusterOptions {
  readonly primaries?: number;
  /** Replicas of each primary. */
  readonly replicas?: number;
  /** Serves TLS only. */
  readonly tls?: 'server' | 'mutual';
  /** Users of every node, as in an ACL file. */
  readonly users?: readonly string[];
  /** More settings of every node's redis.conf, by name. */
  readonly config?: Readonly<Record<string, string>>;
}

interface Nodes {
  readonly directory: string;
  readonly primaries: readonly RedisProcess[];
  readonly replicas: readonly RedisProcess[];
  readonly certificates: Certificates | undefined;
}

/** A Redis Cluster whose primaries share the slots evenly, in order. Use it with `await using`. */
export class RedisCluster implements AsyncDisposable {
  /** As they were at the start. */
  readonly primaries: readonly RedisProcess[];
  readonly replicas: readonly RedisProcess[];
  readonly certificates: Certificates | undefined;
  readonly #directory: string;

  constructor({ directory, primaries, replicas, certificates }: Nodes) {
    this.#directory = directory;
    this.primaries = primaries;
    this.replicas = replicas;
    this.certificates = certificates;
  }

  /** Ends a primary at once. Its replica, if it has one, takes over within a few seconds. */
  async killPrimary(index: number): Promise<void> {
    const node = this.primaries[index];
    if (node === undefined) throw new Error(`There is no primary ${index}`);
    await node.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await cleanUp([...this.primaries, ...this.replicas], this.#directory);
  }
}

/** @throws Error that says how to install redis-server when it is missing, or with what a process wrote */
export async function startRedisCluster(options: StartRedisClusterOptions = {}): Promise<RedisCluster> {
  const {
    primaries: primaryCount = 3,
    replicas: replicasEach = 0,
    tls: mode,
    users = [],
    config = {},
  } = options;
  const directory = await createScratchDirectory();
  const nodes: RedisProcess[] = [];
  try {
    const certificates = mode && (await createCertificates(directory));
    for (let index = 0; index < primaryCount * (1 + replicasEach); index += 1) {
      const node = await RedisProcess.start({
        directory: join(directory, `n${index}`),
        role: 'cluster-node',
        tls: mode && certificates && { mode, certificates },
        lines: [
          'repl-diskless-sync-delay 0',
          ...users.map((user) => `user ${user}`),
          ...Object.entries(config).map(([name, value]) => `${name} ${value}`),
        ],
      });
      nodes.push(node);
    }
    const primaries = nodes.slice(0, primaryCount);
    const replicas = nodes.slice(primaryCount);
    await form(primaries, replicas);
    return new RedisCluster({ directory, primaries, replicas, certificates });
  } catch (error) {
    await cleanUp(nodes, directory);
    throw error;
  }
}

/** Gives each primary its slots, introduces all nodes to the first, and waits until all of them are content. */
async function form(primaries: readonly RedisProcess[], replicas: readonly RedisProcess[]): Promise<void> {
  const nodes = [...primaries, ...replicas];
  for (const [index, node] of primaries.entries()) {
    const first = Math.floor((slots * index) / primaries.length);
    const last = Math.floor((slots * (index + 1)) / primaries.length) - 1;
    await node.command('CLUSTER', 'ADDSLOTSRANGE', String(first), String(last));
    await node.command('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
  }
  for (const { host, port, busPort } of nodes.slice(1)) {
    await nodes[0]?.command('CLUSTER', 'MEET', host, String(port), String(busPort));
  }
  await eventually(() => haveMet(nodes), {
    withinMs: 20_000,
    everyMs: 100,
    what: 'nodes that know each other',
  });
  for (const [index, replica] of replicas.entries()) {
    const id = await primaries[index % primaries.length]?.command('CLUSTER', 'MYID');
    await replica.command('CLUSTER', 'REPLICATE', id ?? '');
  }
  await eventually(() => areFollowing(replicas), {
    withinMs: 20_000,
    everyMs: 100,
    what: 'replicas in step',
  });
}

async function haveMet(nodes: readonly RedisProcess[]): Promise<boolean> {
  const views = await Promise.all(nodes.map((node) => node.command('CLUSTER', 'INFO')));
  return views.every(
    (view) =>
      view.includes('cluster_state:ok') &&
      // Where full coverage is not required a node is content before it knows who serves what.
      view.includes(`cluster_slots_ok:${slots}`) &&
      view.includes(`cluster_known_nodes:${nodes.length}`),
  );
}

async function areFollowing(replicas: readonly RedisProcess[]): Promise<boolean> {
  const views = await Promise.all(replicas.map((replica) => replica.command('INFO', 'replication')));
  return views.every((view) => view.includes('master_link_status:up'));
}
