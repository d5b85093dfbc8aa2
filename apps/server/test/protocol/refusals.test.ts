import { type ConnectOptions, RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';
import { expectClose } from './expect-error.js';

const server = useServer({
  config: {
    app_manager: {
      array: {
        apps: [
          { id: 'app-id', key: 'app-key', secret: 'app-secret' },
          { id: 'off', key: 'off-key', secret: 'secret', enabled: false },
          { id: 'small', key: 'small-key', secret: 'secret', limits: { max_connections: 1 } },
          {
            id: 'picky',
            key: 'picky-key',
            secret: 'secret',
            channels: { allowed_origins: ['https://here.example'] },
          },
        ],
      },
    },
  },
});

describe('a connection that is refused for good', () => {
  type Refused = [situation: string, request: Omit<ConnectOptions, 'server'>, code: number, message: string];
  it.each<Refused>([
    ['an unknown key', { key: 'nobody' }, 4001, 'Application does not exist'],
    ['the id instead of the key', { key: 'app-id' }, 4001, 'Application does not exist'],
    ['a key named __proto__', { key: '__proto__' }, 4001, 'Application does not exist'],
    ['a disabled app', { key: 'off-key' }, 4003, 'Application disabled'],
    ['another path', { path: '/apps/app-key' }, 4005, 'Path not found'],
    ['a path below the key', { path: '/app/app-key/more' }, 4005, 'Path not found'],
    ['a path without a key', { path: '/app/' }, 4005, 'Path not found'],
    ['a path that is not well encoded', { path: '/app/%ff' }, 4005, 'Path not found'],
    ['a version that is no number', { protocol: 'seven' }, 4006, 'Invalid version string format'],
    ['a version that is no whole number', { protocol: '7.5' }, 4006, 'Invalid version string format'],
    ['the version 2', { protocol: 2 }, 4007, 'Unsupported protocol version 2'],
    ['the version 8', { protocol: 8 }, 4007, 'Unsupported protocol version 8'],
    ['a negative version', { protocol: -1 }, 4007, 'Unsupported protocol version -1'],
    ['no origin where one is asked for', { key: 'picky-key' }, 4009, 'Origin not allowed'],
    ['a wrong origin', { key: 'picky-key', origin: 'https://there.example' }, 4009, 'Origin not allowed'],
  ])('is told why: %s', async (_situation, request, ...error) => {
    const [code, message] = error;
    await using client = await RawClient.open({ server: server(), ...request });
    await expectClose(client, { code, message });
  });

  it('quotes no more than the beginning of a long version', async () => {
    await using client = await RawClient.open({ server: server(), protocol: '9'.repeat(500) });
    await expectClose(client, { code: 4007, message: `Unsupported protocol version ${'9'.repeat(20)}` });
  });

  it('gets no second frame, and what it sends is not read', async () => {
    await using client = await RawClient.open({ server: server(), key: 'nobody' });
    client.send({ event: 'pusher:ping', data: {} });
    expect(await client.closed).toMatchObject({ code: 4001 });
    expect(client.drainInbox().map(({ event }) => event)).toEqual(['pusher:error']);
  });
});

describe('the connection quota of an app', () => {
  const message = 'Application is over connection quota';

  it('refuses one too many with 4004, and lets the next in when one has left', async () => {
    {
      await using _only = await RawClient.connect({ server: server(), key: 'small-key' });
      await using second = await RawClient.open({ server: server(), key: 'small-key' });
      await expectClose(second, { code: 4004, message });
    }
    await using next = await RawClient.connect({ server: server(), key: 'small-key' });
    await next.barrier();
  });
});

describe('compat: soketi', () => {
  const soketi = useServer({ env: { COMPAT: 'soketi', SOKETI_DEFAULT_APP_MAX_CONNS: '1' } });

  it('refuses one too many with 4100, so that clients try again', async () => {
    await using _only = await RawClient.connect({ server: soketi() });
    await using second = await RawClient.open({ server: soketi() });
    await expectClose(second, { code: 4100, message: 'Application is over connection quota' });
  });
});

describe('a connection that is refused for now', () => {
  const full = useServer({ env: { SOCKUDO_MAX_CONNECTIONS: '2' } });
  const limited = useServer({
    config: { rate_limiter: { enabled: true, websocket: { max_requests: 2, window_seconds: 3600 } } },
  });

  it('comes to a node that is full', async () => {
    await using _first = await RawClient.connect({ server: full() });
    await using _second = await RawClient.connect({ server: full() });
    await using third = await RawClient.open({ server: full() });
    await expectClose(third, { code: 4100, message: 'Over capacity' });
  });

  it('comes from an address that connects too often, whatever key it names', async () => {
    const message = 'Too many connection attempts: try again later';
    await using _first = await RawClient.connect({ server: limited() });
    await using _second = await RawClient.connect({ server: limited() });
    await using third = await RawClient.open({ server: limited() });
    await expectClose(third, { code: 4100, message });
    await using fourth = await RawClient.open({ server: limited(), key: 'nobody' });
    await expectClose(fourth, { code: 4100, message });
  });
});
