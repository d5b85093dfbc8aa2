import fc from 'fast-check';
import { PusherError } from '../errors.js';
import { limits } from '../limits.js';
import { parseBatch, parsePublish } from './publish-request.js';

const refusal = (key: string, message?: string) =>
  expect.objectContaining(message === undefined ? { key } : { key, message });

const event = { name: 'order', channel: 'news', data: '{"id":1}' };
const without = (field: keyof typeof event) =>
  Object.fromEntries(Object.entries(event).filter(([key]) => key !== field));
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('an event to publish', () => {
  it('goes to one channel or to many', () => {
    const news = { name: 'news', kind: 'public', type: 'public', cached: false };
    expect(parsePublish(event, limits)).toEqual({
      name: 'order',
      data: '{"id":1}',
      channels: [news],
      info: new Set(),
    });
    const many = { ...without('channel'), channels: ['news', 'private-a'] };
    expect(parsePublish(many, limits).channels.map(({ name }) => name)).toEqual(['news', 'private-a']);
  });

  it('prefers channels to channel, and names each once', () => {
    const { channels } = parsePublish({ ...event, channels: ['a', 'b', 'a'] }, limits);
    expect(channels.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('takes null for absent, as some libraries write it', () => {
    const request = parsePublish({ ...event, channels: null, socket_id: null, info: null }, limits);
    expect(request).toEqual(parsePublish(event, limits));
  });

  it('goes to the connections of one user', () => {
    const { channels } = parsePublish({ ...event, channel: '#server-to-user-7' }, limits);
    expect(channels).toMatchObject([{ kind: 'user' }]);
  });

  it('may leave one connection out and ask for information', () => {
    expect(parsePublish({ ...event, socket_id: '1.2', info: 'user_count' }, limits)).toMatchObject({
      socketId: '1.2',
      info: new Set(['user_count']),
    });
  });

  it.each([
    ['a string, as it is', '{"a": 1}', '{"a": 1}'],
    ['an empty string', '', ''],
    ['an object', { a: 1 }, '{"a":1}'],
    ['an array', [1, null], '[1,null]'],
    ['a number', 0, '0'],
    ['null', null, 'null'],
  ])('has data that is %s', (_what, data, text) => {
    expect(parsePublish({ ...event, data }, limits).data).toBe(text);
  });

  it('keeps backslashes in its name, as Laravel writes them', () => {
    expect(parsePublish({ ...event, name: 'App\\Events\\Order' }, limits).name).toBe('App\\Events\\Order');
  });
});

describe('refused as a bad request', () => {
  it.each([null, undefined, 'text', 7, true, []])('the body %j', (body) => {
    expect(() => parsePublish(body, limits)).toThrow(
      refusal('bad_request', 'The body must be a JSON object'),
    );
  });

  it.each([undefined, null, '', 7, {}])('the name %j', (name) => {
    expect(() => parsePublish({ ...event, name }, limits)).toThrow(
      refusal('bad_request', 'name must be a non-empty string'),
    );
  });

  it('a name that is too long', () => {
    expect(parsePublish({ ...event, name: 'x'.repeat(200) }, limits).name).toHaveLength(200);
    expect(() => parsePublish({ ...event, name: 'x'.repeat(201) }, limits)).toThrow(
      refusal('bad_request', 'The event name is longer than 200 characters'),
    );
  });

  it('no data', () => {
    expect(() => parsePublish(without('data'), limits)).toThrow(refusal('bad_request', 'data is missing'));
  });

  it('data nested so deeply that it cannot be encoded', () => {
    expect(() => parsePublish({ ...event, data: nested(50_000) }, limits)).toThrow(
      refusal('bad_request', 'data is nested too deeply'),
    );
  });

  it.each([
    ['none', without('channel')],
    ['an empty list', { ...event, channels: [] }],
    ['a string for a list', { ...event, channels: 'news' }],
    ['an object for a list', { ...event, channels: { 0: 'news' } }],
  ])('channels: %s', (_what, body) => {
    expect(() => parsePublish(body, limits)).toThrow(
      refusal('bad_request', 'channels must be a non-empty array, or channel a name'),
    );
  });

  it.each([1, {}, ['news'], true])('the channel %j', (channel) => {
    expect(() => parsePublish({ ...event, channel }, limits)).toThrow(
      refusal('bad_request', 'A channel name must be a string'),
    );
    expect(() => parsePublish({ ...event, channels: ['news', channel] }, limits)).toThrow(
      refusal('bad_request'),
    );
  });

  it('more than a hundred channels', () => {
    const channels = Array.from({ length: 101 }, (_, index) => `news-${index}`);
    expect(parsePublish({ ...event, channels: channels.slice(1) }, limits).channels).toHaveLength(100);
    expect(() => parsePublish({ ...event, channels }, limits)).toThrow(
      refusal('bad_request', 'An event goes to at most 100 channels'),
    );
  });

  it.each(['', 'abc', '1', '1.2.3', 1.2, {}])('the socket_id %j', (socket_id) => {
    expect(() => parsePublish({ ...event, socket_id }, limits)).toThrow(
      refusal('bad_request', 'socket_id must look like 123.456'),
    );
  });

  it('information that nobody has', () => {
    expect(() => parsePublish({ ...event, info: 'weather' }, limits)).toThrow(refusal('bad_request'));
  });
});

describe('refused for another reason', () => {
  it('a channel name', () => {
    expect(() => parsePublish({ ...event, channel: 'a b' }, limits)).toThrow(refusal('bad_channel_name'));
    expect(() => parsePublish({ ...event, channel: 'x'.repeat(201) }, limits)).toThrow(
      refusal('channel_name_too_long'),
    );
  });

  it('data that is too large, in bytes', () => {
    const bounded = { ...limits, eventPayloadBytes: 10 };
    expect(parsePublish({ ...event, data: 'é'.repeat(5) }, bounded).data).toBe('ééééé');
    const larger = refusal('payload_too_large', 'data is larger than 10 bytes');
    expect(() => parsePublish({ ...event, data: 'é'.repeat(6) }, bounded)).toThrow(larger);
    expect(() => parsePublish({ ...event, data: { a: 'xxxxxx' } }, bounded)).toThrow(larger);
  });
});

describe('a batch', () => {
  it('is a list of events in order', () => {
    const batch = [event, { ...event, name: 'second', channel: 'private-a' }];
    expect(parseBatch({ batch }, limits).map(({ name }) => name)).toEqual(['order', 'second']);
  });

  it.each([{}, { batch: null }, { batch: {} }, { batch: 'x' }])(
    'is refused when it is no list: %j',
    (body) => {
      expect(() => parseBatch(body, limits)).toThrow(
        refusal('bad_request', 'batch must be an array of events'),
      );
    },
  );

  it('is refused when the body is no object', () => {
    expect(() => parseBatch([event], limits)).toThrow(
      refusal('bad_request', 'The body must be a JSON object'),
    );
  });

  it('holds at most ten events', () => {
    expect(parseBatch({ batch: Array(10).fill(event) }, limits)).toHaveLength(10);
    expect(() => parseBatch({ batch: Array(11).fill(event) }, limits)).toThrow(
      refusal('bad_request', 'A batch holds at most 10 events'),
    );
  });

  it.each([null, 'x', { ...event, name: '' }])('is refused as a whole for one bad item: %j', (item) => {
    expect(() => parseBatch({ batch: [event, item] }, limits)).toThrow(refusal('bad_request'));
  });
});

it('any JSON is read or refused by name', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (body, field) => {
      for (const candidate of [body, { ...event, data: field }, { ...event, channels: field }]) {
        try {
          expect(parsePublish(candidate, limits).channels.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(PusherError);
        }
      }
    }),
  );
});
