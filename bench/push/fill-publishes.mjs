import { Redis } from 'ioredis';
import { PushAdmission, RecipientParser } from '../../packages/push/dist/index.js';
import { redisPushStores } from '../../packages/push/dist/store/redis/open-redis-stores.js';
import { devices, recipientOf } from './installation.mjs';

const appId = 'app-id';
const channel = 'everybody';
const observer = { processed() {}, failed() {}, reachable() {}, admitted() {} };
const device = { formFactor: 'phone', platform: 'other', timezone: 'UTC', locale: 'en' };

/**
 * Registers devices of one provider, and accepts publishes to all of them as a server does.
 *
 * @param {{ redisUrl: string, provider: string, deliveries: number, description: object, audience?: number }} options
 *   `audience`: how many devices there are
 * @returns how many deliveries there will be, and the milliseconds that each publish took to be accepted
 */
export async function fillPublishes({ redisUrl, provider, deliveries, description, audience = devices }) {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const stores = redisPushStores({ connection, observer, prefix: 'shoal:push:' });
  const register = async (index) => {
    const registration = { ...device, id: `d${index}`, recipient: recipientOf(provider, index, description) };
    await stores.devices.register({ appId, registration, identityDigest: '', isRotation: false });
    await stores.devices.subscribe(appId, channel, registration.id);
  };
  await inLanes(audience, register);
  const admission = new PushAdmission({
    ...{ stores, observer, acceptancePerSecond: () => undefined },
    recipients: new RecipientParser({ guard: { ensureAllowedLiteral() {} }, allowPrivateTargets: true }),
    backPressure: { retryAfter: async () => undefined },
  });
  const body = { recipients: [{ type: 'channel', channel }], payload: { title: 'Hi', body: 'there' } };
  const took = [];
  for (let count = 0; count < Math.ceil(deliveries / audience); count += 1) {
    const startedAt = performance.now();
    await admission.publish(appId, body);
    took.push(performance.now() - startedAt);
  }
  await Promise.all([stores.plans, ...Object.values(stores.dispatches)].map((queue) => queue.close()));
  connection.disconnect();
  return { filled: took.length * audience, took };
}

/** At most 50 at once. */
async function inLanes(count, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: 50 }, lane));
}
