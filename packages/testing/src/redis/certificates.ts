import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './find-program.js';

const run = promisify(execFile);

/** Paths of a private authority and of two certificates that it signed, all valid for two days. */
export interface Certificates {
  readonly caPath: string;
  readonly serverCertPath: string;
  readonly serverKeyPath: string;
  readonly clientCertPath: string;
  readonly clientKeyPath: string;
}

/** The name that the server's certificate holds, beside 127.0.0.1. */
export const certifiedName = 'redis.test';

const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes a private authority, a certificate for servers on 127.0.0.1 and of `names`, and one for clients. */
export async function createCertificates(
  directory: string,
  names: readonly string[] = [certifiedName],
): Promise<Certificates> {
  const openssl = findProgram('openssl', 'openssl');
  const file = (name: string) => join(directory, name);
  const caKey = file('ca-key.pem');
  const caPath = file('ca.pem');
  await run(openssl, [
    ...['req', '-x509', ...key, '-keyout', caKey, '-out', caPath],
    ...['-days', '2', '-subj', '/CN=Private test authority'],
  ]);

  async function sign(name: string, extensions: string): Promise<void> {
    const request = file(`${name}.csr`);
    await run(openssl, [
      ...['req', '-new', ...key, '-keyout', file(`${name}-key.pem`), '-out', request, '-subj', `/CN=${name}`],
    ]);
    await writeFile(file(`${name}.ext`), extensions);
    await run(openssl, [
      ...['x509', '-req', '-in', request, '-CA', caPath, '-CAkey', caKey, '-CAcreateserial', '-days', '2'],
      ...['-extfile', file(`${name}.ext`), '-out', file(`${name}.pem`)],
    ]);
  }
  const alternatives = ['IP:127.0.0.1', ...names.map((name) => `DNS:${name}`)];
  await sign('server', `subjectAltName=${alternatives.join()}\n`);
  await sign('client', 'extendedKeyUsage=clientAuth\n');
  return {
    caPath,
    serverCertPath: file('server.pem'),
    serverKeyPath: file('server-key.pem'),
    clientCertPath: file('client.pem'),
    clientKeyPath: file('client-key.pem'),
  };
}
