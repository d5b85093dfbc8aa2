import { encodeJson, isRecord } from './json.js';

it.each([null, undefined, 'text', 7, true, []])('%j is no JSON object', (value) => {
  expect(isRecord(value)).toBe(false);
});

it('{} is a JSON object', () => {
  expect(isRecord({})).toBe(true);
});

describe('writing what was read', () => {
  it('gives the same text', () => {
    expect(encodeJson(JSON.parse('{"a":[1,null,"x"]}'))).toBe('{"a":[1,null,"x"]}');
  });

  it('has no text for what is too deep to write', () => {
    expect(encodeJson(JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)))).toBeUndefined();
  });

  it('hides no other failure', () => {
    expect(() => encodeJson(1n)).toThrow(TypeError);
  });
});
