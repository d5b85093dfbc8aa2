import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import type { Configuration, Logger } from '@shoal/runtime';

type TlsFiles = Configuration['ssl'];

/** Milliseconds between two looks at the files: a renewal is seen soon, and no watcher is lost by a rename. */
const pollInterval = 2000;

/** @throws Error that names the file that cannot be read */
export function readTlsFiles({ certPath, keyPath, caPath, passphrase }: TlsFiles): SecureContextOptions {
  return {
    cert: read(certPath, 'ssl.cert_path'),
    key: read(keyPath, 'ssl.key_path'),
    ...(caPath === undefined ? {} : { ca: read(caPath, 'ssl.ca_path') }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}

/**
 * Takes a renewed certificate for new connections when its files change, or on SIGHUP. Files that do not fit
 * together (yet) are logged and the old certificate stays.
 *
 * @returns stops watching
 */
export function reloadTlsOnChange(server: Server, files: TlsFiles, logger: Logger): () => void {
  const reload = (): void => {
    try {
      server.setSecureContext(readTlsFiles(files));
      logger.info('certificate reloaded');
    } catch (error) {
      logger.error('certificate not reloaded', { error });
    }
  };
  const paths = [files.certPath, files.keyPath, files.caPath].filter((path) => path !== undefined);
  for (const path of paths) {
    watchFile(path, { interval: pollInterval, persistent: false }, (now, before) => {
      if (now.mtimeMs !== before.mtimeMs) reload();
    });
  }
  process.on('SIGHUP', reload);
  return () => {
    process.off('SIGHUP', reload);
    for (const path of paths) unwatchFile(path);
  };
}

function read(path: string | undefined, key: string): Buffer {
  if (path === undefined) throw new Error(`${key} is not set`);
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Error(`${key}: cannot read ${path}`, { cause });
  }
}
