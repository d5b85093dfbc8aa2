import type { CachedFrame, ChannelRef, ControlMessage, Exclusion } from '@shoal/core';
import { ByteReader, UnreadableError } from './byte-reader.js';
import {
  type CarriedBatch,
  controlCodes,
  firstFlag,
  type Packet,
  type PacketPart,
  packetFormat,
  partCodes,
} from './packet.js';

export type Undecodable = 'malformed' | 'unknown_format';

/**
 * Reads what came in a channel's room. Frames are views of the bytes; nothing is copied. Never throws.
 *
 * @returns the packet, or why it cannot be read
 */
export function decodePacket(bytes: Buffer, channel: ChannelRef): Packet | Undecodable {
  const read = readers.get(bytes[0]);
  if (read === undefined) return bytes.length === 0 ? 'malformed' : 'unknown_format';
  try {
    return read(new ByteReader(bytes), channel);
  } catch (error) {
    if (error instanceof UnreadableError) return 'malformed';
    throw error;
  }
}

type Read = (reader: ByteReader, channel: ChannelRef) => Packet;

/** By format: also of the one that the next release will write, and for one release of the one that was written before. */
const readers: ReadonlyMap<number | undefined, Read> = new Map([[packetFormat, readFormat1]]);

function readFormat1(reader: ByteReader, channel: ChannelRef): Packet {
  reader.uint8();
  const isFirst = (reader.uint8() & firstFlag) !== 0;
  const sequence = reader.uint48();
  const acceptedAt = reader.uint48();
  const origin = reader.text();
  const parts: PacketPart[] = [];
  while (!reader.isAtEnd) parts.push(readPart(reader, channel));
  return { origin, sequence, isFirst, acceptedAt, parts };
}

function readPart(reader: ByteReader, channel: ChannelRef): PacketPart {
  const code = reader.uint8();
  switch (code) {
    case partCodes.batch:
      return { kind: 'batch', batch: readBatch(reader, channel) };
    case partCodes.hint:
      return { kind: 'hint', version: reader.uint48() };
    case partCodes.control:
      return { kind: 'control', message: readControl(reader) };
    default:
      throw new UnreadableError(`No part has the code ${code}`);
  }
}

function readBatch(reader: ByteReader, channel: ChannelRef): CarriedBatch {
  const messages = reader.uint32();
  const size = reader.uint32();
  const exclusionCount = reader.uint32();
  const cachedCount = reader.uint32();
  const exclusions: Exclusion[] = [];
  for (let index = 0; index < exclusionCount; index += 1) {
    const { offset, length, id } = readMark(reader, size);
    exclusions.push({ offset, length, socketId: id });
  }
  const cached: CachedFrame[] = [];
  for (let index = 0; index < cachedCount; index += 1) cached.push(readMark(reader, size));
  const frames = reader.raw(size);
  return { channel, frames, messages, exclusions, ...(cached.length > 0 ? { cached } : {}) };
}

function readMark(reader: ByteReader, size: number): CachedFrame {
  const offset = reader.uint32();
  const length = reader.uint32();
  if (offset + length > size) throw new UnreadableError('A frame is marked that ends behind its batch');
  return { offset, length, id: reader.text() };
}

function readControl(reader: ByteReader): ControlMessage {
  const code = reader.uint8();
  switch (code) {
    case controlCodes.terminated:
      return { kind: 'close_connections', error: 'terminated' };
    case controlCodes.reconnect:
      return { kind: 'close_connections', error: 'reconnect' };
    case controlCodes.online:
    case controlCodes.offline:
      return {
        kind: 'user_status',
        status: { userId: reader.text(), online: code === controlCodes.online },
      };
    default:
      throw new UnreadableError(`No control message has the code ${code}`);
  }
}
