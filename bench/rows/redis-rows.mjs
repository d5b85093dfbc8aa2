import { measureBus, measureUninterested } from '../measure/measure-bus.mjs';
import { measureClientEvents } from '../measure/measure-client-events.mjs';
import {
  measureRedisOfMessages,
  measureRedisOfSubscriptions,
  measureWaitingJobs,
} from '../measure/measure-redis.mjs';
import { hasRedis } from '../servers/start-redis.mjs';
import { judged, shown } from './rounds.mjs';

const group = 'Between nodes, through Redis';
const costs = 'Redis: what servers cost it';
const only = [{ id: 'shoal' }];
const columns = [
  { id: 'shoal' },
  { id: 'plain-ioredis', base: 'shoal', title: 'plain ioredis, one publish a channel and tick' },
];

const busRows = [
  {
    id: 'bus',
    title: 'one process publishes, another listens: 10 channels, 200 bytes, 16 messages a batch',
    unit: 'µs a message',
    rateUnit: 'messages/s',
    rounds: judged,
    columns,
    measure: (column, context) => measureBus({}, column, context),
  },
  {
    id: 'bus-half-rate',
    title: 'the same at 50,000 messages/s: how long a message is on its way',
    unit: 'µs at the median',
    rateUnit: 'messages/s',
    rounds: shown,
    columns,
    measure: (column, context) => measureBus({ rate: 50_000 }, column, context),
  },
  {
    id: 'bus-uninterested',
    title: 'a server, while others exchange 20,000 messages/s that nobody on it listens to',
    unit: '% of a core',
    rounds: judged,
    columns: [{ id: 'shoal' }, { id: 'quiet', base: 'shoal', title: 'Shoal, while the others are quiet' }],
    measure: (column, context) => measureUninterested({ rate: 20_000 }, column, context),
  },
  ...[1, 16].map((outstanding) => ({
    id: `client-events-w${outstanding}`,
    title: `client events from a socket on one server to one on another, ${outstanding} outstanding`,
    unit: 'µs of CPU an event, all servers',
    rateUnit: 'events/s',
    rounds: shown,
    columns: [{ id: 'shoal' }, { id: 'one-node', base: 'shoal', title: 'Shoal, both sockets on one server' }],
    measure: ({ id }, context) => measureClientEvents({ outstanding, isOneNode: id === 'one-node' }, context),
  })),
];

const subscriptionRows = [
  { id: 'redis-private', title: 'join, private, channels that fill to 10', channel: 'private-room' },
  {
    id: 'redis-presence',
    title: 'join, presence, channels that fill to 10 members',
    channel: 'presence-room',
  },
].map(({ id, title, channel }) => ({
  ...{ id, title, group: costs, columns: only, unit: 'µs of CPU of Redis a subscription', rounds: shown },
  measure: (column, context) =>
    measureRedisOfSubscriptions({ channel, group: 10, channels: 60 }, column, context),
}));

const messageRow = {
  ...{ id: 'redis-bus', group: costs, columns: only, unit: 'µs of CPU of Redis a message', rounds: shown },
  title: '50,000 messages/s between two processes: 10 channels, 200 bytes, 16 messages a batch',
  measure: (column, context) => measureRedisOfMessages({ rate: 50_000 }, column, context),
};

const jobRows = [1, 100].map((eventsPerRequest) => ({
  ...{ id: `redis-webhook-${eventsPerRequest}`, group: costs, columns: only, rounds: shown },
  title: `a webhook request that waits, with ${eventsPerRequest === 1 ? 'one event' : `${eventsPerRequest} events`}`,
  unit: 'bytes of Redis a request',
  measure: (_column, context) => measureWaitingJobs({ eventsPerRequest }, context),
}));

const rows = [...busRows.map((row) => ({ group, ...row })), ...subscriptionRows, messageRow, ...jobRows];

export const redisRows = hasRedis ? rows : [];
