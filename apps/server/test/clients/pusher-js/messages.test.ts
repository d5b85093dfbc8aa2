import { createPusherJs, createPusherServer, once } from '@shoal/testing';
import { useServer } from '../../use-server.js';
import { listenTo } from '../heard.js';

const server = useServer();

/** Publishes with the official library and returns what pusher-js hands to the application. */
async function roundTrip(channel: string, event: string, data: unknown): Promise<unknown> {
  using client = createPusherJs(server());
  const heard = once(await client.subscribe(channel), event);
  await createPusherServer(server()).trigger(channel, event, data);
  return await heard;
}

describe('the data of an event arrives as it was published', () => {
  it.each([
    ['an object', { id: 1, lines: [{ price: 1.5 }, null, true] }],
    ['an array', [1, 'two', []]],
    ['a number', 0],
    ['nothing but null', null],
    ['a plain text', 'hello'],
    ['an empty text', ''],
    ['a text with quotes, backslashes and control characters', '"\\ \u0000\u0007\t\r\n\u2028\u2029 \u007f'],
    ['every script and emoji', { text: 'Grüße 東京 مرحبا שלום 👩‍👩‍👧‍👦 𝄞 \ufeff' }],
    ['a key called __proto__', JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}')],
  ])('%s', async (_what, data) => {
    expect(await roundTrip('any-data', 'event', data)).toEqual(data);
  });

  it('100 KB of it, which is the most', async () => {
    const data = 'é'.repeat(50 * 1024);
    expect(await roundTrip('large-data', 'event', data)).toBe(data);
  });

  it('encrypted, whatever it is', async () => {
    const data = { text: '東京 👩‍👩‍👧‍👦 "\\', list: [null] };
    expect(await roundTrip('private-encrypted-data', 'event', data)).toEqual(data);
  });
});

describe('the name of an event arrives as it was published', () => {
  it.each([
    'App\\Events\\OrderShipped',
    '.dotted.name',
    'with "quotes" and spaces',
    'événement-東京-👋',
    'toString',
    'x'.repeat(200),
  ])('%s', async (name) => {
    expect(await roundTrip('any-name', name, { id: 1 })).toEqual({ id: 1 });
  });
});

describe('the events of a channel arrive in order', () => {
  it('of one backend that publishes one after the other', async () => {
    using client = createPusherJs(server());
    const heard = listenTo(await client.subscribe('in-order'));
    const backend = createPusherServer(server());
    const count = 100;
    for (let index = 0; index < count; index += 1) await backend.trigger('in-order', 'tick', index);
    await client.barrier();
    expect(heard).toEqual(Array.from({ length: count }, (_, index) => ['tick', index]));
  });

  it('and within a batch', async () => {
    using client = createPusherJs(server());
    const heard = listenTo(await client.subscribe('batched'));
    const batch = Array.from({ length: 10 }, (_, data) => ({ channel: 'batched', name: 'tick', data }));
    await createPusherServer(server()).triggerBatch(batch);
    await client.barrier();
    expect(heard).toEqual(Array.from({ length: 10 }, (_, index) => ['tick', index]));
  });
});
