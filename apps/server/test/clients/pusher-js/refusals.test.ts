import { createPusherJs, eventually, once, type PusherJs, scrapeMetrics } from '@shoal/testing';
import { useServer } from '../../use-server.js';

const disabled = { id: 'disabled', key: 'disabled-key', secret: 'secret' };
const small = { id: 'small', key: 'small-key', secret: 'secret' };

const apps = [
  { ...disabled, enabled: false },
  { ...small, limits: { max_connections: 1 } },
];
const server = useServer({ config: { app_manager: { array: { apps } } }, app: small });

/** How pusher-js tells an application that it was refused. */
const refusal = (code: number, message: string) => ({
  type: 'PusherError',
  data: { code, message },
});

function expectGivenUp(connection: PusherJs['connection']): void {
  expect(connection.state).toBe('disconnected');
  expect(connection.retryTimer).toBeFalsy();
}

describe('codes 4000 to 4099: pusher-js gives up', () => {
  it.each([
    ['4001 an unknown key', { ...small, key: 'unknown' }, refusal(4001, 'Application does not exist')],
    ['4003 a disabled app', disabled, refusal(4003, 'Application disabled')],
  ])('%s', async (_what, app, error) => {
    using client = createPusherJs({ ...server(), app });
    const { connection } = client.pusher;
    const disconnected = once(connection, 'disconnected');
    expect(await once(connection, 'error')).toEqual({ type: 'WebSocketError', error });
    await disconnected;
    expectGivenUp(connection);
  });

  it('4004 an app over its connection quota, until somebody leaves', async () => {
    using first = createPusherJs(server());
    await first.connected();
    using second = createPusherJs(server());
    const error = refusal(4004, 'Application is over connection quota');
    expect(await once(second.pusher.connection, 'error')).toEqual({ type: 'WebSocketError', error });
    expectGivenUp(second.pusher.connection);
    first.pusher.disconnect();
    await eventually(async () => (await scrapeMetrics(server())).sum('sockudo_active_connections') === 0);
    second.pusher.connect();
    await second.connected();
  });
});
