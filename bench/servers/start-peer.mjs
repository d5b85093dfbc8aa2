import { fileURLToPath } from 'node:url';
import { frameText } from '../load/payload.mjs';
import { freePort, startProcess } from './start-process.mjs';
import { makeCertificate } from './tls-certificate.mjs';

const peers = fileURLToPath(new URL('../peers/', import.meta.url));

/** Starts `peers/<name>.mjs`. */
export async function startPeer(name, { isTls = false } = {}) {
  const port = await freePort();
  const env = { PORT: String(port), ...(isTls ? tlsEnvironment() : {}) };
  return startProcess({ command: process.execPath, args: [`${peers}${name}.mjs`], port, env, isTls });
}

/** Starts the floor, which delivers the very text that the others deliver. */
export async function startFloor(program, { isBatched }) {
  const port = await freePort();
  const args = [String(port), frameText('server-bench'), ...(isBatched ? ['batched'] : [])];
  return startProcess({ command: program, args, port });
}

function tlsEnvironment() {
  const { certificate, key } = makeCertificate();
  return { TLS_CERT: certificate, TLS_KEY: key };
}
