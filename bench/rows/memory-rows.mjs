import { measureMemory } from '../measure/measure-memory.mjs';
import { hasRedis } from '../servers/start-redis.mjs';
import { shown } from './rounds.mjs';

const withRedis = { id: 'with-redis', base: 'shoal', title: 'Shoal, with Redis', isWithRedis: true };
const own = [{ id: 'shoal' }, ...(hasRedis ? [withRedis] : [])];

const crowds = [
  {
    id: 'memory',
    title: 'growth of RSS for each of 10,000 idle connections',
    columns: [{ id: 'shoal' }, { id: 'naive-ws' }, { id: 'socket.io' }],
    setup: {},
  },
  {
    id: 'memory-private',
    title: 'the same, each in a private channel of 10',
    columns: own,
    setup: { channel: 'private-room', group: 10 },
  },
  {
    id: 'memory-presence',
    title: 'the same, each a member of a presence channel of 10',
    columns: own,
    setup: { channel: 'presence-room', group: 10 },
  },
];

export const memoryRows = crowds.map(({ setup, ...row }) => ({
  ...{ ...row, group: 'Memory', unit: 'bytes a connection', rounds: shown },
  measure: (column, context) => measureMemory(setup, column, context),
}));
