/**
 * Writes Protocol Buffers from the end to the beginning: by the time the length of a nested message is needed it has
 * been written. Fields are therefore given last first.
 */
export class ReverseWriter {
  #bytes = Buffer.allocUnsafe(1024);
  #start = this.#bytes.length;

  /** How much has been written, in bytes. */
  get length(): number {
    return this.#bytes.length - this.#start;
  }

  /** A copy of what was written; the writer is empty afterwards. */
  take(): Buffer {
    const written = Buffer.from(this.#bytes.subarray(this.#start));
    this.#start = this.#bytes.length;
    return written;
  }

  /** @param value whole, from 0 to 2^53 - 1 */
  varint(value: number): void {
    let size = 1;
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
    let at = this.#reserve(size);
    let rest = value;
    // Bit operations would cut the value to 32 bits.
    for (; rest >= 128; rest = Math.floor(rest / 128)) {
      this.#bytes[at] = (rest % 128) + 128;
      at += 1;
    }
    this.#bytes[at] = rest;
  }

  fixed64(value: number): void {
    const at = this.#reserve(8);
    this.#bytes.writeDoubleLE(value, at);
  }

  text(value: string): void {
    const at = this.#reserve(Buffer.byteLength(value));
    this.#bytes.write(value, at);
  }

  /** Makes room before what was written. @returns where it begins */
  #reserve(size: number): number {
    if (size > this.#start) this.#grow(size);
    this.#start -= size;
    return this.#start;
  }

  #grow(size: number): void {
    const written = this.#bytes.subarray(this.#start);
    const larger = Buffer.allocUnsafe(2 * (this.#bytes.length + size));
    written.copy(larger, larger.length - written.length);
    this.#start = larger.length - written.length;
    this.#bytes = larger;
  }
}
