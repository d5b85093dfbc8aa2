/** What is used of it: RFC 8188 with the keys of RFC 8291. */
declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  interface Parameters {
    readonly version: 'aes128gcm';
    /** Of the receiver to decrypt, a fresh one of the sender to encrypt. */
    readonly privateKey: ECDH;
    /** Of the receiver, to encrypt: an uncompressed point. */
    readonly dh?: Buffer;
    readonly authSecret: Buffer;
  }

  const ece: {
    encrypt(plaintext: Buffer, parameters: Parameters): Buffer;
    decrypt(body: Buffer, parameters: Parameters): Buffer;
  };
  export = ece;
}
