import { RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';
import { expectError } from './expect-error.js';

const maxMessageSize = 20_000;
const server = useServer({ config: { websocket: { max_message_size: maxMessageSize } } });

describe('a frame that cannot be understood', () => {
  it.each<[frame: string, message: string]>([
    ['', 'The message is not a JSON object'],
    ['hello', 'The message is not a JSON object'],
    ['{"event":', 'The message is not a JSON object'],
    ['null', 'The message is not a JSON object'],
    ['[]', 'The message is not a JSON object'],
    ['"pusher:ping"', 'The message is not a JSON object'],
    ['{}', 'The message names no event'],
    ['{"event":""}', 'The message names no event'],
    ['{"event":7}', 'The message names no event'],
    ['{"event":["pusher:ping"]}', 'The message names no event'],
    ['{"event":"pusher:subscribe"}', 'data must be an object'],
    ['{"event":"pusher:subscribe","data":null}', 'data must be an object'],
    ['{"event":"pusher:subscribe","data":["news"]}', 'data must be an object'],
    ['{"event":"pusher:subscribe","data":7}', 'data must be an object'],
    ['{"event":"pusher:subscribe","data":"news"}', 'data is not a JSON object'],
    ['{"event":"pusher:subscribe","data":"[]"}', 'data is not a JSON object'],
    ['{"event":"pusher:subscribe","data":{}}', 'channel must be a non-empty string'],
    ['{"event":"pusher:subscribe","data":{"channel":""}}', 'channel must be a non-empty string'],
    ['{"event":"pusher:subscribe","data":{"channel":{}}}', 'channel must be a non-empty string'],
    ['{"event":"pusher:subscribe","data":{"channel":"a","auth":7}}', 'auth must be a string'],
    [
      '{"event":"pusher:subscribe","data":{"channel":"presence-a","channel_data":{"user_id":1}}}',
      'channel_data must be a string',
    ],
    ['{"event":"pusher:unsubscribe","data":{}}', 'channel must be a non-empty string'],
    ['{"event":"pusher:signin","data":{"auth":"a"}}', 'user_data must be a non-empty string'],
    ['{"event":"pusher:signin","data":{"user_data":"{}"}}', 'auth must be a non-empty string'],
    ['{"event":"client-hello","data":{}}', 'channel must be a non-empty string'],
  ])('is answered with 4300 and the connection stays: %s', async (frame, message) => {
    await using client = await RawClient.connect({ server: server() });
    client.send(frame);
    await expectError(client, { code: 4300, message });
  });

  it('may be binary', async () => {
    await using client = await RawClient.connect({ server: server() });
    client.socket.send(Buffer.from('{"event":"pusher:ping"}'));
    await expectError(client, { code: 4300, message: 'Binary messages are not supported' });
    expect(client.drainInbox()).toEqual([]);
  });
});

describe('a frame that means nothing here', () => {
  it.each([
    '{"event":"hello"}',
    '{"event":"pusher:"}',
    '{"event":"pusher:error","data":{}}',
    '{"event":"pusher_internal:member_added","channel":"presence-a","data":"{}"}',
    '{"event":"my-client-hello","channel":"private-a","data":{}}',
    '{"event":"__proto__","data":{"constructor":{}}}',
  ])('is ignored: %s', async (frame) => {
    await using client = await RawClient.connect({ server: server() });
    client.send(frame);
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
  });
});

describe('the data of a frame', () => {
  it.each<[form: string, data: unknown]>([
    ['an object', { channel: 'form-object' }],
    ['a string of an object', JSON.stringify({ channel: 'form-string' })],
    ['an object with fields of other clients', { channel: 'form-more', auth: null, channel_data: '' }],
  ])('may be %s', async (_form, data) => {
    await using client = await RawClient.connect({ server: server() });
    client.send({ event: 'pusher:subscribe', data });
    await client.next('pusher_internal:subscription_succeeded');
    client.send({ event: 'pusher:unsubscribe', data });
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
  });
});

describe('the WebSocket below', () => {
  it('puts fragments together, also with a ping between them', async () => {
    await using client = await RawClient.connect({ server: server() });
    client.socket.send('{"event":"pusher:', { fin: false });
    client.socket.ping();
    client.socket.send('subscribe","data":', { fin: false });
    client.socket.send('{"channel":"fragments"}}', { fin: true });
    const { channel } = await client.next('pusher_internal:subscription_succeeded');
    expect(channel).toBe('fragments');
  });

  it('takes a message of exactly the largest size, and closes with 1009 for one byte more', async () => {
    await using client = await RawClient.connect({ server: server() });
    const frame = '{"event":"hello","data":""}';
    client.send(frame.replace('""', `"${'x'.repeat(maxMessageSize - frame.length)}"`));
    await client.barrier();
    client.send(frame.replace('""', `"${'x'.repeat(maxMessageSize - frame.length + 1)}"`));
    expect(await client.closed).toMatchObject({ code: 1009 });
  });

  it('counts the fragments of a message together', async () => {
    await using client = await RawClient.connect({ server: server() });
    client.socket.send('x'.repeat(maxMessageSize), { fin: false });
    client.socket.send('x', { fin: true });
    expect(await client.closed).toMatchObject({ code: 1009 });
  });

  it('closes with 1007 for text that is not UTF-8', async () => {
    await using client = await RawClient.connect({ server: server() });
    client.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect(await client.closed).toMatchObject({ code: 1007 });
  });
});
