import { appKeyOf } from './upgrade-path.js';

test.each([
  ['/app/key', '', 'key'],
  ['/app/key/', '', 'key'],
  ['/app/a%2Fb', '', 'a/b'],
  ['/app/k%C3%A9y', '', 'kéy'],
  ['/app/__proto__', '', '__proto__'],
  ['/realtime/app/key', '/realtime', 'key'],
])('%s under %p names the key %p', (path, prefix, key) => {
  expect(appKeyOf(path, prefix)).toBe(key);
});

test.each([
  ['/', ''],
  ['/app', ''],
  ['/app/', ''],
  ['/app//', ''],
  ['/app/a/b', ''],
  ['/apps/key', ''],
  ['/App/key', ''],
  ['/app/%ff', ''],
  ['/app/%', ''],
  ['/app/key', '/realtime'],
  ['/realtimeapp/key', '/realtime'],
])('%s under %p names none', (path, prefix) => {
  expect(appKeyOf(path, prefix)).toBeUndefined();
});
