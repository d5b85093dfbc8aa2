import { ConnectionErrors, type ConnectionLog } from './connection-errors.js';
import type { ConnectionUse } from './connection-use.js';
import { createClient } from './create-client.js';
import { RedisConnection } from './redis-connection.js';
import { checkSettings, hideSecrets, type RedisSettings } from './redis-settings.js';

export interface OpenConnectionOptions {
  readonly use: ConnectionUse;
  readonly log: ConnectionLog;
  /** Of the bus subscriber on a Cluster: SSUBSCRIBE on every primary. Default: true. */
  readonly isSharded?: boolean;
}

/**
 * Opens a connection for one use. It is returned at once and connects by itself; await `ready()` where Redis is
 * needed.
 *
 * @throws RedisSettingsError when the settings can never work: a key prefix with braces, an unreadable TLS file
 */
export function openConnection(settings: RedisSettings, options: OpenConnectionOptions): RedisConnection {
  const { use, log, isSharded = true } = options;
  checkSettings(settings);
  const errors = new ConnectionErrors({ log, fields: { use }, clean: hideSecrets(settings) });
  return new RedisConnection({ use, client: createClient(settings, { use, isSharded }), errors, log });
}
