import { Cluster, type Redis } from 'ioredis';

/** Hands all commands that `send` makes to the kernel at once: a system call each costs more than all else together. */
export function writeTogether(client: Redis | Cluster, send: () => void): void {
  const connections = client instanceof Cluster ? client.nodes('master') : [client];
  // A client that was never connected has no stream.
  const streams = connections.flatMap(({ stream }) => stream ?? []);
  for (const stream of streams) stream.cork();
  try {
    send();
  } finally {
    for (const stream of streams) stream.uncork();
  }
}
