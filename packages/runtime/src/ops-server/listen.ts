import type { Server } from 'node:net';

/** An address, and what to change when it cannot be had. */
export interface ListenOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Who wants to listen, at the beginning of a sentence: `The metrics server`. */
  readonly who: string;
  /** The names of host and port, in the environment and in the file. */
  readonly settings: {
    readonly host: { readonly env: string; readonly key: string };
    readonly port: { readonly env: string; readonly key: string };
  };
}

/**
 * Lets a server listen.
 *
 * @returns the port that it really listens on
 * @throws Error that names the setting to change when the address cannot be listened on
 */
export function listen(server: Server, options: ListenOptions): Promise<number> {
  const { host, port } = options;
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, options)));
    server.listen({ host, port }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function explain(cause: Error, { host, port, who, settings }: ListenOptions): Error {
  const code = 'code' in cause ? cause.code : undefined;
  const advice =
    code === 'EADDRINUSE'
      ? `The port is taken. Set ${settings.port.env} (${settings.port.key} in the file) to a free one, or 0 for any`
      : `Check ${settings.host.env} and ${settings.port.env} (${settings.host.key} and ${settings.port.key} in the file)`;
  return new Error(`${who} cannot listen on ${host} port ${port} (${String(code)}). ${advice}.`, { cause });
}
