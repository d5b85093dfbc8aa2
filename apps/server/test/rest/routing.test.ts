import { ApiClient, httpRequest } from '@shoal/testing';
import { useServer } from '../use-server.js';
import { signRequest } from './sign-request.js';

const server = useServer();

const notFound = { status: 404, body: { error: 'Not found', code: 'not_found', status: 404 } };
const notAllowed = {
  status: 405,
  body: { error: 'Method not allowed', code: 'method_not_allowed', status: 405 },
};

describe('a path that leads nowhere', () => {
  it.each([
    '/nothing',
    '/metrics',
    '/app',
    '/app/app-key',
    '/apps',
    '/apps/app-id',
    '/apps/app-id/nothing',
    '/apps/app-id/channels/a/b',
    '/apps/app-id/channels/presence-a/users/1',
    '/APPS/app-id/channels',
    '/apps/app-id/CHANNELS',
    '//apps/app-id/channels',
    '/apps//channels',
    '/./up',
    '/apps/app-id/../../up',
    '/up/app-id/more',
    '/constructor',
  ])('is answered with 404: %s', async (path) => {
    expect(await httpRequest(server(), { path })).toMatchObject(notFound);
  });

  it.each(['/apps/%ff/channels', '/apps/app-id/channels/%', '/up/%E0%A4'])(
    'is answered with 400 when it is not well encoded: %s',
    async (path) => {
      const { status, body } = await httpRequest(server(), { path });
      expect({ status, body }).toEqual({
        status: 400,
        body: { error: 'The path is not well encoded', code: 'bad_request', status: 400 },
      });
    },
  );
});

describe('a method that a path does not have', () => {
  it.each([
    ['GET', '/apps/app-id/events', 'POST, OPTIONS'],
    ['PUT', '/apps/app-id/events', 'POST, OPTIONS'],
    ['GET', '/apps/app-id/batch_events', 'POST, OPTIONS'],
    ['POST', '/apps/app-id/channels', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/apps/app-id/channels/a', 'GET, HEAD, OPTIONS'],
    ['GET', '/apps/app-id/users/a/terminate_connections', 'POST, OPTIONS'],
    ['POST', '/up', 'GET, HEAD, OPTIONS'],
  ])('is answered with 405 and those that it has: %s %s', async (method, path, allow) => {
    const answer = await httpRequest(server(), { method, path });
    expect(answer).toMatchObject(notAllowed);
    expect(answer.headers.allow).toBe(allow);
  });
});

describe('HEAD', () => {
  it('is a GET without a body', async () => {
    const request = signRequest({ method: 'HEAD', path: '/apps/app-id/channels' });
    const answer = await httpRequest(server(), request);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-length']).toBe(String('{"channels":{}}'.length));
  });
});

describe('a page of another origin', () => {
  const origin = 'https://page.example';

  it('may read every answer, those of refusals too', async () => {
    using api = new ApiClient(server());
    const headers = { origin };
    const answers = [
      await api.get('/channels', { headers }),
      await api.get('/channels', { headers, secret: 'wrong' }),
      await httpRequest(server(), { path: '/up', headers }),
      await httpRequest(server(), { path: '/nothing', headers }),
    ];
    for (const answer of answers) {
      expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*' });
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    }
  });

  it.each(['/apps/app-id/events', '/apps/nobody/channels', '/up', '/nothing'])(
    'is told before it asks %s what it may send',
    async (path) => {
      const headers = { origin, 'access-control-request-method': 'POST' };
      const answer = await httpRequest(server(), { method: 'OPTIONS', path, headers });
      expect(answer.status).toBe(204);
      expect(answer.text).toBe('');
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
        'access-control-allow-headers':
          'Authorization, Content-Type, X-Requested-With, Accept, X-Idempotency-Key',
      });
    },
  );

  describe('with a list of origins', () => {
    const listed = useServer({
      config: {
        cors: {
          origin: ['https://page.example', 'https://other.example'],
          methods: ['POST'],
          headers: ['X-Own'],
        },
      },
    });

    it('reads when it is on it, with credentials', async () => {
      const answer = await httpRequest(listed(), { path: '/up', headers: { origin } });
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        vary: 'Origin',
      });
      const preflight = await httpRequest(listed(), { method: 'OPTIONS', path: '/up', headers: { origin } });
      expect(preflight.headers).toMatchObject({
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'X-Own',
      });
    });

    it.each<[string, Record<string, string>]>([
      ['on another page', { origin: 'https://page.example.evil' }],
      ['without an origin', {}],
    ])('does not read %s, and caches are told why', async (_situation, headers) => {
      const answer = await httpRequest(listed(), { path: '/up', headers });
      expect(answer.status).toBe(200);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
      expect(answer.headers.vary).toBe('Origin');
    });
  });
});
