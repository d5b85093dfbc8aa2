import { loadConfiguration } from '@shoal/runtime';
import { appFromConfiguration } from './app-from-configuration.js';

function appOf(env: Record<string, string>) {
  const { configuration } = loadConfiguration({ argv: [], env, cwd: '/nowhere', readFile: () => undefined });
  const [app] = configuration.appManager.apps;
  if (app === undefined) throw new Error('There is always a default app');
  return appFromConfiguration(app);
}

test('the default app has the documented credentials, features and limits, in bytes', () => {
  expect(appOf({})).toEqual({
    id: 'app-id',
    credentials: [{ key: 'app-key', secret: 'app-secret' }],
    enabled: true,
    features: { clientEvents: true, userAuthentication: true, watchlist: true, subscriptionCount: false },
    allowedOrigins: [],
    limits: {
      channelNameLength: 200,
      eventNameLength: 200,
      eventChannels: 100,
      eventPayloadBytes: 100 * 1024,
      batchSize: 10,
      presenceMembers: 100,
      presenceMemberBytes: 2 * 1024,
      userIdLength: 200,
    },
    webhookEvents: new Set(),
  });
});

test('limits that were given are there', () => {
  const { limits } = appOf({
    SOKETI_DEFAULT_APP_MAX_CONNS: '5',
    SOKETI_DEFAULT_APP_MAX_BACKEND_EVENTS_PER_SEC: '6',
    SOKETI_DEFAULT_APP_MAX_CLIENT_EVENTS_PER_SEC: '7',
    SOKETI_DEFAULT_APP_MAX_READ_REQ_PER_SEC: '8',
  });
  expect(limits).toMatchObject({
    connections: 5,
    backendEventsPerSecond: 6,
    clientEvents: { max: 7, windowSeconds: 1, terminate: false },
    readRequestsPerSecond: 8,
  });
});

test.each(['0', '-1', ''])('%p is no limit', (none) => {
  const { limits } = appOf({
    SOKETI_DEFAULT_APP_MAX_CONNS: none,
    SOKETI_DEFAULT_APP_MAX_CLIENT_EVENTS_PER_SEC: none,
  });
  expect(limits).not.toHaveProperty('connections');
  expect(limits).not.toHaveProperty('clientEvents');
});
