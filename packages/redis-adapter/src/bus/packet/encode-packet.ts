import type { ControlMessage } from '@shoal/core';
import { ByteWriter, textBytes } from './byte-writer.js';
import {
  type CarriedBatch,
  controlCodes,
  firstFlag,
  type Packet,
  type PacketPart,
  packetFormat,
  partCodes,
} from './packet.js';

/**
 * Format 1, numbers big endian, texts as UTF-8 after their length in 2 bytes:
 *
 *     format (1)  flags (1)  sequence (6)  accepted at (6)  origin (text)  parts, to the end
 *     part 1, a batch: messages (4)  frame bytes (4)  exclusions (4)  cached (4)
 *                      exclusion: offset (4)  length (4)  socket id (text)
 *                      cached:    offset (4)  length (4)  id (text)
 *                      the frames
 *     part 2, a hint:  version (6)
 *     part 3, control: code (1), and for codes 3 and 4 the user's id (text)
 *
 * @throws RangeError on a text above 65,535 bytes
 */
export function encodePacket(packet: Packet): Buffer {
  const { origin, sequence, isFirst, acceptedAt, parts } = packet;
  let size = headerBytes + textBytes(origin);
  for (const part of parts) size += partBytes(part);
  const writer = new ByteWriter(size);
  writer.uint8(packetFormat);
  writer.uint8(isFirst ? firstFlag : 0);
  writer.uint48(sequence);
  writer.uint48(acceptedAt);
  writer.text(origin);
  for (const part of parts) writePart(writer, part);
  return writer.bytes;
}

const headerBytes = 14;

function partBytes(part: PacketPart): number {
  switch (part.kind) {
    case 'batch':
      return batchBytes(part.batch);
    case 'hint':
      return 7;
    case 'control':
      return 2 + (part.message.kind === 'user_status' ? textBytes(part.message.status.userId) : 0);
    default:
      return part satisfies never;
  }
}

function batchBytes({ frames, exclusions, cached }: CarriedBatch): number {
  let size = 17 + frames.length;
  for (const { socketId } of exclusions) size += 8 + textBytes(socketId);
  if (cached !== undefined) for (const { id } of cached) size += 8 + textBytes(id);
  return size;
}

function writePart(writer: ByteWriter, part: PacketPart): void {
  writer.uint8(partCodes[part.kind]);
  switch (part.kind) {
    case 'batch':
      writeBatch(writer, part.batch);
      break;
    case 'hint':
      writer.uint48(part.version);
      break;
    case 'control':
      writeControl(writer, part.message);
      break;
    default:
      part satisfies never;
  }
}

function writeBatch(writer: ByteWriter, { frames, messages, exclusions, cached = [] }: CarriedBatch): void {
  writer.uint32(messages);
  writer.uint32(frames.length);
  writer.uint32(exclusions.length);
  writer.uint32(cached.length);
  for (const { offset, length, socketId } of exclusions) writeMark(writer, { offset, length, id: socketId });
  for (const frame of cached) writeMark(writer, frame);
  writer.raw(frames);
}

function writeMark(writer: ByteWriter, mark: { offset: number; length: number; id: string }): void {
  writer.uint32(mark.offset);
  writer.uint32(mark.length);
  writer.text(mark.id);
}

function writeControl(writer: ByteWriter, message: ControlMessage): void {
  switch (message.kind) {
    case 'close_connections':
      writer.uint8(controlCodes[message.error]);
      break;
    case 'user_status':
      writer.uint8(message.status.online ? controlCodes.online : controlCodes.offline);
      writer.text(message.status.userId);
      break;
    default:
      message satisfies never;
  }
}
