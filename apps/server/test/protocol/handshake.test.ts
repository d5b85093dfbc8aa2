import { RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';

const server = useServer({ config: { activity_timeout: 77 } });

describe('the handshake', () => {
  it('is one frame with a socket id and the activity timeout, its data a string', async () => {
    await using client = await RawClient.open({ server: server() });
    const frame = await client.next(() => true);
    expect(frame.fields).toEqual({ event: 'pusher:connection_established', data: expect.any(String) });
    expect(frame.payload).toEqual({
      socket_id: expect.stringMatching(/^\d+\.\d+$/),
      activity_timeout: 77,
    });
  });

  it('is followed by nothing that nobody asked for', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
  });

  it('gives every connection an id of its own', async () => {
    await using first = await RawClient.connect({ server: server() });
    await using second = await RawClient.connect({ server: server() });
    expect(first.socketId).not.toBe(second.socketId);
  });

  it.each([null, '', 1, 3, 4, 5, 6, 7])('speaks protocol %p', async (protocol) => {
    await using client = await RawClient.connect({ server: server(), protocol });
    expect(client.socketId).toMatch(/^\d+\.\d+$/);
  });

  it('takes the first of two protocol parameters', async () => {
    const { host, port } = server();
    await using client = await RawClient.connect(`ws://${host}:${port}/app/app-key?protocol=7&protocol=99`);
    await client.barrier();
  });

  it('ignores what pusher-js adds to the query, and a slash at the end of the path', async () => {
    const query = { client: 'js', version: '8.6.0', flash: 'false' };
    await using client = await RawClient.connect({ server: server(), path: '/app/app-key/', query });
    await client.barrier();
  });

  it('takes a key that is percent-encoded', async () => {
    await using client = await RawClient.connect({ server: server(), path: '/app/app%2Dkey' });
    await client.barrier();
  });
});
