import type { Edit } from './release-copy.js';

const adapter = 'packages/redis-adapter/dist';
const storedValues = `${adapter}/keys.js`;
const packet = `${adapter}/bus/packet/packet.js`;
const encodePacket = `${adapter}/bus/packet/encode-packet.js`;
const decodePacket = `${adapter}/bus/packet/decode-packet.js`;
const webhookJob = 'packages/webhooks/dist/deliver/webhook-job.js';
const letter = 'packages/queue/dist/redis/stored-letter.js';
const push = 'packages/push/dist/store/redis/stored-format.js';

/** A release that reads format 2 of everything, and writes format 1 as the one before it. */
export const readsNextFormat: readonly Edit[] = [
  { file: storedValues, from: 'new Set([FORMAT])', to: `new Set(['1', '2'])` },
  ...[webhookJob, letter, push].map((file) => ({
    ...{ file, from: 'new Set([FORMAT])', to: 'new Set([1, 2])' },
  })),
  {
    file: decodePacket,
    from: 'new Map([[packetFormat, readFormat1]])',
    to: `new Map([[1, readFormat1], [2, (reader, channel) => {
      reader.uint8();
      return readFormat1(reader, channel);
    }]])`,
  },
];

/** The release after that: it writes format 2 of everything, in which everything has a field more. */
export const writesNextFormat: readonly Edit[] = [
  ...readsNextFormat,
  { file: storedValues, from: `FORMAT = '1'`, to: `FORMAT = '2'` },
  ...[webhookJob, letter, push].map((file) => ({ file, from: 'FORMAT = 1;', to: 'FORMAT = 2;' })),
  { file: packet, from: 'packetFormat = 1;', to: 'packetFormat = 2;' },
  {
    file: encodePacket,
    from: 'writer.uint8(packetFormat);',
    to: 'writer.uint8(packetFormat); writer.uint8(0);',
  },
  { file: encodePacket, from: 'headerBytes = 14;', to: 'headerBytes = 15;' },
  {
    file: `${adapter}/channels/stored-values.js`,
    from: 'encodeJson({ id: userId, info: userInfo })',
    to: 'encodeJson({ id: userId, info: userInfo, added: true })',
  },
  {
    file: `${adapter}/scripts/pieces/records.js`,
    from: 'key or false, now, version})',
    to: `key or false, now, version, 'added'})`,
  },
  {
    file: `${adapter}/cache/stored-event.js`,
    from: '[id, name, data]);',
    to: `[id, name, data, 'added']);`,
  },
  ...[`kind: 'events',`, `kind: 'lane',`].map((kind) => ({
    ...{ file: webhookJob, from: `format: FORMAT, ${kind}`, to: `format: FORMAT, added: true, ${kind}` },
  })),
  { file: webhookJob, from: '{ format: FORMAT, ...event,', to: '{ format: FORMAT, added: true, ...event,' },
  { file: letter, from: '{ format: FORMAT, id,', to: '{ format: FORMAT, added: true, id,' },
  { file: push, from: '{ format: FORMAT, ...value }', to: '{ format: FORMAT, added: true, ...value }' },
];
