import { callerOf } from './caller.js';

const device = { kind: 'device', identityToken: 't' };
const refusal = (key: string) => expect.objectContaining({ key });

test.each([
  ['nothing', {}],
  ['its capability', { 'x-sockudo-push-capability': 'push-admin' }],
  ['its capability, in our words', { 'x-shoal-push-capability': 'push-admin' }],
  ['an authorization of another kind', { authorization: 'Basic dTpw' }],
])('an admin is whoever says %s', (_what, headers) => {
  expect(callerOf(headers)).toEqual({ kind: 'admin' });
});

test.each([
  ['x-sockudo-device-identity-token', 't'],
  ['x-shoal-device-identity-token', 't'],
  ['authorization', 'Bearer t'],
  ['authorization', 'bearer  t'],
])('a device is whoever has a token: %s', (name, value) => {
  expect(callerOf({ [name]: value })).toEqual(device);
  expect(callerOf({ [name]: value, 'x-sockudo-push-capability': 'push-subscribe' })).toEqual(device);
});

test('no capability makes more of a token', () => {
  const headers = { 'x-shoal-device-identity-token': 't', 'x-sockudo-push-capability': 'push-admin' };
  expect(callerOf(headers)).toEqual(device);
});

test('a capability that nobody knows is forbidden, and one without its proof is not enough', () => {
  expect(() => callerOf({ 'x-sockudo-push-capability': 'push-root' })).toThrow(refusal('forbidden'));
  expect(() => callerOf({ 'x-sockudo-push-capability': 'push-subscribe' })).toThrow(refusal('unauthorized'));
});
