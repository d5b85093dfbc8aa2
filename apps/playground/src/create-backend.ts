import Pusher from 'pusher';
import { type Settings, serverPort } from './settings.js';

const timeoutMs = 5_000;

/** The official server library, as a customer's backend uses it. */
export function createBackend(settings: Settings): Pusher {
  const { app, serverUrl, encryptionMasterKey } = settings;
  return new Pusher({
    appId: app.id,
    key: app.key,
    secret: app.secret,
    host: serverUrl.hostname,
    port: String(serverPort(settings)),
    useTLS: serverUrl.protocol === 'https:',
    encryptionMasterKeyBase64: encryptionMasterKey,
    timeout: timeoutMs,
  });
}
