import { measureWebhooks } from '../measure/measure-webhooks.mjs';
import { hasRedis } from '../servers/start-redis.mjs';
import { judged, shown } from './rounds.mjs';

const columns = [
  { id: 'shoal', title: 'Shoal: one webhook worker' },
  { id: 'bare-undici', base: 'shoal', title: 'bare undici pool, the same bodies' },
];

const rows = [
  {
    id: 'webhooks-1',
    title: 'one event a request, 20 requests at once',
    eventsPerRequest: 1,
    rounds: judged,
  },
  {
    id: 'webhooks-100',
    title: '100 events a request, 20 requests at once',
    eventsPerRequest: 100,
    rounds: shown,
  },
].map(({ eventsPerRequest, ...row }) => ({
  ...row,
  group: 'Webhooks: a worker with a full queue, and a local receiver',
  unit: 'µs of CPU a request',
  rateUnit: 'requests/s',
  columns,
  measure: (column, context) => measureWebhooks({ eventsPerRequest }, column, context),
}));

export const webhookRows = hasRedis ? rows : [];
