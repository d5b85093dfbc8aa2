import fc from 'fast-check';
import { PusherError } from '../errors.js';
import { parseInbound } from './inbound.js';

const refusal = (message: string) => expect.objectContaining({ key: 'bad_message', message });
const parse = (frame: unknown) => parseInbound(JSON.stringify(frame));

describe('what a client may say', () => {
  it('ping and pong, with or without data', () => {
    expect(parse({ event: 'pusher:ping' })).toEqual({ kind: 'ping' });
    expect(parse({ event: 'pusher:ping', data: {} })).toEqual({ kind: 'ping' });
    expect(parse({ event: 'pusher:pong', data: '' })).toEqual({ kind: 'pong' });
  });

  it('subscribe to a public channel', () => {
    expect(parse({ event: 'pusher:subscribe', data: { channel: 'news' } })).toEqual({
      kind: 'subscribe',
      channel: 'news',
    });
  });

  it('subscribe the way pusher-js does it: "" for no signature, null for no data', () => {
    const data = { channel: 'news', auth: '', channel_data: null };
    expect(parse({ event: 'pusher:subscribe', data })).toEqual({ kind: 'subscribe', channel: 'news' });
  });

  it('subscribe with a signature and presence data', () => {
    const data = { channel: 'presence-room', auth: 'key:sig', channel_data: '{"user_id":1}' };
    expect(parse({ event: 'pusher:subscribe', data })).toEqual({
      kind: 'subscribe',
      channel: 'presence-room',
      auth: 'key:sig',
      channelData: '{"user_id":1}',
    });
  });

  it('unsubscribe', () => {
    expect(parse({ event: 'pusher:unsubscribe', data: { channel: 'news' } })).toEqual({
      kind: 'unsubscribe',
      channel: 'news',
    });
  });

  it('sign in', () => {
    const data = { auth: 'key:sig', user_data: '{"id":"7"}' };
    expect(parse({ event: 'pusher:signin', data })).toEqual({
      kind: 'signin',
      auth: 'key:sig',
      userData: '{"id":"7"}',
    });
  });

  it.each([
    ['an object', { x: 1 }],
    ['a string', '{"x":1}'],
    ['an array', [1, 2]],
    ['a number', 0],
    ['false', false],
    ['null', null],
  ])('a client event, whose data is %s and stays as it is', (_what, data) => {
    expect(parse({ event: 'client-typing', channel: 'private-chat', data })).toEqual({
      kind: 'client_event',
      event: 'client-typing',
      channel: 'private-chat',
      data,
    });
  });

  it('a client event without data, which is null', () => {
    expect(parse({ event: 'client-typing', channel: 'private-chat' })).toMatchObject({ data: null });
  });

  it.each(['pusher:subscribe', 'pusher:unsubscribe', 'pusher:signin'])(
    'the data of %s as a JSON string',
    (event) => {
      const data = { channel: 'news', auth: 'key:sig', user_data: '{"id":"7"}' };
      expect(parse({ event, data: JSON.stringify(data) })).toEqual(parse({ event, data }));
    },
  );

  it.each(['my-client-x', 'pusher:unheard-of', 'pusher_internal:member_added', 'Client-x', 'toString'])(
    'anything else, such as %s, which means nothing here',
    (event) => {
      expect(parse({ event, channel: 'private-chat', data: {} })).toEqual({ kind: 'unknown' });
    },
  );

  it('fields of its own, which are ignored', () => {
    expect(parse({ event: 'pusher:subscribe', data: { channel: 'news', extra: 1 }, extra: 1 })).toEqual({
      kind: 'subscribe',
      channel: 'news',
    });
  });
});

describe('what is refused as bad_message', () => {
  it.each(['', 'hello', '{"event":', 'null', '"pusher:ping"', '7', '[]', '[{"event":"pusher:ping"}]'])(
    'the text %j',
    (text) => {
      expect(() => parseInbound(text)).toThrow(refusal('The message is not a JSON object'));
    },
  );

  it.each([{}, { event: '' }, { event: 1 }, { event: null }, { event: ['pusher:ping'] }])(
    'the event of %j',
    (frame) => {
      expect(() => parse(frame)).toThrow(refusal('The message names no event'));
    },
  );

  it('an event that is only in the prototype', () => {
    expect(() => parseInbound('{"__proto__":{"event":"pusher:ping"}}')).toThrow(
      refusal('The message names no event'),
    );
  });

  describe.each(['pusher:subscribe', 'pusher:unsubscribe', 'pusher:signin'])('%s', (event) => {
    it.each([undefined, null, 1, true, [], [{ channel: 'news' }]])('with data %j', (data) => {
      expect(() => parse({ event, data })).toThrow(refusal('data must be an object'));
    });

    it.each(['news', '', '[]', 'null', '"{}"'])('with data as the string %j', (data) => {
      expect(() => parse({ event, data })).toThrow(refusal('data is not a JSON object'));
    });
  });

  it.each(['pusher:subscribe', 'pusher:unsubscribe'])('%s without a channel name', (event) => {
    for (const channel of [undefined, null, '', 1, {}, ['news']]) {
      expect(() => parse({ event, data: { channel } })).toThrow(
        refusal('channel must be a non-empty string'),
      );
    }
  });

  it('a subscription whose signature or data is no string', () => {
    for (const value of [1, true, {}, []]) {
      const data = { channel: 'presence-room' };
      expect(() => parse({ event: 'pusher:subscribe', data: { ...data, auth: value } })).toThrow(
        refusal('auth must be a string'),
      );
      expect(() => parse({ event: 'pusher:subscribe', data: { ...data, channel_data: value } })).toThrow(
        refusal('channel_data must be a string'),
      );
    }
  });

  it('a sign-in without its signature or its user', () => {
    expect(() => parse({ event: 'pusher:signin', data: { user_data: '{}' } })).toThrow(
      refusal('auth must be a non-empty string'),
    );
    expect(() => parse({ event: 'pusher:signin', data: { auth: 'k:s', user_data: { id: '7' } } })).toThrow(
      refusal('user_data must be a non-empty string'),
    );
  });

  it('a client event without a channel, or with one inside its data', () => {
    expect(() => parse({ event: 'client-x', data: { channel: 'private-chat' } })).toThrow(
      refusal('channel must be a non-empty string'),
    );
  });
});

describe('nothing from outside can hurt', () => {
  const refusesOrReads = (text: string) => {
    try {
      expect(parseInbound(text)).toHaveProperty('kind');
    } catch (error) {
      expect(error).toBeInstanceOf(PusherError);
    }
  };

  it('arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), refusesOrReads));
  });

  it('arbitrary JSON', () => {
    fc.assert(fc.property(fc.json(), refusesOrReads));
  });

  it('a known event with arbitrary fields', () => {
    const event = fc.constantFrom('pusher:subscribe', 'pusher:unsubscribe', 'pusher:signin', 'client-x');
    const fields = fc.record(
      {
        channel: fc.jsonValue(),
        auth: fc.jsonValue(),
        channel_data: fc.jsonValue(),
        user_data: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const frame = fc.record({ event, channel: fc.jsonValue(), data: fc.oneof(fields, fc.jsonValue()) });
    fc.assert(fc.property(frame, (value) => refusesOrReads(JSON.stringify(value))));
  });

  it('nesting as deep as a frame is long', () => {
    const depth = 50_000;
    refusesOrReads(`{"event":"pusher:subscribe","data":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    refusesOrReads('['.repeat(depth));
  });
});
