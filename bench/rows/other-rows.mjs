import { fileURLToPath } from 'node:url';
import { measureFanOut } from '../measure/measure-fan-out.mjs';
import { measureConnect, measureInbound, measureSubscribe } from '../measure/measure-storms.mjs';
import { memoryRows } from './memory-rows.mjs';
import { fine, judged, shown } from './rounds.mjs';

/** Where modules can be exchanged: in a bundle they are one file. */
const compiled = 'apps/server/dist/main.js';
const withoutChecks = fileURLToPath(new URL('../variants/without-checks.mjs', import.meta.url));

const [shoal, naive, socketIo, floor] = ['shoal', 'naive-ws', 'socket.io', 'floor'].map((id) => ({ id }));
const connectionUnit = { unit: 'µs of CPU a connection', rateUnit: 'connections/s' };
const subscriptionUnit = { unit: 'µs of CPU a subscription', rateUnit: 'subscriptions/s' };
const eventUnit = { unit: 'µs of CPU an event', rateUnit: 'events/s' };

const publishRow = {
  id: 'http-publish',
  group: 'HTTP publish alone',
  title: '32 keep-alive connections, channel without subscribers',
  unit: 'µs of CPU a request',
  rateUnit: 'requests/s',
  rounds: judged,
  columns: [shoal, naive, floor],
  measure: (column, context) =>
    measureFanOut({ subscribers: 0, publish: 'http', outstanding: 32, burst: 1 }, column, context),
};

const connectRow = {
  id: 'connect',
  group: 'Connect and subscribe',
  title: 'connect, 64 at once',
  ...connectionUnit,
  rounds: judged,
  columns: [shoal, naive, socketIo],
  measure: measureConnect,
};

const subscribeRows = [
  {
    id: 'subscribe-public',
    title: 'subscribe, public, channel already occupied',
    columns: [shoal, naive, socketIo],
    setup: { channel: 'room', connections: 200, channels: 100, isOccupied: true },
  },
  {
    id: 'subscribe-private',
    title: 'subscribe, private, channel already occupied',
    columns: [shoal, naive],
    setup: { channel: 'private-room', connections: 200, channels: 100, isOccupied: true },
  },
  {
    id: 'join-presence',
    title: 'join, presence, channels that fill to 10 members (4.5 are told of each)',
    columns: [shoal, naive],
    setup: { channel: 'presence-room', connections: 200, channels: 60, group: 10 },
  },
].map(({ setup, ...row }) => ({
  ...row,
  ...subscriptionUnit,
  group: 'Connect and subscribe',
  rounds: judged,
  measure: (column, context) => measureSubscribe(setup, column, context),
}));

const inboundRows = [1, 20].map((perRead) => ({
  id: `inbound-${perRead}`,
  group: 'Inbound: client events that nobody listens to',
  title: perRead === 1 ? 'one frame a read' : `${perRead} frames a read`,
  ...eventUnit,
  rounds: shown,
  columns: [shoal, naive, socketIo],
  measure: (column, context) => measureInbound({ connections: 256, perRead }, column, context),
}));

// Limits that are never reached, so that every check is made and none refuses.
const never = '1000000000';
const limited = {
  SOCKUDO_DEFAULT_APP_MAX_CLIENT_EVENTS_PER_SECOND: never,
  SOCKUDO_DEFAULT_APP_MAX_BACKEND_EVENTS_PER_SECOND: never,
  SOCKUDO_DEFAULT_APP_MAX_CONNECTIONS: never,
};

const checksRows = [
  { outstanding: 1, burst: 1, publish: 'http', said: '1 outstanding, HTTP' },
  { outstanding: 16, burst: 8, publish: 'http', said: '16 outstanding, HTTP' },
  { outstanding: 16, burst: 8, publish: 'ws', said: '16 outstanding, client events' },
].map(({ said, ...load }) => ({
  id: `checks-100-w${load.outstanding}-${load.publish}`,
  group: 'Metrics, rate limits and slow-consumer checks',
  title: `N=100, ${said}`,
  unit: 'µs of CPU a delivery',
  rateUnit: 'deliveries/s',
  rounds: fine,
  columns: [
    { id: 'shoal', title: 'Shoal', server: { env: limited, entry: compiled } },
    {
      id: 'without-checks',
      base: 'shoal',
      title: 'Shoal without them',
      server: { nodeFlags: ['--import', withoutChecks], entry: compiled },
    },
  ],
  measure: (column, context) => measureFanOut({ subscribers: 100, ...load }, column, context),
}));

export const otherRows = [
  publishRow,
  connectRow,
  ...subscribeRows,
  ...inboundRows,
  ...memoryRows,
  ...checksRows,
];
