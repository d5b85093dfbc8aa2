import { callerOf } from './caller.js';

const device = { kind: 'device', identityToken: 't', isSigned: true };
const signed = (headers: Record<string, string>) => callerOf({ headers, isSigned: true });
const refusal = (key: string) => expect.objectContaining({ key });

test.each([
  ['nothing', {}],
  ['its capability', { 'x-sockudo-push-capability': 'push-admin' }],
  ['its capability, in our words', { 'x-shoal-push-capability': 'push-admin' }],
  ['an authorization of another kind', { authorization: 'Basic dTpw' }],
])('an admin is whoever says %s', (_what, headers) => {
  expect(signed(headers)).toEqual({ kind: 'admin' });
});

test.each([
  ['x-sockudo-device-identity-token', 't'],
  ['x-shoal-device-identity-token', 't'],
  ['authorization', 'Bearer t'],
  ['authorization', 'bearer  t'],
])('a device is whoever has a token: %s', (name, value) => {
  expect(signed({ [name]: value })).toEqual(device);
  expect(signed({ [name]: value, 'x-sockudo-push-capability': 'push-subscribe' })).toEqual(device);
});

test('no capability makes more of a token', () => {
  const headers = { 'x-shoal-device-identity-token': 't', 'x-sockudo-push-capability': 'push-admin' };
  expect(signed(headers)).toEqual(device);
  expect(callerOf({ headers, isSigned: false })).toEqual({ ...device, isSigned: false });
});

test('a capability that nobody knows is forbidden, and one without its proof is not enough', () => {
  expect(() => signed({ 'x-sockudo-push-capability': 'push-root' })).toThrow(refusal('forbidden'));
  expect(() => signed({ 'x-sockudo-push-capability': 'push-subscribe' })).toThrow(refusal('unauthorized'));
});
