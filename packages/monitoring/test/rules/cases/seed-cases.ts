import { type AlertCase, fires, installation, keepsQuiet, series } from '../alert-case.js';

const a = { instance: 'a:9601' };
const onA = { ...installation, ...a };

const connections: readonly AlertCase[] = [
  fires('SockudoHighConnectionCount', 'the apps of one server have too many together', {
    series: {
      [series('sockudo_active_connections', { ...a, app_id: 'one' })]: '600x20',
      [series('sockudo_active_connections', { ...a, app_id: 'two' })]: '600x20',
      [series('sockudo_active_connections', { instance: 'b:9601', app_id: 'one' })]: '600x20',
    },
    since: '4m',
    at: '5m',
    as: [
      {
        labels: onA,
        summary: 'High connection count on a:9601',
        description: 'Sockudo instance a:9601 has 1200 active connections',
      },
    ],
  }),
  keepsQuiet('SockudoHighConnectionCount', 'only all servers together have more', {
    series: {
      [series('sockudo_active_connections', { ...a, app_id: 'one' })]: '1000x20',
      [series('sockudo_active_connections', { instance: 'b:9601', app_id: 'one' })]: '1000x20',
    },
    at: ['5m', '20m'],
  }),
  fires('SockudoConnectionDrops', 'a tenth of the connections is lost within minutes', {
    series: {
      [series('sockudo_disconnects_total', { ...a, app_id: 'one', reason: 'network' })]: '0+480x20',
      [series('sockudo_disconnects_total', { ...a, app_id: 'two', reason: 'timeout' })]: '0+480x20',
      [series('sockudo_active_connections', { ...a, app_id: 'one' })]: '20000x20',
    },
    since: '5m',
    at: '9m',
    as: [
      {
        labels: onA,
        summary: 'High connection drop rate on a:9601',
        description: 'Connection drop rate is 16 per second',
      },
    ],
  }),
  keepsQuiet('SockudoConnectionDrops', 'clients say goodbye and the server drains', {
    series: {
      [series('sockudo_disconnects_total', { ...a, app_id: 'one', reason: 'normal' })]: '0+6000x20',
      [series('sockudo_disconnects_total', { ...a, app_id: 'one', reason: 'going_away' })]: '0+6000x20',
      [series('sockudo_disconnects_total', { ...a, app_id: 'one', reason: 'drain' })]: '0+6000x20',
      [series('sockudo_active_connections', { ...a, app_id: 'one' })]: '20000x20',
    },
    at: ['9m', '20m'],
  }),
  keepsQuiet('SockudoConnectionDrops', 'a big server loses what mobile networks lose on every day', {
    series: {
      [series('sockudo_disconnects_total', { ...a, app_id: 'one', reason: 'network' })]: '0+960x20',
      [series('sockudo_active_connections', { ...a, app_id: 'one' })]: '60000x20',
    },
    at: ['9m', '20m'],
  }),
];

const bucket = (endpoint: string, le: string) =>
  series('sockudo_http_request_duration_seconds_bucket', { ...a, endpoint, method: 'POST', le });
const requests = (endpoint: string, status: string) =>
  series('sockudo_http_requests_total', { ...a, endpoint, status, method: 'POST', app_id: 'one' });

const api: readonly AlertCase[] = [
  fires('SockudoHighLatency', 'more than a twentieth of all requests takes longer', {
    series: {
      [bucket('/apps/:appId/events', '1')]: '0+60x20',
      [bucket('/apps/:appId/events', '2.5')]: '0+120x20',
      [bucket('/apps/:appId/events', '+Inf')]: '0+120x20',
      [bucket('/apps/:appId/channels', '1')]: '0+40x20',
      [bucket('/apps/:appId/channels', '2.5')]: '0+40x20',
      [bucket('/apps/:appId/channels', '+Inf')]: '0+40x20',
    },
    since: '5m',
    at: '7m',
    as: [
      {
        labels: onA,
        summary: 'High API latency on a:9601',
        description: '95th percentile latency is 2.3s',
      },
    ],
  }),
  keepsQuiet('SockudoHighLatency', 'one slow endpoint is a fiftieth of all requests', {
    series: {
      [bucket('/apps/:appId/events', '1')]: '0+980x20',
      [bucket('/apps/:appId/events', '+Inf')]: '0+980x20',
      [bucket('/apps/:appId/channels', '1')]: '0x20',
      [bucket('/apps/:appId/channels', '+Inf')]: '0+20x20',
    },
    at: ['7m', '20m'],
  }),
  fires('SockudoHighErrorRate', 'a quarter of the requests is answered with 5xx', {
    series: {
      [requests('/apps/:appId/events', '200')]: '0+90x20',
      [requests('/apps/:appId/events', '500')]: '0+20x20',
      [requests('/apps/:appId/channels', '503')]: '0+10x20',
    },
    since: '2m',
    at: '4m',
    as: [{ labels: onA, summary: 'High error rate on a:9601', description: 'Error rate is 25%' }],
  }),
  keepsQuiet('SockudoHighErrorRate', 'few of many requests fail', {
    series: {
      [requests('/apps/:appId/events', '200')]: '0+998x20',
      [requests('/apps/:appId/events', '500')]: '0+2x20',
    },
    at: ['4m', '20m'],
  }),
  keepsQuiet('SockudoHighErrorRate', 'the one request of an idle server fails', {
    series: {
      [requests('/apps/:appId/events', '200')]: '0x20',
      [requests('/apps/:appId/events', '500')]: '0 0 0 1x17',
    },
    at: ['4m', '6m', '8m'],
  }),
  fires('SockudoInstanceDown', 'a scrape fails', {
    series: {
      [series('up', { ...a, role: 'server' })]: '1 1 0x10',
      [series('up', { instance: 'b:9601', role: 'push-worker' })]: '1x10',
    },
    since: '2m',
    at: '3m',
    as: [
      {
        labels: { ...onA, job: 'sockudo', role: 'server' },
        summary: 'Sockudo instance down',
        description: 'Instance a:9601 is not responding',
      },
    ],
  }),
  keepsQuiet('SockudoInstanceDown', 'something else is down', {
    series: { 'up{job="node",instance="a:9100"}': '0x10', [series('up', a)]: '1x10' },
    at: ['3m', '10m'],
  }),
];

const limited = (app: string, limiter: string) =>
  series('sockudo_rate_limit_triggered_total', { ...a, app_id: app, limiter_type: limiter });
const asked = (result: string) =>
  series('sockudo_rate_limit_checks_total', { ...a, app_id: 'one', limiter_type: 'api', result });

const limits: readonly AlertCase[] = [
  fires('SockudoRateLimitTriggered', 'the limiters of one server refuse often together', {
    series: {
      [limited('one', 'api')]: '0+240x20',
      [limited('two', 'client_event')]: '0+240x20',
      [asked('allowed')]: '0+480x20',
      [asked('limited')]: '0+240x20',
    },
    since: '4m',
    at: '7m',
    as: [
      {
        labels: onA,
        summary: 'High rate limit triggers on a:9601',
        description: 'Rate limits are being triggered 8 times per second',
      },
    ],
  }),
  keepsQuiet('SockudoRateLimitTriggered', 'they refuse one of a thousand', {
    series: {
      [limited('one', 'api')]: '0+480x20',
      [asked('allowed')]: '0+479520x20',
      [asked('limited')]: '0+480x20',
    },
    at: ['4m', '20m'],
  }),
];

const waiting = (instance: string, queue: string) => series('sockudo_queue_active_jobs', { instance, queue });
const webhooks = (name: string, app: string) =>
  series(`sockudo_webhooks_${name}_total`, { instance: 'w:9601', app_id: app });
const cache = (outcome: string, name: string) =>
  series(`sockudo_cache_${outcome}_total`, { ...a, cache: name });

const jobs: readonly AlertCase[] = [
  fires('SockudoQueueBacklog', 'more jobs wait, as every server says', {
    series: {
      [waiting('a:9601', 'webhooks')]: '1500x20',
      [waiting('b:9601', 'webhooks')]: '1500x20',
      [waiting('a:9601', 'push-plan')]: '4x20',
    },
    since: '1m',
    at: '2m',
    as: [
      {
        labels: { ...installation, queue: 'webhooks', instance: 'queue webhooks' },
        summary: 'High queue backlog on queue webhooks',
        description: 'Queue has 1500 pending jobs',
      },
    ],
  }),
  keepsQuiet('SockudoQueueBacklog', 'three servers tell of the same 400 jobs', {
    series: {
      [waiting('a:9601', 'webhooks')]: '400x20',
      [waiting('b:9601', 'webhooks')]: '400x20',
      [waiting('c:9601', 'webhooks')]: '400x20',
    },
    at: ['2m', '20m'],
  }),
  fires('SockudoWebhookFailures', 'a quarter of the events is given up', {
    series: {
      [webhooks('failed', 'one')]: '0+30x20',
      [webhooks('sent', 'one')]: '0x20',
      [webhooks('failed', 'two')]: '0x20',
      [webhooks('sent', 'two')]: '0+90x20',
    },
    since: '5m',
    at: '7m',
    as: [
      {
        labels: { ...installation, instance: 'w:9601' },
        summary: 'High webhook failure rate on w:9601',
        description: 'Webhook failure rate is 25%',
      },
    ],
  }),
  keepsQuiet('SockudoWebhookFailures', 'the fourth part as many fail as arrive, which is a fifth of all', {
    series: { [webhooks('failed', 'one')]: '0+30x20', [webhooks('sent', 'one')]: '0+120x20' },
    at: ['7m', '20m'],
  }),
  fires('SockudoLowCacheHitRate', 'half of the reads of a busy cache find nothing', {
    series: { [cache('hits', 'channel')]: '0+600x20', [cache('misses', 'channel')]: '0+600x20' },
    since: '10m',
    at: '12m',
    as: [{ labels: onA, summary: 'Low cache hit rate on a:9601', description: 'Cache hit rate is 50%' }],
  }),
  keepsQuiet('SockudoLowCacheHitRate', 'hardly anybody reads, and new publishes miss the idempotency cache', {
    series: {
      [cache('hits', 'channel')]: '0x30',
      [cache('misses', 'channel')]: '0+30x30',
      [cache('hits', 'idempotency')]: '0x30',
      [cache('misses', 'idempotency')]: '0+6000x30',
    },
    at: ['12m', '30m'],
  }),
];

export const seedCases: readonly AlertCase[] = [...connections, ...api, ...limits, ...jobs];
