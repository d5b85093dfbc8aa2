import { chmod, lstat, rm } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import type { Configuration } from '@shoal/runtime';

/** Connects that wait to be accepted; the kernel cuts it to its own limit. */
const backlog = 4096;

/** Where a server can be reached. */
export interface Address {
  /** `http://127.0.0.1:6001`, or the path of a Unix socket. */
  readonly url: string;
  /** 0 on a Unix socket. */
  readonly port: number;
}

/** @throws Error that names the settings when the port cannot be had */
export async function listenOnPort(
  server: Server,
  { host, port, scheme }: { host: string; port: number; scheme: 'http' | 'https' },
): Promise<Address> {
  await listening(server, () => server.listen({ host, port, backlog }), `${host}:${port} (HOST, PORT)`);
  const bound = server.address();
  const actual = typeof bound === 'object' && bound !== null ? bound.port : port;
  return { url: `${scheme}://${host === '0.0.0.0' ? '127.0.0.1' : bracketed(host)}:${actual}`, port: actual };
}

/** Replaces the socket that a killed process left. @throws Error that names the setting when the path is taken */
export async function listenOnUnixSocket(
  server: Server,
  { path, permissionMode }: Configuration['unixSocket'],
): Promise<Address> {
  await removeStaleSocket(path);
  await listening(server, () => server.listen({ path, backlog }), `${path} (UNIX_SOCKET_PATH)`);
  await chmod(path, permissionMode);
  return { url: path, port: 0 };
}

/** A socket that somebody listens on, and any other file, is not ours to remove: listening then fails. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSocket() && !(await isListenedOn(path))) await rm(path, { force: true });
}

function isListenedOn(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path });
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

/** Stops accepting; resolves when every connection is gone or `milliseconds` have passed. */
export function stopListening(server: Server, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function listening(server: Server, listen: () => void, where: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const hint =
        cause.code === 'EADDRINUSE' ? 'it is taken: stop the other program or choose another' : cause.message;
      reject(new Error(`Cannot listen on ${where}: ${hint}`, { cause }));
    });
    server.once('listening', resolve);
    listen();
  });
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
