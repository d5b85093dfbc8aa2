import { Cluster, Redis } from 'ioredis';

const common = { maxRetriesPerRequest: null, replyMapping: 'legacy' } as const;
const retryStrategy = () => 50;

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where Redis is, as a process of its own is told. */
export type Destination =
  | Address
  | { readonly sentinels: readonly Address[]; readonly masterName: string }
  | { readonly nodes: readonly Address[] };

/** A client as BullMQ wants it. It connects for ever, and its errors are nobody's. */
export function createClient(destination: Destination): Redis | Cluster {
  if ('nodes' in destination) {
    const nodes = [...destination.nodes];
    return quiet(new Cluster(nodes, { clusterRetryStrategy: retryStrategy, redisOptions: common }));
  }
  if ('sentinels' in destination) {
    const { masterName: name, sentinels } = destination;
    const options = { ...common, name, sentinels: [...sentinels], sentinelRetryStrategy: retryStrategy };
    return quiet(new Redis({ ...options, retryStrategy }));
  }
  return quiet(new Redis({ ...common, ...destination, retryStrategy }));
}

export function addressOf({ host, port }: Address): Address {
  return { host, port };
}

function quiet<Client extends Redis | Cluster>(client: Client): Client {
  client.on('error', () => undefined);
  return client;
}
