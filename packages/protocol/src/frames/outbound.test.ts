import { PusherError } from '../errors.js';
import { createMember } from '../users/member.js';
import {
  cacheMiss,
  clientEvent,
  connectionEstablished,
  errorFrame,
  memberAdded,
  memberRemoved,
  ping,
  pong,
  presenceSucceeded,
  publishedEvent,
  signinSuccess,
  subscriptionCount,
  subscriptionError,
  subscriptionSucceeded,
  watchlistEvents,
} from './outbound.js';

describe('frames whose data is a JSON string', () => {
  it.each([
    [
      'connection_established',
      connectionEstablished('123.456', 120),
      String.raw`{"event":"pusher:connection_established","data":"{\"socket_id\":\"123.456\",\"activity_timeout\":120}"}`,
    ],
    ['ping', ping, '{"event":"pusher:ping","data":"{}"}'],
    ['pong', pong, '{"event":"pusher:pong","data":"{}"}'],
    [
      'subscription_succeeded',
      subscriptionSucceeded('news'),
      '{"event":"pusher_internal:subscription_succeeded","channel":"news","data":"{}"}',
    ],
    [
      'subscription_succeeded of a presence channel',
      presenceSucceeded('presence-a', [createMember('7', { name: 'Ann' }), createMember(8)]),
      String.raw`{"event":"pusher_internal:subscription_succeeded","channel":"presence-a","data":"{\"presence\":{\"ids\":[\"7\",8],\"hash\":{\"7\":{\"name\":\"Ann\"},\"8\":null},\"count\":2}}"}`,
    ],
    [
      'subscription_succeeded of an empty presence channel',
      presenceSucceeded('presence-a', []),
      String.raw`{"event":"pusher_internal:subscription_succeeded","channel":"presence-a","data":"{\"presence\":{\"ids\":[],\"hash\":{},\"count\":0}}"}`,
    ],
    [
      'member_added',
      memberAdded('presence-a', createMember('7', { name: 'Ann' })),
      String.raw`{"event":"pusher_internal:member_added","channel":"presence-a","data":"{\"user_id\":\"7\",\"user_info\":{\"name\":\"Ann\"}}"}`,
    ],
    [
      'member_added of a number that said nothing about itself',
      memberAdded('presence-a', createMember(8)),
      String.raw`{"event":"pusher_internal:member_added","channel":"presence-a","data":"{\"user_id\":8}"}`,
    ],
    [
      'member_removed',
      memberRemoved('presence-a', createMember('7', { name: 'Ann' })),
      String.raw`{"event":"pusher_internal:member_removed","channel":"presence-a","data":"{\"user_id\":\"7\"}"}`,
    ],
    [
      'subscription_count',
      subscriptionCount('news', 3),
      String.raw`{"event":"pusher_internal:subscription_count","channel":"news","data":"{\"subscription_count\":3}"}`,
    ],
    [
      'watchlist_events',
      watchlistEvents([{ name: 'online', user_ids: ['7'] }]),
      String.raw`{"event":"pusher_internal:watchlist_events","data":"{\"events\":[{\"name\":\"online\",\"user_ids\":[\"7\"]}]}"}`,
    ],
    [
      'a published event',
      publishedEvent('order', '{"id":1}')('news'),
      String.raw`{"event":"order","data":"{\"id\":1}","channel":"news"}`,
    ],
  ])('%s', (_what, frame, text) => {
    expect(frame).toBe(text);
  });
});

describe('frames whose data is an object, or absent', () => {
  it('an error', () => {
    expect(errorFrame(new PusherError('unknown_app'))).toBe(
      '{"event":"pusher:error","data":{"code":4001,"message":"Application does not exist"}}',
    );
  });

  it('an error about a channel', () => {
    expect(errorFrame(new PusherError('client_event_rejected', 'No'), 'private-a')).toBe(
      '{"event":"pusher:error","data":{"code":4301,"message":"No"},"channel":"private-a"}',
    );
  });

  it('an error that has no code on the socket', () => {
    expect(JSON.parse(errorFrame(new PusherError('not_found')))).toMatchObject({ data: { code: null } });
  });

  it('a subscription error, as pusher-js and Echo look for it', () => {
    expect(subscriptionError('private-a', new PusherError('subscription_unauthorized'))).toBe(
      '{"event":"pusher:subscription_error","channel":"private-a","data":{"type":"AuthError","error":"The connection is unauthorized","status":401}}',
    );
  });

  it('a cache miss', () => {
    expect(cacheMiss('cache-a')).toBe('{"event":"pusher:cache_miss","channel":"cache-a"}');
  });

  it('a sign-in, whose user_data stays the string that was signed', () => {
    expect(signinSuccess('{"id":"7"}')).toBe(
      String.raw`{"event":"pusher:signin_success","data":{"user_data":"{\"id\":\"7\"}"}}`,
    );
  });

  it('a client event: data as the client sent it, the sender named on presence channels', () => {
    const frame = { event: 'client-typing', channel: 'presence-a', data: { on: true } };
    expect(clientEvent(frame)).toBe('{"event":"client-typing","channel":"presence-a","data":{"on":true}}');
    expect(clientEvent({ ...frame, user_id: '7' })).toBe(
      '{"event":"client-typing","channel":"presence-a","data":{"on":true},"user_id":"7"}',
    );
  });
});

describe('names and data of any kind', () => {
  it('a user called __proto__ is a user', () => {
    const frame = JSON.parse(presenceSucceeded('presence-a', [createMember('__proto__', { name: 'Eve' })]));
    expect(frame.data).toBe(
      '{"presence":{"ids":["__proto__"],"hash":{"__proto__":{"name":"Eve"}},"count":1}}',
    );
  });

  it('event names and data survive quotes, backslashes and line separators', () => {
    const name = 'App\\Events\\"Order"';
    const data = '"\\\u2028\n\ud83d\ude00';
    expect(JSON.parse(publishedEvent(name, data)('news'))).toEqual({ event: name, data, channel: 'news' });
  });

  it('a client event nested so deeply that it cannot be written is refused', () => {
    const data: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
    expect(() => clientEvent({ event: 'client-x', channel: 'private-a', data })).toThrow(
      expect.objectContaining({ key: 'bad_message', message: 'data is nested too deeply' }),
    );
  });

  it('one published event serves many channels', () => {
    const frame = publishedEvent('order', '1');
    expect(['a', 'b'].map((channel) => JSON.parse(frame(channel)).channel)).toEqual(['a', 'b']);
  });
});
