import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificates } from '../redis/certificates.js';
import { findProgram } from '../redis/find-program.js';

/** The certificates of fake push services, as PEM. Services that share one are trusted together. */
export interface TlsIdentity {
  /** Whoever calls a fake has to trust it: as an option, or in a file that `NODE_EXTRA_CA_CERTS` names. */
  readonly authority: string;
  /** For 127.0.0.1, localhost and {@link pushServiceName}. */
  readonly certificate: string;
  readonly key: string;
  /** Of a client that the authority vouches for. */
  readonly clientCertificate: string;
  readonly clientKey: string;
}

/** A name that the certificate holds, for those who play the name server. */
export const pushServiceName = 'push.test';

export async function createTlsIdentity(): Promise<TlsIdentity> {
  const directory = await mkdtemp(join(tmpdir(), 'push-'));
  try {
    const paths = await createCertificates(directory, ['localhost', pushServiceName]);
    const pem = (path: string) => readFile(path, 'utf8');
    return {
      authority: await pem(paths.caPath),
      certificate: await pem(paths.serverCertPath),
      key: await pem(paths.serverKeyPath),
      clientCertificate: await pem(paths.clientCertPath),
      clientKey: await pem(paths.clientKeyPath),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The client's certificate and key as PKCS #12, base64. */
export function exportP12({ clientCertificate, clientKey }: TlsIdentity, password: string): string {
  const args = ['pkcs12', '-export', '-passout', `pass:${password}`];
  const input = `${clientKey}\n${clientCertificate}`;
  return execFileSync(findProgram('openssl', 'openssl'), args, { input }).toString('base64');
}
