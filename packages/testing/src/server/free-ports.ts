import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Ports that nobody listened on a moment ago, all different. Another process may take one before it is used, so
 * whoever starts a server on them tries again when that happens.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map(portOf);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** The port that a listening server has. @throws Error when it listens on none */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
  return address.port;
}

async function listenAnywhere(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
