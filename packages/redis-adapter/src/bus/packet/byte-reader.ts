/** Thrown instead of reading past the end, or where a value cannot be. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/** Reads what `ByteWriter` wrote. Every method may throw an UnreadableError and nothing else. */
export class ByteReader {
  private readonly bytes: Buffer;
  private offset = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.offset >= this.bytes.length;
  }

  uint8(): number {
    return this.bytes.readUInt8(this.skip(1));
  }

  uint32(): number {
    return this.bytes.readUInt32BE(this.skip(4));
  }

  uint48(): number {
    return this.bytes.readUIntBE(this.skip(6), 6);
  }

  text(): string {
    const length = this.bytes.readUInt16BE(this.skip(2));
    const start = this.skip(length);
    return this.bytes.toString('utf8', start, this.offset);
  }

  /** A view, not a copy. */
  raw(length: number): Buffer {
    const start = this.skip(length);
    return this.bytes.subarray(start, this.offset);
  }

  /** @returns where the skipped bytes begin */
  private skip(length: number): number {
    const start = this.offset;
    if (length > this.bytes.length - start)
      throw new UnreadableError(`${length} bytes wanted, fewer are left`);
    this.offset += length;
    return start;
  }
}
