import { createHash, createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { buildFolder } from '../machine/toolchain.mjs';
import { channel, data } from './payload.mjs';

const path = '/apps/app-id/events';

/**
 * Writes a publish request, byte for byte as it goes out, signed as the REST API asks ("Authentication"). A signature
 * holds for 600 seconds, so each run makes its own.
 *
 * @param {{ index: number, exceptSocketId?: string | undefined }} options `index`: which of the run's requests
 */
export function writeRequest({ index, exceptSocketId }) {
  const except = exceptSocketId === undefined ? {} : { socket_id: exceptSocketId };
  const body = JSON.stringify({ name: 'server-bench', channel, data, ...except });
  const head = [
    `POST ${path}?${signedQuery(body)} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ].join('\r\n');
  writeFileSync(requestFile(index), `${head}\r\n\r\n${body}`);
}

export function requestFile(index) {
  return `${buildFolder}request-${index}.http`;
}

function signedQuery(body) {
  const bodyMd5 = createHash('md5').update(body).digest('hex');
  const timestamp = Math.floor(Date.now() / 1000);
  const query = `auth_key=app-key&auth_timestamp=${timestamp}&auth_version=1.0&body_md5=${bodyMd5}`;
  const signature = createHmac('sha256', 'app-secret').update(`POST\n${path}\n${query}`).digest('hex');
  return `${query}&auth_signature=${signature}`;
}
