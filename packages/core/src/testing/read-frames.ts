/** The texts of unmasked, unfragmented text frames (RFC 6455, section 5.2). @throws when the bytes are anything else */
export function readFrames(bytes: Buffer): string[] {
  const texts: string[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (bytes[offset] !== 0x81) throw new Error(`No whole text frame begins at byte ${offset}`);
    const { start, length } = readLength(bytes, offset + 1);
    if (start + length > bytes.length) throw new Error(`The frame at byte ${offset} is cut off`);
    texts.push(bytes.toString('utf8', start, start + length));
    offset = start + length;
  }
  return texts;
}

function readLength(bytes: Buffer, at: number): { start: number; length: number } {
  const short = bytes.readUInt8(at);
  if (short < 126) return { start: at + 1, length: short };
  if (short === 126) return { start: at + 3, length: bytes.readUInt16BE(at + 1) };
  if (short === 127) return { start: at + 9, length: Number(bytes.readBigUInt64BE(at + 1)) };
  throw new Error('A server never masks a frame');
}
