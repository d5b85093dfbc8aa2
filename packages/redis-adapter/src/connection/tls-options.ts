import { readFileSync } from 'node:fs';
import { type ConnectionOptions, createSecureContext } from 'node:tls';
import { RedisSettingsError, type RedisTls } from './redis-settings.js';

/**
 * The TLS options of a connection. Files are read once: connections made later with the same options, after a cut
 * too, use what was read.
 *
 * @throws RedisSettingsError that names the file that cannot be used
 */
export function tlsOptions(tls: RedisTls): ConnectionOptions {
  const options: ConnectionOptions = { rejectUnauthorized: tls.rejectUnauthorized };
  if (tls.caPath !== undefined) options.ca = readPem('authority', tls.caPath);
  if (tls.clientCertPath !== undefined) options.cert = readPem('client certificate', tls.clientCertPath);
  if (tls.clientKeyPath !== undefined) options.key = readPem("client certificate's key", tls.clientKeyPath);
  if (tls.serverName !== undefined) options.servername = tls.serverName;
  try {
    createSecureContext(options);
  } catch (error) {
    const files = [tls.caPath, tls.clientCertPath, tls.clientKeyPath].filter((path) => path !== undefined);
    throw new RedisSettingsError(
      `The TLS files for Redis (${files.join(', ')}) cannot be used: ${codeOf(error)}. Certificates and keys must be PEM and belong together`,
    );
  }
  return options;
}

function readPem(what: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new RedisSettingsError(`The ${what} for TLS to Redis, ${path}, cannot be read: ${codeOf(error)}`);
  }
}

/** The code alone: messages of OpenSSL may quote the file. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'not valid';
}
