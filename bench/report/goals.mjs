/**
 * What is wanted, as data: the printed result says for each whether it was reached.
 *
 * `ratio`: what the other takes / what Shoal takes, per round, median, at least. `cost`: Shoal's own figure, in the row's
 * unit, at most. `rate`: operations a second, at least. `excess`: Shoal's figure less the other's, per round, median, at
 * most. `overhead`: how much more Shoal takes than the other, as a part of the other, at most.
 *
 * @typedef {{ row: string, kind: 'ratio' | 'cost' | 'rate' | 'excess' | 'overhead', against?: string,
 *   atLeast?: number, atMost?: number, remark?: string }} Goal
 */

const handlePath = (figure) => `${figure} if frames went past the stream to its handle`;

/** @type {Goal[]} */
export const GOALS = [
  { row: 'fan-out-1000-w16-http', kind: 'ratio', against: 'naive-ws', atLeast: 12 },
  { row: 'fan-out-1000-w16-http', kind: 'ratio', against: 'floor-batched', atLeast: 0.85 },
  { row: 'exclusion-1000-w16-http', kind: 'ratio', against: 'nobody-left-out', atLeast: 0.9 },
  { row: 'fan-out-1000-w1-http', kind: 'ratio', against: 'naive-ws', atLeast: 1.2, remark: handlePath(1.4) },
  { row: 'fan-out-1000-w1-http', kind: 'ratio', against: 'floor', atLeast: 0.65, remark: handlePath(0.75) },
  { row: 'fan-out-10-w64-http', kind: 'ratio', against: 'naive-ws', atLeast: 2 },
  { row: 'fan-out-10-w64-ws', kind: 'ratio', against: 'naive-ws', atLeast: 8 },
  { row: 'http-publish', kind: 'rate', atLeast: 12_000 },
  { row: 'connect', kind: 'cost', atMost: 160 },
  {
    row: 'connect',
    kind: 'ratio',
    against: 'naive-ws',
    atLeast: 1 / 1.3,
    remark: 'at most 1.3 times its cost',
  },
  { row: 'subscribe-public', kind: 'cost', atMost: 20 },
  { row: 'subscribe-private', kind: 'cost', atMost: 25 },
  { row: 'memory', kind: 'cost', atMost: 4096 },
  { row: 'scrape', kind: 'excess', against: 'not-scraped', atMost: 10 },
  { row: 'scrape-stall', kind: 'cost', atMost: 10 },
  { row: 'observed', kind: 'overhead', against: 'not-read', atMost: 0.1 },
  { row: 'bus', kind: 'rate', atLeast: 100_000 },
  { row: 'bus', kind: 'ratio', against: 'plain-ioredis', atLeast: 0.6 },
  { row: 'bus-uninterested', kind: 'cost', atMost: 6 },
  { row: 'webhooks', kind: 'ratio', against: 'bare-undici', atLeast: 0.5 },
  { row: 'webhooks-1', kind: 'ratio', against: 'bare-undici', atLeast: 0.5 },
  ...['push-fcm', 'push-apns', 'push-web'].map((row) => ({
    ...{ row, kind: 'ratio', against: 'bare-client', atLeast: 0.5 },
  })),
  { row: 'push-million', kind: 'cost', atMost: 300 },
  ...['w1-http', 'w16-http', 'w16-ws'].map((load) => ({
    row: `checks-100-${load}`,
    kind: 'overhead',
    against: 'without-checks',
    atMost: 0.1,
  })),
];
