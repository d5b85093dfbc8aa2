import type { KeyObject } from 'node:crypto';
import { compactVerify, type JWSHeaderParameters } from 'jose';
import { parseRecord } from './is-record.js';

/** A JSON Web Token whose signature is right. */
export interface VerifiedToken {
  readonly header: JWSHeaderParameters;
  readonly claims: Readonly<Record<string, unknown>>;
}

const mostKept = 10_000;

/** Verifies ES256 signatures, the same one once only: callers show the same token for an hour. */
export class VerifiedTokens {
  readonly #kept = new Map<string, Promise<VerifiedToken | undefined>>();

  /**
   * @param keyId names the key among all
   * @returns undefined when the key did not sign it, or it is no such token
   */
  async verify(token: string, keyId: string, key: () => KeyObject): Promise<VerifiedToken | undefined> {
    const id = `${keyId} ${token}`;
    const kept = this.#kept.get(id);
    if (kept !== undefined) return await kept;
    if (this.#kept.size >= mostKept) this.#kept.clear();
    const verified = verifyToken(token, key(), 'ES256');
    this.#kept.set(id, verified);
    return await verified;
  }
}

/** @returns undefined when the key did not sign it, or it is no such token */
export async function verifyToken(
  token: string,
  key: KeyObject,
  algorithm: 'ES256' | 'RS256',
): Promise<VerifiedToken | undefined> {
  try {
    const { payload, protectedHeader } = await compactVerify(token, key, { algorithms: [algorithm] });
    const claims = parseRecord(Buffer.from(payload).toString());
    return claims && { header: protectedHeader, claims };
  } catch {
    // Whatever is wrong with it, a service only says that it is.
    return undefined;
  }
}
