import Pusher from 'pusher';
import type { ServerAddress } from '../server/server-address.js';

/** Any 32 bytes: server and clients of one test only have to agree. */
const encryptionMasterKeyBase64 = Buffer.alloc(32, 'shoal').toString('base64');

/** The official server library, as a customer's backend uses it. */
export function createPusherServer({ host, port, app }: ServerAddress): Pusher {
  return new Pusher({
    appId: app.id,
    key: app.key,
    secret: app.secret,
    host,
    port: String(port),
    useTLS: false,
    encryptionMasterKeyBase64,
  });
}
