import { createECDH, type ECDH, randomBytes } from 'node:crypto';
import ece from 'http_ece';

/** What a browser hands to a page (`PushSubscription.toJSON()`), flat. Keys are base64url. */
export interface PushSubscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** The secrets of a browser. */
export class SubscriberKeys {
  readonly #privateKey: ECDH = createECDH('prime256v1');
  readonly #authSecret = randomBytes(16);
  readonly p256dh: string;
  readonly auth: string;

  constructor() {
    this.p256dh = this.#privateKey.generateKeys('base64url');
    this.auth = this.#authSecret.toString('base64url');
  }

  /** @returns what was encrypted for this browser (RFC 8291), undefined when it was not */
  decrypt(body: Buffer): Buffer | undefined {
    try {
      const parameters = { version: 'aes128gcm', privateKey: this.#privateKey } as const;
      return ece.decrypt(body, { ...parameters, authSecret: this.#authSecret });
    } catch {
      // A browser says nothing of what it cannot read.
      return undefined;
    }
  }
}
