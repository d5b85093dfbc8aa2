import { createMember } from '@shoal/protocol';
import { channelRef, parseChannelRef } from './channel-ref.js';
import { decodeChange, decodeMember, decodeRecord, encodeMember } from './stored-values.js';

test.each([
  createMember('u'),
  createMember(10, { name: 'Ünï' }),
  createMember('-1', null),
  createMember('+', []),
])('a member survives: %j', (member) => {
  expect(decodeMember(encodeMember(member))).toEqual(member);
  expect(decodeChange(`12-${encodeMember(member)}`)).toEqual({ kind: 'removed', version: 12, member });
});

test('a record is read with its channel and its user', () => {
  const text = '1["x-1-1","a%3Ab:presence-a","member_added","u",1700000000000,7]';
  expect(decodeRecord(text)).toEqual({
    id: 'x-1-1',
    appId: 'a:b',
    event: { name: 'member_added', channel: 'presence-a', user_id: 'u' },
    timeMs: 1700000000000,
    version: 7,
  });
});

test.each(['', '2{"id":"u"}', '1{', '1[]', '1{"id":{}}'])(
  'what is of another release or broken is nothing: %j',
  (text) => {
    expect(decodeMember(text)).toBeUndefined();
    expect(decodeChange(`3+${text}`)).toBeUndefined();
    expect(decodeRecord(text)).toBeUndefined();
  },
);

test.each([
  ['a', 'b:c'],
  ['a:b', 'c'],
  ['a%3Ab', 'c'],
  ['', '#server-to-user-1:2'],
])('app %j and channel %j are told apart', (appId, name) => {
  expect(parseChannelRef(channelRef({ appId, name }))).toEqual({ appId, name });
});
