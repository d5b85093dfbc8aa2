import { parseRedisUrl } from './redis-url.js';

test.each([
  ['redis://host', { endpoint: { kind: 'single', host: 'host', port: 6379 }, isTls: false }],
  ['redis://host:7000/', { endpoint: { kind: 'single', host: 'host', port: 7000 }, db: undefined }],
  ['redis://:secret@host/2', { username: undefined, password: 'secret', db: 2 }],
  ['redis://app:p%40ss%2Fword@host', { username: 'app', password: 'p@ss/word' }],
  ['rediss://host?db=3', { isTls: true, db: 3 }],
  ['tls://host:6380', { isTls: true, endpoint: { kind: 'single', host: 'host', port: 6380 } }],
  ['redis://[::1]:7', { endpoint: { kind: 'single', host: '::1', port: 7 } }],
  ['unix:///run/my%20redis.sock?db=1', { endpoint: { kind: 'socket', path: '/run/my redis.sock' }, db: 1 }],
])('%s', (text, expected) => {
  expect(parseRedisUrl(text)).toMatchObject(expected);
});

test.each([
  'host:6379',
  'http://host',
  'redis://',
  'redis://host/one',
  'redis://host:99999',
  'redis://app:100%@host',
  'redis+sentinel://a,b/mymaster',
  'unix://host/path',
  'unix:///',
  '',
])('%j is no URL of Redis', (text) => {
  expect(parseRedisUrl(text)).toBeUndefined();
});
