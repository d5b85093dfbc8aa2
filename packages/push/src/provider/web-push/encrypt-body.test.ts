import { SubscriberKeys } from '@shoal/testing';
import { encryptBody } from './encrypt-body.js';

const keys = new SubscriberKeys();
const recipient = {
  transportType: 'web',
  endpoint: 'https://push.test/x',
  p256dh: keys.p256dh,
  auth: keys.auth,
} as const;

it('encrypts for the subscriber, with other keys each time', () => {
  const plaintext = Buffer.from('{"notification":{"title":"Grüße 🐋"}}');
  const bodies = [encryptBody(plaintext, recipient), encryptBody(plaintext, recipient)];
  for (const body of bodies) expect(keys.decrypt(body)).toEqual(plaintext);
  // The sender's public key stands in the header (RFC 8188, 2.1).
  const [one, other] = bodies.map((body) => body.toString('hex', 21, 86));
  expect(one).not.toBe(other);
});

it('fills one record: nobody else reads it', () => {
  const body = encryptBody(Buffer.alloc(3_993, 'x'), recipient);
  expect(body).toHaveLength(4_096);
  expect(new SubscriberKeys().decrypt(body)).toBeUndefined();
});
