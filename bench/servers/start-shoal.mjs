import { fileURLToPath } from 'node:url';
import { freePort, startProcess } from './start-process.mjs';
import { makeCertificate } from './tls-certificate.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

// Given here so that the server need not start itself a second time with it.
const flags = ['--max-semi-space-size=2'];

/**
 * Starts the built server on free ports, with everything that is on by default, and waits until it is ready.
 *
 * @param {{ env?: Record<string, string>, args?: string[], nodeFlags?: string[], isTls?: boolean, entry?: string }} options
 *   `entry` is what runs, from the root: by default the app as it is shipped
 */
export async function startShoal({
  env = {},
  args = [],
  nodeFlags = [],
  isTls = false,
  entry = 'apps/server',
} = {}) {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const server = await startProcess({
    command: process.execPath,
    args: [...flags, ...nodeFlags, `${root}${entry}`, ...args],
    port,
    isTls,
    env: {
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      ...(isTls ? tlsEnvironment() : {}),
      ...env,
    },
  });
  return { ...server, metricsPort };
}

function tlsEnvironment() {
  const { certificate, key } = makeCertificate();
  return { SSL_CERT_PATH: certificate, SSL_KEY_PATH: key };
}
