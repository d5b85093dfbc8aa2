import { randomBytes } from 'node:crypto';

type Environment = Readonly<Record<string, string | undefined>>;

/** An app as its backend knows it. */
export interface App {
  readonly id: string;
  readonly key: string;
  readonly secret: string;
}

export interface Settings {
  /** Where the playground itself listens; port 0 for any free one. */
  readonly host: string;
  readonly port: number;
  /** The server that is tried: `http:` or `https:`, host and port, no path. */
  readonly serverUrl: URL;
  readonly app: App;
  /** 32 bytes as base64, from which the keys of `private-encrypted-` channels are derived. */
  readonly encryptionMasterKey: string;
}

/** A setting that cannot be used; the message names it and says what it may be. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the settings from the environment. The app's variables are the server's own, so that both can be started
 * with the same environment.
 *
 * @throws SettingsError
 */
export function readSettings(env: Environment): Settings {
  return {
    host: env.PLAYGROUND_HOST || '127.0.0.1',
    port: readPort(env.PLAYGROUND_PORT || '6080'),
    serverUrl: readServerUrl(env.SHOAL_URL || 'http://127.0.0.1:6001'),
    app: {
      id: env.SOCKUDO_DEFAULT_APP_ID || 'app-id',
      key: env.SOCKUDO_DEFAULT_APP_KEY || 'app-key',
      secret: env.SOCKUDO_DEFAULT_APP_SECRET || 'app-secret',
    },
    encryptionMasterKey: readMasterKey(env.PLAYGROUND_ENCRYPTION_MASTER_KEY),
  };
}

/** The port of the server, also where its URL leaves it out. */
export function serverPort({ serverUrl }: Settings): number {
  if (serverUrl.port !== '') return Number(serverUrl.port);
  return serverUrl.protocol === 'https:' ? 443 : 80;
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new SettingsError(`PLAYGROUND_PORT is "${text}", but a port is a number from 0 to 65535`);
}

function readServerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.origin === url.href.replace(/\/$/, ''))
    return url;
  throw new SettingsError(
    `SHOAL_URL is "${text}", but it has to look like http://127.0.0.1:6001, without a path`,
  );
}

function readMasterKey(text: string | undefined): string {
  // Backend and clients get it from this process alone, so one that lives as long as the process will do.
  if (!text) return randomBytes(32).toString('base64');
  if (Buffer.from(text, 'base64').length === 32) return text;
  throw new SettingsError('PLAYGROUND_ENCRYPTION_MASTER_KEY has to be 32 bytes in base64');
}
