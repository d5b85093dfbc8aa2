import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { badRequest } from '../bad-request.js';

const PREFIX = 'envelope:v1:aes256gcm:';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** None of the configured secrets opens it, or somebody has changed it. Holds nothing of it. */
export class UnreadableSecretError extends Error {
  override readonly name = 'UnreadableSecretError';
}

/**
 * Keeps texts secret where they are stored: AES-256-GCM, the key the SHA-256 of a configured secret. A sealed text is
 * `envelope:v1:aes256gcm:` and, in base64url, a nonce of 12 bytes, the ciphertext and a tag of 16 bytes.
 */
export class Sealer {
  readonly #keys: readonly Buffer[];

  /** @param secrets the first seals, all open: to change it, put the new one in front until everything is sealed anew */
  constructor(secrets: readonly string[]) {
    this.#keys = secrets.map((secret) => createHash('sha256').update(secret).digest());
  }

  /** @throws PusherError `bad_request` when no secret is configured */
  seal(text: string): string {
    const [key] = this.#keys;
    if (key === undefined) {
      throw badRequest('Credentials cannot be stored: this server has no PUSH_CREDENTIAL_ENCRYPTION_KEY');
    }
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const sealed = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return PREFIX + Buffer.concat(sealed).toString('base64url');
  }

  /** @throws UnreadableSecretError */
  open(sealed: string): string {
    const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
    if (!sealed.startsWith(PREFIX) || bytes.length < NONCE_BYTES + TAG_BYTES) {
      throw new UnreadableSecretError('This is no sealed text of this format.');
    }
    for (const key of this.#keys) {
      const text = decrypt(key, bytes);
      if (text !== undefined) return text;
    }
    throw new UnreadableSecretError(
      'No configured secret opens this: PUSH_CREDENTIAL_ENCRYPTION_KEY lacks the one that sealed it.',
    );
  }
}

/** @returns undefined when this is not the key */
function decrypt(key: Buffer, bytes: Buffer): string | undefined {
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), options);
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    // GCM says no more than that key and text do not belong together.
    return undefined;
  }
}
