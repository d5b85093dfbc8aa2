/** Bytes of a text as `ByteWriter.text` writes it. */
export function textBytes(text: string): number {
  return 2 + Buffer.byteLength(text);
}

/** Writes numbers (big endian), texts and bytes one after the other into a buffer of known size. */
export class ByteWriter {
  readonly bytes: Buffer;
  private offset = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  uint8(value: number): void {
    this.offset = this.bytes.writeUInt8(value, this.offset);
  }

  uint32(value: number): void {
    this.offset = this.bytes.writeUInt32BE(value, this.offset);
  }

  uint48(value: number): void {
    this.offset = this.bytes.writeUIntBE(value, this.offset, 6);
  }

  /** UTF-8 after its length in 2 bytes. @throws RangeError above 65,535 bytes */
  text(text: string): void {
    const length = this.bytes.write(text, this.offset + 2);
    this.bytes.writeUInt16BE(length, this.offset);
    this.offset += 2 + length;
  }

  raw(source: Buffer): void {
    this.offset += source.copy(this.bytes, this.offset);
  }
}
