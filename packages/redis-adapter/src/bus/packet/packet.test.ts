import fc from 'fast-check';
import { decodePacket } from './decode-packet.js';
import { encodePacket } from './encode-packet.js';
import type { CarriedBatch, Packet } from './packet.js';

const channel = { appId: 'app-id', name: 'a' };

const batch: CarriedBatch = {
  channel,
  frames: Buffer.from('frame one frame two'),
  messages: 2,
  exclusions: [
    { offset: 0, length: 9, socketId: '1.2' },
    { offset: 10, length: 9, socketId: '123456789.987654321' },
  ],
  cached: [{ offset: 10, length: 9, id: 'ünïque-1' }],
};

const packet: Packet = {
  origin: 'node-ö',
  sequence: 2 ** 40 + 1,
  isFirst: true,
  acceptedAt: 1_795_000_000_000,
  parts: [
    { kind: 'batch', batch },
    { kind: 'batch', batch: { channel, frames: Buffer.from('x'), messages: 1, exclusions: [] } },
    { kind: 'hint', version: 2 ** 45 },
    { kind: 'control', message: { kind: 'close_connections', error: 'terminated' } },
    { kind: 'control', message: { kind: 'close_connections', error: 'reconnect' } },
    { kind: 'control', message: { kind: 'user_status', status: { userId: 'ü', online: true } } },
    { kind: 'control', message: { kind: 'user_status', status: { userId: '', online: false } } },
  ],
};

test('a packet is read as it was written', () => {
  expect(decodePacket(encodePacket(packet), channel)).toEqual(packet);
});

test('frames are a view of the bytes that came, not a copy', () => {
  const bytes = encodePacket({ ...packet, parts: [{ kind: 'batch', batch }] });
  const read = decodePacket(bytes, channel);
  const [part] = typeof read === 'string' ? [] : read.parts;
  if (part?.kind !== 'batch') throw new Error('A batch was written');
  expect(part.batch.frames.buffer).toBe(bytes.buffer);
  expect(part.batch.frames.equals(batch.frames)).toBe(true);
});

test('another format is told from a broken packet', () => {
  const bytes = encodePacket(packet);
  bytes[0] = 2;
  expect(decodePacket(bytes, channel)).toBe('unknown_format');
  bytes[0] = 0;
  expect(decodePacket(bytes, channel)).toBe('unknown_format');
  expect(decodePacket(Buffer.alloc(0), channel)).toBe('malformed');
});

test('a packet that was cut anywhere but between two parts is malformed', () => {
  const bytes = encodePacket({ ...packet, parts: [{ kind: 'batch', batch }] });
  const header = encodePacket({ ...packet, parts: [] }).length;
  for (let length = 1; length < bytes.length; length += 1) {
    const read = decodePacket(bytes.subarray(0, length), channel);
    if (length !== header) expect(read).toBe('malformed');
  }
});

test('a mark behind the end of its batch is malformed', () => {
  const exclusions = [{ offset: 10, length: 10, socketId: '1.2' }];
  const bytes = encodePacket({ ...packet, parts: [{ kind: 'batch', batch: { ...batch, exclusions } }] });
  expect(decodePacket(bytes, channel)).toBe('malformed');
});

test('no bytes make the reader throw', () => {
  const whole = encodePacket(packet);
  fc.assert(
    fc.property(
      fc.nat(whole.length - 1),
      fc.nat(255),
      fc.uint8Array({ maxLength: 64 }),
      (at, value, noise) => {
        const changed = Buffer.from(whole);
        changed[at] = value;
        decodePacket(changed, channel);
        decodePacket(Buffer.from([1, ...noise]), channel);
      },
    ),
  );
});
