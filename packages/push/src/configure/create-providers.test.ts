import { sampleSettings } from '../testing/sample-settings.js';
import { createPushProviders } from './create-providers.js';
import { hostPatterns, servedProviders } from './provider-settings.js';

test('there are five, but for those that are switched off', () => {
  const all = sampleSettings();
  expect(Object.keys(createPushProviders(all))).toEqual(['fcm', 'apns', 'webPush', 'hms', 'wns']);
  expect(servedProviders(all)).toEqual(['fcm', 'apns', 'webPush', 'hms', 'wns']);
  const off = { isEnabled: false };
  const some = sampleSettings({ fcm: off, apns: { isEnabled: true }, webPush: off, hms: off });
  expect(Object.keys(createPushProviders(some))).toEqual(['apns', 'wns']);
  expect(servedProviders(some)).toEqual(['apns', 'wns']);
});

test('a host with a dot in front is itself and all below it', () => {
  expect(hostPatterns({ allowedHosts: ['.a.example', 'b.example'], deniedHosts: ['.c.example'] })).toEqual({
    allowedHosts: ['a.example', '*.a.example', 'b.example'],
    deniedHosts: ['c.example', '*.c.example'],
  });
  expect(hostPatterns({ allowedHosts: [], deniedHosts: [] })).toEqual({ deniedHosts: [] });
});
