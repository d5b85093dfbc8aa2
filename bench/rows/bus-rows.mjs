import { measureBus, measureUninterested } from '../measure/measure-bus.mjs';
import { measureClientEvents } from '../measure/measure-client-events.mjs';
import { hasRedis } from '../servers/start-redis.mjs';
import { judged, shown } from './rounds.mjs';

const group = 'Between nodes, through Redis';
const columns = [
  { id: 'shoal' },
  { id: 'plain-ioredis', base: 'shoal', title: 'plain ioredis, one publish a channel and tick' },
];

const rows = [
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

export const busRows = hasRedis ? rows.map((row) => ({ group, ...row })) : [];
