import { PusherError } from '@shoal/protocol';
import { createTestRecipients, webKeys } from './testing/test-recipients.js';

const parser = createTestRecipients();
const web = (endpoint: string) => ({ transportType: 'web', endpoint, ...webKeys });

test.each([
  [{ transportType: 'gcm', registrationToken: 'abc:def' }],
  [{ transportType: 'hms', registrationToken: 'x' }],
  [{ transportType: 'apns', deviceToken: '00FFab' }],
  [web('https://push.example/send/1')],
  [{ transportType: 'wns', channelUri: 'https://db5.notify.windows.com/?token=a' }],
])('takes %j', (recipient) => {
  expect(parser.parse(recipient, 'recipient')).toEqual(recipient);
});

test('takes snake_case, base64, and leaves out what it does not know', () => {
  const value = { transport_type: 'gcm', registration_token: 'a', extra: 1 };
  expect(parser.parse(value, 'recipient')).toEqual({ transportType: 'gcm', registrationToken: 'a' });
  const padded = { ...web('https://push.example/'), auth: Buffer.alloc(16, 255).toString('base64') };
  expect(parser.parse(padded, 'recipient')).toEqual(padded);
});

test.each([
  ['nothing', undefined, 'recipient'],
  ['a transport that nobody serves', { transportType: 'realtime', channel: 'x' }, 'not realtime'],
  ['an empty token', { transportType: 'gcm', registrationToken: '' }, 'registrationToken'],
  ['a token with a line end', { transportType: 'hms', registrationToken: 'a\nb' }, 'registrationToken'],
  [
    'a device token that would change the path',
    { transportType: 'apns', deviceToken: '../x' },
    'deviceToken',
  ],
  ['plain HTTP', web('http://push.example/'), 'https'],
  ['a user in the URL', web('https://a:b@push.example/'), 'user or password'],
  ['a private address', web('https://10.0.0.1/'), 'not public'],
  ['a spelling of a local address', web('https://2130706433/'), 'not public'],
  ['no URL', web('push.example'), 'not valid'],
  ['a short key', { ...web('https://push.example/'), p256dh: 'AAAA' }, 'p256dh'],
  ['a long secret', { ...web('https://push.example/'), auth: 'A'.repeat(40) }, 'auth'],
  [
    'a host that is not Microsoft',
    { transportType: 'wns', channelUri: 'https://evilnotify.windows.com.example/' },
    'windows.com',
  ],
])('refuses %s', (_name, value, message) => {
  const parse = () => parser.parse(value, 'recipient');
  expect(parse).toThrow(PusherError);
  expect(parse).toThrow(message);
});

test('push services may be named, and others left out', () => {
  const named = createTestRecipients({
    allowedHosts: ['fcm.googleapis.com', '*.push.example'],
    deniedHosts: ['bad.push.example'],
  });
  for (const host of ['fcm.googleapis.com', 'a.push.example'])
    named.parse(web(`https://${host}/x`), 'recipient');
  for (const host of ['push.example', 'bad.push.example', 'other.example', 'notpush.example']) {
    expect(() => named.parse(web(`https://${host}/x`), 'recipient')).toThrow('not allowed here');
  }
});

test('for development, anything goes', () => {
  const open = createTestRecipients({ allowPrivateTargets: true });
  expect(open.parse(web('http://127.0.0.1:9000/x'), 'recipient')).toMatchObject({ transportType: 'web' });
  expect(open.parse({ transportType: 'wns', channelUri: 'http://127.0.0.1/x' }, 'recipient')).toMatchObject({
    transportType: 'wns',
  });
});
