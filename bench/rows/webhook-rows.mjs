import { hasRedis } from '../servers/start-redis.mjs';
import { measureWebhooks } from '../webhooks/measure-webhooks.mjs';
import { judged, shown } from './rounds.mjs';

const shoal = { id: 'shoal', title: 'Shoal: one webhook worker' };
const group = 'Webhooks: a worker with a full queue, and a local receiver';
const load = '20 requests at once';

/** A delivery is an event that an endpoint gets, whatever it shares its request with: what `webhooks_sent_total` counts. */
const perEvent = {
  ...{ id: 'webhooks', group, title: `as shipped, 100 events a request, ${load}`, rounds: judged },
  ...{ unit: 'µs of CPU an event', rateUnit: 'events/s' },
  columns: [
    { ...shoal, eventsPerRequest: 100 },
    {
      id: 'bare-undici',
      base: 'shoal',
      title: 'bare undici pool, a request for each event',
      eventsPerRequest: 1,
    },
  ],
  measure: (column, context) => measureWebhooks({ ...column, per: 'event' }, context),
};

/** What one request costs whoever makes it: with one event it is nearly all the queue's. */
const perRequest = [
  { id: 'webhooks-1', title: `one event a request, ${load}`, eventsPerRequest: 1, rounds: judged },
  { id: 'webhooks-100', title: `100 events a request, ${load}`, eventsPerRequest: 100, rounds: shown },
].map(({ eventsPerRequest, ...row }) => ({
  ...{ ...row, group, unit: 'µs of CPU a request', rateUnit: 'requests/s' },
  columns: [shoal, { id: 'bare-undici', base: 'shoal', title: 'bare undici pool, the same bodies' }],
  measure: (column, context) => measureWebhooks({ ...column, eventsPerRequest, per: 'request' }, context),
}));

const rows = [perEvent, ...perRequest];

export const webhookRows = hasRedis ? rows : [];
