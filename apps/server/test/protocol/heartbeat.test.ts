import { RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';
import { expectClose } from './expect-error.js';

const server = useServer({ config: { activity_timeout: 1, pong_timeout: 1 } });
const patient = useServer({ config: { activity_timeout: 1, pong_timeout: 3 } });

const pingFrame = { event: 'pusher:ping', data: '{}' };
const noPong = { code: 4201, message: 'Pong reply not received in time' };

describe('a silent client', () => {
  it('is asked for a pong, and closed with 4201 when none comes', async () => {
    await using client = await RawClient.connect({ server: server() });
    expect((await client.next('pusher:ping')).fields).toEqual(pingFrame);
    await expectClose(client, noPong);
  });

  it('lives on after any sign of life, and is asked again', async () => {
    const signs: Record<string, (client: RawClient) => void> = {
      pong: (client) => client.send({ event: 'pusher:pong', data: {} }),
      'pong without data': (client) => client.send({ event: 'pusher:pong' }),
      'ping of its own': (client) => client.send({ event: 'pusher:ping' }),
      'ping of the WebSocket': (client) => client.socket.ping(),
      'pong of the WebSocket': (client) => client.socket.pong(),
      'frame that means nothing': (client) => client.send({ event: 'hello' }),
      'frame that is wrong': (client) => client.send('not JSON'),
      'binary frame': (client) => client.socket.send(Buffer.from('x')),
    };
    const isAskedAgainAfter = async (give: (client: RawClient) => void): Promise<boolean> => {
      await using client = await RawClient.connect({ server: server() });
      await client.next('pusher:ping');
      give(client);
      await client.next('pusher:ping');
      return client.socket.readyState === client.socket.OPEN;
    };
    const results = Object.entries(signs).map(async ([sign, give]) => [sign, await isAskedAgainAfter(give)]);
    expect(await Promise.all(results)).toEqual(Object.keys(signs).map((sign) => [sign, true]));
  });

  it('is not given up when it answered, however long the pong timeout is beside the activity timeout', async () => {
    await using client = await RawClient.connect({ server: patient() });
    await client.next('pusher:ping');
    client.send({ event: 'pusher:pong', data: {} });
    // Silent since then for longer than the activity timeout: that is a reason to ask again, not to close.
    const { event } = await client.next(() => true, { withinMs: 10_000 });
    expect(event).toBe('pusher:ping');
  });
});

describe('a client that asks', () => {
  it('gets a pong for a ping', async () => {
    await using client = await RawClient.connect({ server: server() });
    client.send({ event: 'pusher:ping', data: {} });
    expect((await client.next('pusher:pong')).fields).toEqual({ event: 'pusher:pong', data: '{}' });
  });

  it('gets the same payload back from a ping of the WebSocket', async () => {
    await using client = await RawClient.connect({ server: server() });
    const answered = new Promise<string>((resolve) => {
      client.socket.once('pong', (payload) => resolve(String(payload)));
    });
    client.socket.ping('are you there');
    expect(await answered).toBe('are you there');
  });
});
