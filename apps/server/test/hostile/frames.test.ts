import { authenticateUser, authorizeChannel, RawClient, type ReceivedFrame } from '@shoal/testing';
import fc from 'fast-check';
import { useServer } from '../use-server.js';
import { hostileText, hostileValue, nastyNames, nested, runs } from './hostile-values.js';
import { Witness } from './witness.js';

const server = useServer();

/** What the server may say to a client that sends nonsense, and goes on serving it. */
function isProperAnswer({ event, fields, payload }: ReceivedFrame): boolean {
  switch (event) {
    case 'pusher:error':
      return [4300, 4301, 4302, 4009].includes(Number(Object(payload).code)) && !isInternal(payload);
    case 'pusher:subscription_error':
      return typeof fields.channel === 'string' && !isInternal(payload);
    case 'pusher_internal:subscription_succeeded':
    case 'pusher_internal:watchlist_events':
    case 'pusher_internal:member_added':
    case 'pusher_internal:member_removed':
    case 'pusher:cache_miss':
    case 'pusher:signin_success':
    case 'pusher:pong':
      return true;
    default:
      return event.startsWith('client-');
  }
}

function isInternal(payload: unknown): boolean {
  return /internal/i.test(JSON.stringify(payload));
}

/** Sends everything over one connection: it stays open, and every answer is one that it may give. */
async function survive(frames: readonly string[]): Promise<void> {
  await using client = await RawClient.connect({ server: server() });
  for (const frame of frames) client.send(frame);
  await client.barrier();
  expect(client.drainInbox().filter((answer) => !isProperAnswer(answer))).toEqual([]);
}

const event = fc.oneof(
  fc.constantFrom('pusher:subscribe', 'pusher:unsubscribe', 'pusher:signin', 'pusher:ping', 'pusher:pong'),
  fc.constantFrom('client-a', 'client-', 'pusher_internal:member_added', 'pusher:error'),
  hostileText,
);

const fields = fc.record({
  channel: hostileValue,
  auth: hostileValue,
  channel_data: hostileValue,
  user_data: hostileValue,
});

const frame = fc
  .record({
    event,
    data: fc.oneof(
      fields,
      fields.map((value) => JSON.stringify(value)),
      hostileValue,
    ),
    channel: hostileValue,
    user_id: hostileValue,
  })
  .map((value) => JSON.stringify(value));

describe('frames of nonsense leave the connection, the server and others alone', () => {
  it('text', async () => {
    await using witness = await Witness.connect(server());
    await fc.assert(fc.asyncProperty(fc.array(hostileText, { maxLength: 20 }), survive), runs);
    await witness.isUndisturbed();
  });

  it('JSON', async () => {
    await using witness = await Witness.connect(server());
    await fc.assert(fc.asyncProperty(fc.array(fc.json({ maxDepth: 5 }), { maxLength: 20 }), survive), runs);
    await witness.isUndisturbed();
  });

  it('frames of the protocol with any value at any place', async () => {
    await using witness = await Witness.connect(server());
    await fc.assert(fc.asyncProperty(fc.array(frame, { maxLength: 20 }), survive), { ...runs, numRuns: 200 });
    await witness.isUndisturbed();
  });

  it('bytes', async () => {
    await using witness = await Witness.connect(server());
    const bytes = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 });
    const surviveBytes = async (messages: Uint8Array[]) => {
      await using client = await RawClient.connect({ server: server() });
      for (const message of messages) client.socket.send(message);
      await client.barrier();
      expect(client.drainInbox().map(({ payload }) => payload)).toEqual(
        messages.map(() => ({ code: 4300, message: 'Binary messages are not supported' })),
      );
    };
    await fc.assert(fc.asyncProperty(bytes, surviveBytes), runs);
    await witness.isUndisturbed();
  });
});

describe('JSON that is nested more deeply than can be written', () => {
  const depths = [100, 10_000, 150_000];

  it.each(depths)('%i levels, wherever they stand', async (depth) => {
    await using witness = await Witness.connect(server());
    const kinds = ['array', 'object'] as const;
    for (const deep of kinds.map((kind) => nested(depth, kind))) {
      await survive([
        deep,
        `{"event":"pusher:subscribe","data":${deep}}`,
        `{"event":"pusher:subscribe","data":{"channel":${deep}}}`,
        `{"event":${deep},"data":{}}`,
      ]);
    }
    await witness.isUndisturbed();
  });

  it.each(depths)('%i levels in a client event', async (depth) => {
    await using witness = await Witness.connect(server());
    const channel = 'private-deep';
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe(channel);
    for (const kind of ['array', 'object'] as const) {
      client.send(`{"event":"client-deep","channel":"${channel}","data":${nested(depth, kind)}}`);
    }
    await client.barrier();
    expect(client.drainInbox().filter((answer) => !isProperAnswer(answer))).toEqual([]);
    await client.close();
    await witness.isUndisturbed();
  });

  it.each(depths)('%i levels that were signed', async (depth) => {
    await using witness = await Witness.connect(server());
    await using client = await RawClient.connect({ server: server() });
    const { socketId } = client;
    const { app } = server();
    // The signature covers what is nested here, so it is not sent twice as large.
    const deep = nested(depth, 'array');
    const channel = 'presence-deep';
    const channelData = `{"user_id":"a","user_info":${deep}}`;
    client.send({
      event: 'pusher:subscribe',
      data: { channel, ...authorizeChannel(app, { socketId, channel, channelData }) },
    });
    const userData = `{"id":"a","user_info":${deep},"watchlist":[]}`;
    client.send({ event: 'pusher:signin', data: authenticateUser(app, { socketId, userData }) });
    const { auth } = authorizeChannel(app, { socketId, channel: 'presence-deeper' });
    client.send({ event: 'pusher:subscribe', data: { channel: 'presence-deeper', auth } });
    await client.barrier();
    expect(client.drainInbox().filter((answer) => !isProperAnswer(answer))).toEqual([]);
    await client.close();
    await witness.isUndisturbed();
  });
});

describe('names that mean something elsewhere', () => {
  it('are names like any other, for channels, users, members and events', async () => {
    await using witness = await Witness.connect(server());
    for (const name of nastyNames) {
      await using client = await RawClient.connect({ server: server() });
      const { socketId } = client;
      const { app } = server();
      const userData = { id: name, user_info: { [name]: name }, watchlist: nastyNames.filter(Boolean) };
      client.send({ event: 'pusher:signin', data: authenticateUser(app, { socketId, userData }) });
      const channel = 'presence-nasty';
      const channelData = { user_id: name, user_info: { [name]: name } };
      const data = { channel, ...authorizeChannel(app, { socketId, channel, channelData }) };
      client.send({ event: 'pusher:subscribe', data });
      for (const prefix of ['', 'private-', 'cache-']) {
        const own = authorizeChannel(app, { socketId, channel: prefix + name });
        client.send({ event: 'pusher:subscribe', data: { channel: prefix + name, ...own } });
        client.send({ event: `client-${name}`, channel: prefix + name, data: { [name]: name } });
      }
      await client.barrier();
      expect(client.drainInbox().filter((answer) => !isProperAnswer(answer))).toEqual([]);
    }
    await witness.isUndisturbed();
  });
});

describe('a very long text', () => {
  it.each(['event', 'channel', 'data', 'auth', 'channel_data', 'user_data'])(
    'as %s is refused or ignored',
    async (key) => {
      await using witness = await Witness.connect(server());
      // The largest frame below holds it four times.
      const long = 'x'.repeat(250_000);
      for (const event of ['pusher:subscribe', 'pusher:signin', 'pusher:unsubscribe', 'client-a']) {
        const names = {
          channel: 'private-long',
          auth: 'a:b',
          channel_data: 'c',
          user_data: 'd',
          [key]: long,
        };
        await survive([
          JSON.stringify({ event, ...names, data: names }),
          JSON.stringify({ event: key === 'event' ? long : event, channel: 'private-long', data: long }),
        ]);
      }
      await witness.isUndisturbed();
    },
  );
});
