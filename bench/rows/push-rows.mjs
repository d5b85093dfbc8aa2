import { measureAdmission } from '../push/measure-admission.mjs';
import { measureAudience } from '../push/measure-audience.mjs';
import { measurePush } from '../push/measure-push.mjs';
import { hasRedis } from '../servers/start-redis.mjs';
import { judged, once, shown } from './rounds.mjs';

const columns = [
  { id: 'shoal', title: 'Shoal: one push worker' },
  { id: 'bare-client', base: 'shoal', title: 'bare client loop, the same notifications' },
];

const dispatchRows = [
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

const only = [{ id: 'shoal' }];

const admissionRow = {
  id: 'push-admission',
  group: 'Push: a server that accepts publishes',
  title: '500 publishes/s to a channel, stored in Redis',
  unit: 'ms within which 99 of 100 are accepted',
  rateUnit: 'publishes/s',
  rounds: shown,
  columns: only,
  measure: (_column, context) => measureAdmission({ perSecond: 500 }, context),
};

const audienceRow = {
  id: 'push-million',
  group: 'Push: one publish to a channel of 1,000,000 devices',
  title: 'a worker that plans and sends it',
  unit: 'MB of RSS at most',
  rateUnit: 'notifications/s',
  rounds: once,
  columns: only,
  measure: () => measureAudience({ audience: 1_000_000 }),
};

export const pushRows = hasRedis ? [...dispatchRows, admissionRow, audienceRow] : [];
