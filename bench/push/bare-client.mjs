// Sends notifications like those of a worker to one device after the other until it is ended:
// node bare-client.mjs <provider> <description of the providers as JSON>. What every delivery has to do, and nothing
// else: tokens are made once, nobody is looked up, and nothing is recorded.
import { once } from 'node:events';
import { connect } from 'node:http2';
import { createRequire } from 'node:module';
import { mintProviderToken } from '../../packages/push/dist/provider/apns/provider-token.js';
import { GoogleOauth } from '../../packages/push/dist/provider/fcm/google-oauth.js';
import { encryptBody } from '../../packages/push/dist/provider/web-push/encrypt-body.js';
import {
  mintVapidToken,
  vapidAuthorization,
} from '../../packages/push/dist/provider/web-push/vapid-token.js';
import { concurrency, createVapidKeys, devices, recipientOf } from './installation.mjs';

// The worker's own undici, not one of the bench.
const { Pool } = createRequire(new URL('../../packages/push/package.json', import.meta.url))('undici');

const [provider, json] = process.argv.slice(2);
const description = JSON.parse(json);
const notification = { title: 'Hi', body: 'there' };

const send = await { fcm: openFcm, apns: openApns, webPush: openWebPush }[provider](description);
let next = 0;
const lane = async () => {
  for (;;) {
    const status = await send(recipientOf(provider, next++ % devices, description));
    if (status >= 300) throw new Error(`${provider} answers ${status}`);
  }
};
await Promise.all(Array.from({ length: concurrency }, lane));

async function openFcm({ authority, fcm }) {
  const account = fcm.serviceAccount;
  const post = openPool(fcm.endpoint, authority);
  const client = {
    async post({ url, headers, body }) {
      const { statusCode, body: answer } = await post(new URL(url).pathname, headers, body);
      return { status: statusCode, headers: {}, body: Buffer.from(await answer.arrayBuffer()) };
    },
  };
  const { token } = await new GoogleOauth({ client, now: Date.now }).mint({
    ...{ projectId: account.project_id, clientEmail: account.client_email, tokenUri: account.token_uri },
    ...{ privateKey: account.private_key, privateKeyId: account.private_key_id },
  });
  const path = `/v1/projects/${account.project_id}/messages:send`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return async ({ registrationToken }) => {
    const body = JSON.stringify({ message: { notification, token: registrationToken } });
    const { statusCode, body: answer } = await post(path, headers, body);
    await answer.dump();
    return statusCode;
  };
}

async function openWebPush({ authority, webPush }) {
  const { origin } = new URL(webPush.endpoint);
  const post = openPool(origin, authority);
  const keys = createVapidKeys();
  const { token } = await mintVapidToken(keys, origin, Date.now());
  const headers = {
    ...{ authorization: vapidAuthorization(token, keys), 'content-encoding': 'aes128gcm' },
    ...{ ttl: '2419200', 'content-type': 'application/octet-stream' },
  };
  const plaintext = Buffer.from(JSON.stringify({ notification }));
  return async (recipient) => {
    const body = encryptBody(plaintext, recipient);
    const { statusCode, body: answer } = await post(new URL(recipient.endpoint).pathname, headers, body);
    await answer.dump();
    return statusCode;
  };
}

async function openApns({ authority, apns }) {
  const { token } = await mintProviderToken(apns, Date.now());
  const session = connect(apns.endpoint, { ca: authority });
  await once(session, 'remoteSettings');
  const headers = {
    ...{ ':method': 'POST', authorization: `bearer ${token}` },
    ...{ 'apns-topic': apns.topic, 'apns-push-type': 'alert', 'apns-priority': '10' },
  };
  const body = JSON.stringify({ aps: { alert: notification } });
  return async ({ deviceToken }) => {
    const stream = session.request({ ...headers, ':path': `/3/device/${deviceToken}` });
    stream.end(body);
    const [{ ':status': status }] = await once(stream, 'response');
    stream.resume();
    await once(stream, 'end');
    return status;
  };
}

function openPool(origin, ca) {
  const pool = new Pool(origin, { connections: concurrency, pipelining: 1, connect: { ca } });
  return (path, headers, body) => pool.request({ method: 'POST', path, headers, body });
}
