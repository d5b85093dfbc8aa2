import { ApiClient, httpRequest, RawClient, scrapeMetrics } from '@shoal/testing';
import { useServer } from '../use-server.js';
import { signRequest } from './sign-request.js';

const server = useServer({
  config: {
    app_manager: {
      array: {
        apps: [
          { id: 'app-id', key: 'app-key', secret: 'app-secret' },
          { id: 'other', key: 'other-key', secret: 'other-secret' },
          { id: 'off', key: 'off-key', secret: 'off-secret', enabled: false },
        ],
      },
    },
  },
});

const body = { name: 'news', channel: 'a', data: '{}' };
const unauthorized = (error: string) => ({
  status: 401,
  body: { error, code: 'unauthorized', status: 401 },
});
const badRequest = (error: string) => ({ status: 400, body: { error, code: 'bad_request', status: 400 } });
const invalidSignature = unauthorized('auth_signature is not valid for this request');
const expired = unauthorized("auth_timestamp is not within 600 s of the server's clock");

function secondsAgo(seconds: number): string {
  return String(Math.floor(Date.now() / 1000) - seconds);
}

describe('a request that is not signed as it should be', () => {
  type Wrong = [situation: string, request: Parameters<ApiClient['post']>[1], answer: object];
  it.each<Wrong>([
    ['no key', { auth: { auth_key: null } }, badRequest('auth_key is missing')],
    ['no signature', { signature: null }, badRequest('auth_signature is missing')],
    ['no timestamp', { auth: { auth_timestamp: null } }, badRequest('auth_timestamp is missing')],
    ['no md5 of the body', { auth: { body_md5: null } }, badRequest('body_md5 is missing')],
    ['an unknown key', { auth: { auth_key: 'x' } }, unauthorized('Unknown auth_key for this app')],
    ['another app’s key', { auth: { auth_key: 'other-key' } }, unauthorized('Unknown auth_key for this app')],
    ['another secret', { secret: 'other-secret' }, invalidSignature],
    ['a signature of nonsense', { signature: 'nonsense' }, invalidSignature],
    ['a signature that only looks like one', { signature: 'A'.repeat(64) }, invalidSignature],
    ['another version', { auth: { auth_version: '2.0' } }, unauthorized('auth_version must be 1.0')],
    ['an old timestamp', { auth: { auth_timestamp: secondsAgo(620) } }, expired],
    ['a timestamp of the future', { auth: { auth_timestamp: secondsAgo(-620) } }, expired],
    [
      'a timestamp that is none',
      { auth: { auth_timestamp: 'now' } },
      unauthorized('auth_timestamp must be Unix seconds'),
    ],
    [
      'a timestamp in milliseconds',
      { auth: { auth_timestamp: `${secondsAgo(0)}000` } },
      unauthorized('auth_timestamp must be Unix seconds'),
    ],
    [
      'the md5 of another body',
      { auth: { body_md5: '0'.repeat(32) } },
      unauthorized('body_md5 does not match the body'),
    ],
  ])('is refused: %s', async (_situation, request, answer) => {
    using api = new ApiClient(server());
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('a');
    expect(await api.post('/events', { body, ...request })).toMatchObject(answer);
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
  });

  it('is refused when it was signed for another method, path, query or body', async () => {
    const text = JSON.stringify(body);
    const right = signRequest({ method: 'POST', path: '/apps/app-id/events', body: text });
    expect(await httpRequest(server(), right)).toMatchObject({ status: 200 });
    const changes = [
      { method: 'GET', path: right.path.replace('events', 'channels') },
      { path: right.path.replace('events', 'batch_events') },
      { path: `${right.path}&info=user_count` },
      { path: right.path.replace(/auth_timestamp=(\d)/, 'auth_timestamp=0$1') },
    ];
    for (const change of changes) {
      expect(await httpRequest(server(), { ...right, ...change })).toMatchObject({ status: 401 });
    }
    expect(await httpRequest(server(), { ...right, body: text.replace('a', 'b') })).toMatchObject({
      status: 401,
    });
  });

  it('is refused for an app that does not exist, or that is disabled', async () => {
    const { host, port } = server();
    using nobody = new ApiClient({ host, port, app: { id: 'nobody', key: 'app-key', secret: 'app-secret' } });
    expect(await nobody.get('/channels')).toMatchObject({
      status: 404,
      body: { error: 'There is no such app', code: 'not_found', status: 404 },
    });
    using off = new ApiClient({ host, port, app: { id: 'off', key: 'off-key', secret: 'off-secret' } });
    expect(await off.post('/events', { body })).toMatchObject({
      status: 403,
      body: { error: 'Application disabled', code: 'app_disabled', status: 403 },
    });
  });

  it('is refused for every route', async () => {
    using api = new ApiClient(server());
    const routes = [
      ['POST', '/events'],
      ['POST', '/batch_events'],
      ['GET', '/channels'],
      ['GET', '/channels/a'],
      ['GET', '/channels/presence-a/users'],
      ['GET', '/connections'],
      ['POST', '/users/a/terminate_connections'],
      ['POST', '/users/a/force_reconnect'],
    ] as const;
    for (const [method, path] of routes) {
      const answer = await api.request(method, path, { secret: 'wrong' });
      expect([path, answer.status]).toEqual([path, 401]);
    }
  });

  it('is counted by its reason', async () => {
    const count = async () =>
      (await scrapeMetrics(server())).sum('sockudo_api_authentication_failure_reasons_total', {
        app_id: 'app-id',
        reason: 'bad_signature',
      });
    using api = new ApiClient(server());
    const before = await count();
    await api.get('/channels', { secret: 'wrong' });
    expect(await count()).toBe(before + 1);
  });
});

describe('a request that is signed in one of the ways of client libraries', () => {
  it('may be up to ten minutes off', async () => {
    using api = new ApiClient(server());
    for (const seconds of [590, -590]) {
      const answer = await api.get('/channels', { auth: { auth_timestamp: secondsAgo(seconds) } });
      expect(answer.status).toBe(200);
    }
  });

  it('may leave out the version, and may send the md5 of an empty body', async () => {
    using api = new ApiClient(server());
    expect(await api.get('/channels', { auth: { auth_version: null } })).toMatchObject({ status: 200 });
    const auth = { body_md5: 'd41d8cd98f00b204e9800998ecf8427e' };
    expect(await api.post('/users/a/terminate_connections', { auth })).toMatchObject({ status: 200 });
  });

  it.each<[form: string, query: string, signedQuery: string]>([
    ['encoded values, signed decoded', 'filter_by_prefix=a%2Cb%20c%C3%A9', 'filter_by_prefix=a,b cé'],
    ['raw values', 'filter_by_prefix=a,b', 'filter_by_prefix=a,b'],
    ['a plus for a space', 'filter_by_prefix=a+b', 'filter_by_prefix=a b'],
    ['a plus that is a plus', 'filter_by_prefix=a+b', 'filter_by_prefix=a+b'],
    ['names in capitals', 'FILTER_by_prefix=a', 'filter_by_prefix=a'],
    ['a list of PHP', 'info%5B0%5D=subscription_count', 'info=subscription_count'],
    ['an escape that is none', 'filter_by_prefix=100%', 'filter_by_prefix=100%'],
    ['a value with an equals sign', 'filter_by_prefix=a=b', 'filter_by_prefix=a=b'],
    ['a name without a value', 'flag', 'flag='],
  ])('may have %s', async (_form, query, signedQuery) => {
    const request = signRequest({ path: '/apps/app-id/channels', query, signedQuery });
    expect(await httpRequest(server(), request)).toMatchObject({ status: 200 });
  });

  it('publishes to the list of channels that PHP puts in the query', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('php-a');
    await client.subscribe('php-b');
    const request = signRequest({
      method: 'POST',
      path: '/apps/app-id/events',
      query: 'channels%5B0%5D=php-a&channels%5B1%5D=php-b&data=&name=x',
      signedQuery: 'channels=php-a,php-b&data=&name=x',
    });
    expect(await httpRequest(server(), request)).toMatchObject({ status: 200, text: '{}' });
    await client.barrier();
    expect(client.drainInbox().map(({ channel }) => channel)).toEqual(['php-a', 'php-b']);
  });

  it.each([
    '/apps/app-id/users/ada%20l/terminate_connections',
    '/apps/app-id/users/ada l/terminate_connections',
  ])('may have signed the path %p', async (signedPath) => {
    const path = '/apps/app-id/users/ada%20l/terminate_connections';
    expect(await httpRequest(server(), signRequest({ method: 'POST', path, signedPath }))).toMatchObject({
      status: 200,
    });
  });
});

describe('behind a path prefix', () => {
  const prefixed = useServer({ env: { PATH_PREFIX: '/realtime/' } });
  const path = '/realtime/apps/app-id/channels';

  it.each([path, '/apps/app-id/channels'])('a request may be signed over %s', async (signedPath) => {
    expect(await httpRequest(prefixed(), signRequest({ path, signedPath }))).toMatchObject({ status: 200 });
  });

  it('nothing else answers', async () => {
    const unprefixed = signRequest({ path: '/apps/app-id/channels' });
    expect(await httpRequest(prefixed(), unprefixed)).toMatchObject({ status: 404 });
    const half = signRequest({ path: '/realtime2/apps/app-id/channels' });
    expect(await httpRequest(prefixed(), half)).toMatchObject({ status: 404 });
  });

  it('WebSockets are there too, and health with and without it', async () => {
    await using client = await RawClient.connect({ server: prefixed(), path: '/realtime/app/app-key' });
    await client.barrier();
    await using lost = await RawClient.open({ server: prefixed() });
    expect(await lost.closed).toMatchObject({ code: 4005 });
    expect(await httpRequest(prefixed(), { path: '/realtime/up' })).toMatchObject({ status: 200 });
    expect(await httpRequest(prefixed(), { path: '/up' })).toMatchObject({ status: 200 });
  });
});
