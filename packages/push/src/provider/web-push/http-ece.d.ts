/** What is used of it: RFC 8188 with the keys of RFC 8291. */
declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  interface Parameters {
    readonly version: 'aes128gcm';
    /** Of the sender, for this one message. */
    readonly privateKey: ECDH;
    /** Of the receiver: an uncompressed point. */
    readonly dh: Buffer;
    readonly authSecret: Buffer;
  }

  const ece: { encrypt(plaintext: Buffer, parameters: Parameters): Buffer };
  export = ece;
}
