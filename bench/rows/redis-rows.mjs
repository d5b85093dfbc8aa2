import {
  measureRedisOfMessages,
  measureRedisOfSubscriptions,
  measureWaitingJobs,
} from '../measure/measure-redis.mjs';
import { hasRedis } from '../servers/start-redis.mjs';
import { shown } from './rounds.mjs';

const group = 'Redis: what servers cost it';
const columns = [{ id: 'shoal' }];

const subscriptionRows = [
  { id: 'redis-private', title: 'join, private, channels that fill to 10', channel: 'private-room' },
  {
    id: 'redis-presence',
    title: 'join, presence, channels that fill to 10 members',
    channel: 'presence-room',
  },
].map(({ id, title, channel }) => ({
  ...{ id, title, group, columns, unit: 'µs of CPU of Redis a subscription', rounds: shown },
  measure: (column, context) =>
    measureRedisOfSubscriptions({ channel, group: 10, channels: 60 }, column, context),
}));

const messageRow = {
  ...{ id: 'redis-bus', group, columns, unit: 'µs of CPU of Redis a message', rounds: shown },
  title: '50,000 messages/s between two processes: 10 channels, 200 bytes, 16 messages a batch',
  measure: (column, context) => measureRedisOfMessages({ rate: 50_000 }, column, context),
};

const jobRows = [1, 100].map((eventsPerRequest) => ({
  ...{ id: `redis-webhook-${eventsPerRequest}`, group, columns, rounds: shown },
  title: `a webhook request that waits, with ${eventsPerRequest === 1 ? 'one event' : `${eventsPerRequest} events`}`,
  unit: 'bytes of Redis a request',
  measure: (_column, context) => measureWaitingJobs({ eventsPerRequest }, context),
}));

export const redisRows = hasRedis ? [...subscriptionRows, messageRow, ...jobRows] : [];
