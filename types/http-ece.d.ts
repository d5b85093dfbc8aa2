/** What we use of a package that has no types: RFC 8188 with the keys of RFC 8291. */
declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  interface Parameters {
    readonly version: 'aes128gcm';
    /** Of the receiver to decrypt; of the sender, for this one message, to encrypt. */
    readonly privateKey: ECDH;
    /** To encrypt: of the receiver, an uncompressed point. */
    readonly dh?: Buffer;
    readonly authSecret: Buffer;
  }

  const ece: {
    encrypt(plaintext: Buffer, parameters: Parameters): Buffer;
    decrypt(body: Buffer, parameters: Parameters): Buffer;
  };
  export = ece;
}
