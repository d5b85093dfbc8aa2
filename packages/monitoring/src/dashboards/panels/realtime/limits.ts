import type { TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { percentOf, rateOf, sumOf } from '../../promql.js';

export const rateLimitTriggers: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Rate limit triggers',
  unit: 'perSecond',
  areFaults: true,
  shows: 'Requests, handshakes and messages a second that a limiter refused.',
  good: 'None, but for abuse.',
  otherwise: 'See which app it is. Raise its limit if it is right, else talk to its owner.',
  alerts: ['SockudoRateLimitTriggered'],
  queries: [
    { expr: rateOf('rate_limit_triggered_total', { by: ['limiter_type'] }), legend: '{{limiter_type}}' },
  ],
};

export const rateLimitShare: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Refused by rate limits',
  unit: 'percent',
  shows: 'Part of what each limiter was asked that it refused. Limiters that are off are not asked.',
  good: 'Below 1 %.',
  otherwise: 'A limiter that refuses much hits ordinary use: raise it.',
  alerts: ['SockudoRateLimitTriggered'],
  queries: [
    {
      expr: percentOf(
        rateOf('rate_limit_checks_total', { by: ['limiter_type'], where: 'result="limited"' }),
        rateOf('rate_limit_checks_total', { by: ['limiter_type'] }),
      ),
      legend: '{{limiter_type}}',
    },
  ],
};

export const sendBuffer: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Waiting in send buffers',
  unit: 'bytes',
  shows: 'Bytes on each server that sockets have not taken yet.',
  good: 'Near zero: what is sent leaves at once.',
  otherwise: 'Growing: clients or the network cannot keep up, and memory goes with it. See slow consumers.',
  alerts: ['ShoalMessagesDropped'],
  queries: [{ expr: sumOf('send_buffer_bytes', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const slowConsumers: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Slow consumers by node',
  unit: 'perSecond',
  areFaults: true,
  shows: 'Sockets a second whose queue reached its limit.',
  good: 'None.',
  otherwise:
    'Publish less to busy channels, or split them; clients behind slow lines are closed to save the others.',
  alerts: ['ShoalMessagesDropped'],
  queries: [{ expr: rateOf('slow_consumers_total', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const messagesDropped: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Messages dropped',
  unit: 'messagesPerSecond',
  areFaults: true,
  shows: 'Frames a second that a subscriber should have got and did not, by reason.',
  good: 'None.',
  otherwise:
    'slow_consumer: see send buffers. closed: the socket went while the frame was on its way, which is harmless.',
  alerts: ['ShoalMessagesDropped'],
  queries: [{ expr: rateOf('messages_dropped_total', { by: ['reason'] }), legend: '{{reason}}' }],
};
