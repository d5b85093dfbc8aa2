import type { ChannelFilter } from './endpoint.js';
import { wants } from './wants.js';

const occupied = (channel: string) => ({ name: 'channel_occupied', channel }) as const;
const endpoint = (filter: ChannelFilter) => ({ events: new Set(['channel_occupied'] as const), filter });

test('an endpoint without a filter wants every channel, but only its events', () => {
  expect(wants(endpoint({}), occupied('news'))).toBe(true);
  expect(wants(endpoint({}), { name: 'channel_vacated', channel: 'news' })).toBe(false);
});

test.each([
  [{ prefix: 'presence-' }, 'presence-room', 'room-presence-'],
  [{ suffix: '-eu' }, 'news-eu', '-eu-news'],
  [{ pattern: /room-\d/ }, 'presence-room-7', 'presence-room-x'],
  [{ pattern: /^room-\d+$/ }, 'room-12', 'my-room-12'],
  [{ prefix: 'a', suffix: 'z', pattern: /m/ }, 'amz', 'az'],
  [{ prefix: 'a', suffix: 'z', pattern: /m/ }, 'a-m-z', 'b-m-z'],
  [{ prefix: 'a', suffix: 'z', pattern: /m/ }, 'amz', 'am'],
])('%p takes %s and leaves %s', (filter, taken, left) => {
  expect(wants(endpoint(filter), occupied(taken))).toBe(true);
  expect(wants(endpoint(filter), occupied(left))).toBe(false);
});

test('a pattern that remembers where it matched says the same every time', () => {
  const global = endpoint({ pattern: /room/g });
  expect([1, 2, 3].map(() => wants(global, occupied('room')))).toEqual([true, true, true]);
});
