import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TargetGuard } from '../address/target-guard.js';
import { HttpSender } from './http-sender.js';

/** Of hooks.test, signed by itself. */
function certify(): { readonly key: string; readonly cert: string } {
  const directory = mkdtempSync(join(tmpdir(), 'shoal-tls-'));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const subject = ['-subj', '/CN=hooks.test', '-addext', 'subjectAltName=DNS:hooks.test'];
  const request = ['req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  execFileSync('openssl', [...request, '-days', '2', '-keyout', key, '-out', cert, ...subject], {
    stdio: 'ignore',
  });
  const certificate = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(directory, { recursive: true });
  return certificate;
}

const certificate = certify();
const server = createServer(certificate, (_request, response) => response.end());

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.closeAllConnections();
  await once(server.close(), 'close');
});

async function send(host: string, certificateAuthorities?: string) {
  const guard = new TargetGuard({
    allowPrivateTargets: true,
    resolve: (_hostname, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
  });
  const authorities = certificateAuthorities === undefined ? {} : { certificateAuthorities };
  const sender = new HttpSender({ guard, version: '0', ...authorities });
  const url = `https://${host}:${(server.address() as AddressInfo).port}/`;
  try {
    return await sender.send({ kind: 'http', url }, { body: '{}', headers: {}, timeout: 10_000 });
  } finally {
    await sender.close();
  }
}

it('speaks to an endpoint that proves its name', async () => {
  expect(await send('hooks.test', certificate.cert)).toEqual({ kind: 'answered', status: 200 });
});

it('does not speak to one whose certificate is for another name', async () => {
  expect(await send('other.test', certificate.cert)).toEqual({
    kind: 'failed',
    reason: 'network',
    message: 'No answer: the request failed (ERR_TLS_CERT_ALTNAME_INVALID).',
  });
});

it('does not speak to one that nobody vouches for', async () => {
  expect(await send('hooks.test')).toMatchObject({
    kind: 'failed',
    reason: 'network',
    message: expect.stringContaining('SELF_SIGNED'),
  });
});
