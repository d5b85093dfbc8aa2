import fc from 'fast-check';
import { needsAuthorization, parseChannelName, userChannel, userIdOf } from './channel-name.js';
import { PusherError } from './errors.js';

const refusal = (key: string) => expect.objectContaining({ name: 'PusherError', key });

describe('the kind of a channel is its prefix', () => {
  it.each([
    ['news', { kind: 'public', type: 'public', cached: false }],
    ['private-news', { kind: 'private', type: 'private', cached: false }],
    ['presence-room', { kind: 'presence', type: 'presence', cached: false }],
    ['private-encrypted-vault', { kind: 'private-encrypted', type: 'private_encrypted', cached: false }],
    ['cache-news', { kind: 'public', type: 'cache', cached: true }],
    ['private-cache-news', { kind: 'private', type: 'private_cache', cached: true }],
    ['presence-cache-room', { kind: 'presence', type: 'presence_cache', cached: true }],
    [
      'private-encrypted-cache-a',
      { kind: 'private-encrypted', type: 'private_encrypted_cache', cached: true },
    ],
    ['#server-to-user-7', { kind: 'user', type: 'user', cached: false }],
  ])('%s', (name, meaning) => {
    expect(parseChannelName(name)).toEqual({ name, ...meaning });
  });

  it.each([
    ['my-private-x', 'public', 'public'],
    ['my-presence-x', 'public', 'public'],
    ['x-cache-y', 'public', 'public'],
    ['privatefoo', 'public', 'public'],
    ['presencefoo', 'public', 'public'],
    ['cachefoo', 'public', 'public'],
    ['Private-x', 'public', 'public'],
    ['private-my-cache-x', 'private', 'private'],
    ['private-encryptedfoo', 'private', 'private'],
    ['presence-encrypted-x', 'presence', 'presence'],
    ['cache-private-x', 'public', 'cache'],
    ['private-', 'private', 'private'],
  ])('%s only looks like another kind: the prefix is anchored and ends in a dash', (name, kind, type) => {
    expect(parseChannelName(name)).toMatchObject({ kind, type });
  });
});

describe('a channel name', () => {
  it('has letters, digits and _-=@,.;', () => {
    expect(parseChannelName('aZ09_-=@,.;').name).toBe('aZ09_-=@,.;');
  });

  it.each([
    ['empty', ''],
    ['a space', 'a b'],
    ['a colon', 'a:b'],
    ['a slash', 'a/b'],
    ['a letter beyond ASCII', 'café'],
    ['a hash that begins no user channel', '#news'],
    ['a hash in the middle', 'news#1'],
    ['a line break at the end', 'news\n'],
    ['a null character', 'news\0'],
    ['a user channel without a user', '#server-to-user-'],
  ])('is refused for %s', (_what, name) => {
    expect(() => parseChannelName(name)).toThrow(refusal('bad_channel_name'));
  });

  it('has at most 200 characters, prefix included', () => {
    const longest = `private-${'x'.repeat(192)}`;
    expect(parseChannelName(longest).name).toBe(longest);
    expect(() => parseChannelName(`${longest}x`)).toThrow(refusal('channel_name_too_long'));
  });

  it('may be bounded more tightly by the app, and says the bound', () => {
    expect(parseChannelName('x'.repeat(164), 164).name).toHaveLength(164);
    expect(() => parseChannelName('x'.repeat(165), 164)).toThrow('longer than 164 characters');
  });

  it('is either read or refused by name, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 220 }), (text) => {
        try {
          expect(parseChannelName(text).name).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(PusherError);
        }
      }),
    );
  });
});

describe('the channel of one user', () => {
  it('is named after the id, whatever characters it has', () => {
    const channel = parseChannelName(userChannel('ann@example.com/7 é'));
    expect(channel.kind).toBe('user');
    expect(userIdOf(channel)).toBe('ann@example.com/7 é');
  });

  it('is bounded by the id, not by the limit of channel names', () => {
    expect(parseChannelName(userChannel('x'.repeat(200)), 10).kind).toBe('user');
    expect(() => parseChannelName(userChannel('x'.repeat(201)))).toThrow(refusal('channel_name_too_long'));
  });
});

it('needs a signature when it is private, presence or encrypted', () => {
  const names = ['private-a', 'presence-a', 'private-encrypted-a', 'private-cache-a', 'a', 'cache-a'];
  expect(names.filter((name) => needsAuthorization(parseChannelName(name).kind))).toEqual([
    'private-a',
    'presence-a',
    'private-encrypted-a',
    'private-cache-a',
  ]);
});
