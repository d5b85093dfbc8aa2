import { RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';
import { expectClose, expectError } from './expect-error.js';

/** Windows of an hour: no test can slip into the next one. */
const hour = 3600;

function app(name: string, limits: object) {
  return { id: name, key: name, secret: 'app-secret', features: { enable_client_messages: true }, limits };
}

function messages(max_attempts: number, terminate_on_limit: boolean) {
  return { message_rate_limit: { enabled: true, max_attempts, decay_seconds: hour, terminate_on_limit } };
}

function clientEvents(max_client_events_per_second: number, terminate_on_limit: boolean) {
  return { max_client_events_per_second, decay_seconds: hour, terminate_on_limit };
}

const server = useServer({
  config: {
    app_manager: {
      array: {
        apps: [
          app('events-dropped', clientEvents(2, false)),
          app('events-closed', clientEvents(2, true)),
          app('messages-dropped', messages(3, false)),
          app('messages-closed', messages(3, true)),
        ],
      },
    },
  },
});

async function connect(key: string): Promise<RawClient> {
  const credentials = { id: key, key, secret: 'app-secret' };
  const { host, port } = server();
  return await RawClient.connect({ server: { host, port, app: credentials } });
}

describe('the limit on client events', () => {
  const channel = 'private-rate';
  const hello = { event: 'client-hello', channel, data: {} };

  it('refuses what is over it with 4301 and keeps the connection', async () => {
    await using sender = await connect('events-dropped');
    await using receiver = await connect('events-dropped');
    await sender.subscribe(channel);
    await receiver.subscribe(channel);
    for (let sent = 0; sent < 3; sent += 1) sender.send(hello);
    await expectError(sender, {
      code: 4301,
      message: 'Client event rejected: over the rate limit',
      channel,
    });
    await receiver.barrier();
    expect(receiver.drainInbox()).toHaveLength(2);
  });

  it('is each connection’s own', async () => {
    await using first = await connect('events-dropped');
    await using second = await connect('events-dropped');
    for (const client of [first, second]) {
      await client.subscribe(channel);
      client.send(hello);
      client.send(hello);
      await client.barrier();
    }
    expect(second.drainInbox()).toEqual([]);
  });

  it('does not count what is refused for another reason', async () => {
    await using client = await connect('events-dropped');
    await client.subscribe(channel);
    for (let sent = 0; sent < 3; sent += 1) client.send({ ...hello, channel: 'private-elsewhere' });
    await client.barrier();
    client.drainInbox();
    client.send(hello);
    client.send(hello);
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
  });

  it('closes with 4301 where the app says so', async () => {
    await using client = await connect('events-closed');
    await client.subscribe(channel);
    for (let sent = 0; sent < 3; sent += 1) client.send(hello);
    await expectClose(client, { code: 4301, message: 'Too many client events' });
  });
});

describe('the limit on all messages', () => {
  const dropped = { code: 4301, message: 'Too many messages: this one was dropped' };

  it('drops what is over it with 4301 and keeps the connection', async () => {
    await using client = await connect('messages-dropped');
    await client.barrier();
    await client.barrier();
    await client.barrier();
    client.send({ event: 'pusher:subscribe', data: { channel: 'dropped' } });
    const { fields } = await client.next('pusher:error');
    expect(fields).toEqual({ event: 'pusher:error', data: dropped });
    expect(client.drainInbox()).toEqual([]);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it('counts frames that are wrong, and binary ones', async () => {
    await using client = await connect('messages-dropped');
    client.send('not JSON');
    client.socket.send(Buffer.from('x'));
    client.send({ event: 'hello' });
    client.socket.send(Buffer.from('x'));
    const answers = [];
    for (let count = 0; count < 3; count += 1) answers.push((await client.next('pusher:error')).data);
    expect(answers).toEqual([
      { code: 4300, message: 'The message is not a JSON object' },
      { code: 4300, message: 'Binary messages are not supported' },
      dropped,
    ]);
  });

  it('closes with 4100 where the app says so', async () => {
    await using client = await connect('messages-closed');
    for (let sent = 0; sent < 4; sent += 1) client.send({ event: 'hello' });
    await expectClose(client, { code: 4100, message: 'Too many messages' });
  });
});
