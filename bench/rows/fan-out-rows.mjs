import { measureFanOut } from '../measure/measure-fan-out.mjs';
import { judged, shown } from './rounds.mjs';

const everybody = ['shoal', 'naive-ws', 'socket.io', 'floor', 'floor-batched'].map((id) => ({ id }));
const unit = 'µs of CPU a delivery';
const rateUnit = 'deliveries/s';
const ways = [
  { publish: 'http', said: 'HTTP' },
  { publish: 'ws', said: 'client events' },
];

/** One publish after the other, with nothing to join; and many at once, sent in bursts of half of them. */
function loadsOf(subscribers) {
  const many = subscribers === 10 ? 64 : 16;
  return [
    { outstanding: 1, burst: 1 },
    { outstanding: many, burst: many / 2 },
  ];
}

const judgedIds = new Set([
  'fan-out-10-w64-http',
  'fan-out-10-w64-ws',
  'fan-out-1000-w1-http',
  'fan-out-1000-w16-http',
]);

const plainRows = [10, 100, 1000, 5000].flatMap((subscribers) =>
  loadsOf(subscribers).flatMap((load) =>
    ways.map(({ publish, said }) => {
      const id = `fan-out-${subscribers}-w${load.outstanding}-${publish}`;
      return {
        id,
        group: 'Fan-out',
        title: `N=${subscribers.toLocaleString('en')}, ${load.outstanding} outstanding, ${said}`,
        unit,
        rateUnit,
        rounds: judgedIds.has(id) ? judged : shown,
        columns: everybody,
        measure: (column, context) => measureFanOut({ subscribers, publish, ...load }, column, context),
      };
    }),
  ),
);

const thousand = { subscribers: 1000, outstanding: 16, burst: 8, publish: 'http' };

const exclusionRow = {
  id: 'exclusion-1000-w16-http',
  group: 'Every publish with a socket_id',
  title: 'N=1,000, 16 outstanding, HTTP, 16 sockets take turns to be left out',
  unit,
  rateUnit,
  rounds: judged,
  columns: [
    { id: 'shoal' },
    { id: 'nobody-left-out', base: 'shoal', title: 'Shoal, nobody left out' },
    { id: 'naive-ws' },
  ],
  measure: (column, context) =>
    measureFanOut({ ...thousand, isExcluding: column.id !== 'nobody-left-out' }, column, context),
};

const tlsRows = [
  { outstanding: 1, burst: 1 },
  { outstanding: 16, burst: 8 },
].map((load) => ({
  id: `tls-100-w${load.outstanding}-http`,
  group: 'TLS (load client in Node.js)',
  title: `N=100, ${load.outstanding} outstanding, HTTP`,
  unit,
  rateUnit,
  rounds: shown,
  columns: [{ id: 'shoal' }, { id: 'naive-ws' }],
  measure: (column, context) =>
    measureFanOut({ subscribers: 100, publish: 'http', isTls: true, ...load }, column, context),
}));

export const fanOutRows = [...plainRows, exclusionRow, ...tlsRows];
