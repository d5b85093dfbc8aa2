import { measurePush } from '../push/measure-push.mjs';
import { hasRedis } from '../servers/start-redis.mjs';
import { judged } from './rounds.mjs';

const columns = [
  { id: 'shoal', title: 'Shoal: one push worker' },
  { id: 'bare-client', base: 'shoal', title: 'bare client loop, the same notifications' },
];

const rows = [
  { id: 'push-fcm', title: 'FCM, 32 calls at once', provider: 'fcm' },
  { id: 'push-apns', title: 'APNs, 32 calls at once', provider: 'apns' },
  { id: 'push-web', title: 'Web Push, encrypted, 32 calls at once', provider: 'webPush' },
].map(({ provider, ...row }) => ({
  ...row,
  group: 'Push: a worker with publishes to plan and to send, and local providers',
  unit: 'µs of CPU a notification',
  rateUnit: 'notifications/s',
  rounds: judged,
  columns,
  measure: (column, context) => measurePush({ provider }, column, context),
}));

export const pushRows = hasRedis ? rows : [];
