import { spawnSync } from 'node:child_process';
import { buildFolder } from '../machine/toolchain.mjs';

/**
 * Makes a certificate for this machine and this run.
 *
 * @returns {{ certificate: string, key: string }} paths of PEM files
 */
export function makeCertificate() {
  const [certificate, key] = [`${buildFolder}certificate.pem`, `${buildFolder}key.pem`];
  const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const made = spawnSync('openssl', [
    'req',
    '-x509',
    ...curve,
    ...subject,
    '-keyout',
    key,
    '-out',
    certificate,
  ]);
  if (made.status !== 0) throw new Error('the TLS row needs the command openssl');
  return { certificate, key };
}
