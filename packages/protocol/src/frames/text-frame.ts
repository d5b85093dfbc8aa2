const finText = 0x81;

/** The longest header that a server writes: two bytes and a 64-bit length (RFC 6455, section 5.2). */
export const maxHeaderBytes = 10;

/**
 * One unmasked, unfragmented WebSocket text frame. Built once per message and shared by every socket that gets
 * it, so it must never be changed afterwards.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = headerBytes(length);
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = finText;
  if (header === 2) {
    frame[1] = length;
  } else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, header, 'utf8');
  return frame;
}

function headerBytes(length: number): number {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : maxHeaderBytes;
}
