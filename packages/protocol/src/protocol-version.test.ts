import { parseProtocolVersion } from './protocol-version.js';

const refusal = (key: string) => expect.objectContaining({ key });

describe('the protocol parameter of a connection', () => {
  it.each([undefined, '', '1', '3', '4', '5', '6', '7', '07'])('%j speaks V1', (value) => {
    expect(parseProtocolVersion(value)).toBe(1);
  });

  it.each(['0', '2', '8', '-1', '99', '9999999999', '1'.repeat(400)])('%s is no version of ours', (value) => {
    expect(() => parseProtocolVersion(value)).toThrow(refusal('unsupported_protocol'));
  });

  it.each(['seven', '7.0', '7a', ' 7', '+7', '0x7', '1e1', 'null'])('%j is no version at all', (value) => {
    expect(() => parseProtocolVersion(value)).toThrow(refusal('bad_version'));
  });

  it('is refused with a reason that fits a close frame: 123 bytes', () => {
    const reason = (value: string) => {
      try {
        return String(parseProtocolVersion(value));
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
    };
    expect(reason('8')).toBe('Unsupported protocol version 8');
    expect(Buffer.byteLength(reason('9'.repeat(400)))).toBeLessThanOrEqual(123);
  });
});
