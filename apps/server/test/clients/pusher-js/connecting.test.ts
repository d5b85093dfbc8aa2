import { createPusherJs, once } from '@shoal/testing';
import { useServer } from '../../use-server.js';
import { listenTo } from '../heard.js';

const server = useServer({ config: { activity_timeout: 1 } });

describe('a connection of pusher-js', () => {
  it('gets a socket id of two numbers, one for each connection', async () => {
    using ann = createPusherJs(server());
    using bob = createPusherJs(server());
    const ids = await Promise.all([ann.connected(), bob.connected()]);
    for (const id of ids) expect(id).toMatch(/^\d+\.\d+$/);
    expect(new Set(ids).size).toBe(2);
  });

  it('is connected in one step, without an error', async () => {
    using client = createPusherJs(server());
    const { connection } = client.pusher;
    const told = listenTo(connection);
    await client.connected();
    expect(told).toEqual([
      ['state_change', { previous: 'connecting', current: 'connected' }],
      ['connected', { socket_id: connection.socket_id }],
    ]);
  });

  it('takes the shorter activity timeout: its own, or the one of the handshake in seconds', async () => {
    using patient = createPusherJs(server());
    using hasty = createPusherJs(server(), { options: { activityTimeout: 400 } });
    await Promise.all([patient.connected(), hasty.connected()]);
    expect(patient.pusher.connection.activityTimeout).toBe(1_000);
    expect(hasty.pusher.connection.activityTimeout).toBe(400);
  });

  it('stays alive by pinging the server in its silence', async () => {
    using client = createPusherJs(server(), { options: { activityTimeout: 50, pongTimeout: 2_000 } });
    const socketId = await client.connected();
    const { connection } = client.pusher;
    for (let round = 0; round < 3; round += 1) {
      expect(await once(connection, 'message')).toEqual({ event: 'pusher:pong', data: {} });
    }
    expect(connection.state).toBe('connected');
    expect(connection.socket_id).toBe(socketId);
  });

  it('ends when the client asks for it, and begins anew with another socket id', async () => {
    using client = createPusherJs(server());
    const first = await client.connected();
    client.pusher.disconnect();
    expect(client.pusher.connection.state).toBe('disconnected');
    client.pusher.connect();
    expect(await client.connected()).not.toBe(first);
  });
});
