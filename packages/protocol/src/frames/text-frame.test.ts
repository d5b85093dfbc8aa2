import fc from 'fast-check';
import { maxHeaderBytes, textFrame } from './text-frame.js';

/** Reads an unmasked frame as RFC 6455, section 5.2 lays it out. */
function decode(frame: Buffer): {
  fin: boolean;
  opcode: number;
  masked: boolean;
  header: number;
  text: string;
} {
  const first = frame.readUInt8(0);
  const second = frame.readUInt8(1);
  const short = second & 0x7f;
  const header = short < 126 ? 2 : short === 126 ? 4 : 10;
  const length =
    short < 126 ? short : short === 126 ? frame.readUInt16BE(2) : Number(frame.readBigUInt64BE(2));
  expect(frame).toHaveLength(header + length);
  return {
    fin: (first & 0x80) !== 0,
    opcode: first & 0x0f,
    masked: (second & 0x80) !== 0,
    header,
    text: frame.toString('utf8', header),
  };
}

describe('a text frame', () => {
  it.each([
    [0, 2],
    [1, 2],
    [125, 2],
    [126, 4],
    [65_535, 4],
    [65_536, 10],
  ])('of %i bytes has a header of %i', (length, header) => {
    const text = 'x'.repeat(length);
    expect(decode(textFrame(text))).toEqual({ fin: true, opcode: 1, masked: false, header, text });
    expect(header).toBeLessThanOrEqual(maxHeaderBytes);
  });

  it('counts bytes, not characters', () => {
    const text = 'é'.repeat(63);
    expect(decode(textFrame(text))).toMatchObject({ header: 4, text });
  });

  it('is the example of RFC 6455, section 5.7', () => {
    expect(textFrame('Hello')).toEqual(Buffer.from([0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]));
  });

  it('holds any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(decode(textFrame(text)).text).toBe(text);
      }),
    );
  });

  it('holds half of a surrogate pair as the replacement character, so that it stays valid UTF-8', () => {
    expect(decode(textFrame('a\ud83d')).text).toBe('a\ufffd');
  });
});
