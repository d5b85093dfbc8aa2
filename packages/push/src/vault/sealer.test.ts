import { createCipheriv, createHash } from 'node:crypto';
import { PusherError } from '@shoal/protocol';
import { Sealer, UnreadableSecretError } from './sealer.js';

const text = 'the Schlüssel of "app"';

test('a sealed text is opened by the same secret only', () => {
  const sealed = new Sealer(['one']).seal(text);
  expect(sealed).toMatch(/^envelope:v1:aes256gcm:[A-Za-z0-9_-]+$/);
  expect(sealed).not.toContain('Schl');
  expect(new Sealer(['one']).open(sealed)).toBe(text);
  expect(() => new Sealer(['two']).open(sealed)).toThrow(UnreadableSecretError);
});

test('it is AES-256-GCM with the SHA-256 of the secret, as others write it too', () => {
  const nonce = Buffer.alloc(12, 7);
  const cipher = createCipheriv('aes-256-gcm', createHash('sha256').update('one').digest(), nonce);
  const sealed = Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  expect(new Sealer(['one']).open(`envelope:v1:aes256gcm:${sealed.toString('base64url')}`)).toBe(text);
});

test('no two are the same', () => {
  const sealer = new Sealer(['one']);
  expect(sealer.seal(text)).not.toBe(sealer.seal(text));
});

test('secrets are changed by putting the new one in front', () => {
  const old = new Sealer(['old']).seal(text);
  const both = new Sealer(['new', 'old']);
  expect(both.open(old)).toBe(text);
  expect(new Sealer(['new']).open(both.seal(text))).toBe(text);
});

test('every bit counts', () => {
  const sealer = new Sealer(['one']);
  const sealed = sealer.seal(text);
  const prefix = 'envelope:v1:aes256gcm:';
  const bytes = Buffer.from(sealed.slice(prefix.length), 'base64url');
  for (const index of bytes.keys()) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(() => sealer.open(prefix + changed.toString('base64url'))).toThrow(UnreadableSecretError);
  }
});

test.each([
  '',
  'plain',
  'envelope:v1:aes256gcm:',
  'envelope:v1:aes256gcm:AAAA',
  'envelope:v2:aes256gcm:AAAA',
])('%p is not one', (sealed) => {
  expect(() => new Sealer(['one']).open(sealed)).toThrow('no sealed text');
});

test('an empty text can be sealed', () => {
  const sealer = new Sealer(['one']);
  expect(sealer.open(sealer.seal(''))).toBe('');
});

test('without a secret nothing is stored, and the answer says what to do', () => {
  expect(() => new Sealer([]).seal(text)).toThrow(PusherError);
  expect(() => new Sealer([]).seal(text)).toThrow('PUSH_CREDENTIAL_ENCRYPTION_KEY');
});
