import fc from 'fast-check';
import { PusherError } from '../errors.js';
import { createMember } from './member.js';
import { checkMemberSize, parsePresenceData } from './presence-data.js';

const refusal = (key: string, message?: string) =>
  expect.objectContaining(message === undefined ? { key } : { key, message });
const parse = (value: unknown, maxBytes = 2_048) => parsePresenceData(JSON.stringify(value), maxBytes);

describe('the member in channel_data', () => {
  it('is a user id with anything the backend says about the user', () => {
    expect(parse({ user_id: '10', user_info: { name: 'Mr. Channels' } })).toEqual({
      key: '10',
      userId: '10',
      userInfo: { name: 'Mr. Channels' },
    });
    expect(parse({ user_id: '10', user_info: null })).toEqual({ key: '10', userId: '10', userInfo: null });
  });

  it('may say nothing about the user', () => {
    expect(parse({ user_id: '10' })).toEqual({ key: '10', userId: '10' });
  });

  it('keeps a number a number, and is the same user as its string', () => {
    const [number, string] = [parse({ user_id: 10 }), parse({ user_id: '10' })];
    expect(number.userId).toBe(10);
    expect(number.key).toBe(string.key);
    expect(parse({ user_id: 0 })).toEqual({ key: '0', userId: 0 });
  });

  it('may be called __proto__', () => {
    expect(parse({ user_id: '__proto__' }).key).toBe('__proto__');
  });
});

describe('channel_data is refused', () => {
  it.each(['', 'Ann', '{"user_id":'])('when it is no JSON: %j', (text) => {
    expect(() => parsePresenceData(text, 2_048)).toThrow(refusal('bad_member', 'channel_data is not JSON'));
  });

  it.each([null, 7, 'x', [], {}, { user_id: '' }, { user_id: null }, { user_id: {} }, { user_id: true }])(
    'without a user_id: %j',
    (value) => {
      expect(() => parse(value)).toThrow(refusal('bad_member', 'channel_data must be JSON with a user_id'));
    },
  );

  it('when the user_id is a number that JSON cannot write again', () => {
    expect(() => parsePresenceData('{"user_id":1e999}', 2_048)).toThrow(refusal('bad_member'));
  });

  it('when the user_id has more than 200 characters', () => {
    expect(parse({ user_id: 'x'.repeat(200) }).key).toHaveLength(200);
    expect(() => parse({ user_id: 'x'.repeat(201) })).toThrow(
      refusal('bad_member', 'The user id is too long'),
    );
  });

  it('when user_info is too large, in bytes', () => {
    expect(parse({ user_id: '1', user_info: 'é'.repeat(4) }, 10)).toMatchObject({ userInfo: 'éééé' });
    expect(() => parse({ user_id: '1', user_info: 'é'.repeat(5) }, 10)).toThrow(
      refusal('member_too_large', 'user_info is larger than 10 bytes'),
    );
  });

  it('when user_info is nested so deeply that it cannot be encoded', () => {
    const depth = 50_000;
    const text = `{"user_id":"1","user_info":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(() => parsePresenceData(text, 1_000_000)).toThrow(refusal('member_too_large'));
  });

  it('with a PusherError, whatever the text', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
    fc.assert(
      fc.property(text, (value) => {
        try {
          expect(parsePresenceData(value, 2_048).key).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(PusherError);
        }
      }),
    );
  });
});

it('a member who said nothing has no size', () => {
  expect(() => checkMemberSize(createMember('7'), 0)).not.toThrow();
});
