import { PusherError } from '@shoal/protocol';
import { checkPlaceholders, fillPlaceholders } from './placeholders.js';

const data = { text: 'T', count: 0, flag: false, none: null, a: { b: { c: { d: 'deep' } } }, list: [1] };

test.each([
  ['{{ data.text }}-{{data.count}}-{{  data.flag }}', 'T-0-false'],
  ['[{{ data.none }}]', '[]'],
  ['{{ data.a.b.c.d }}', 'deep'],
  ['no placeholder { {x} }', 'no placeholder { {x} }'],
  ['an end only }} {{', 'an end only }} {{'],
])('%s becomes %s', (text, filled) => {
  expect(fillPlaceholders(text, data)).toBe(filled);
});

test('a value is not read as placeholders or patterns again', () => {
  expect(fillPlaceholders('{{ data.x }}', { x: '{{ data.y }} $& $1' })).toBe('{{ data.y }} $& $1');
});

test.each([
  ['{{ data.missing }}', 'no value for {{ data.missing }}'],
  ['{{ data.text.length }}', 'no value'],
  ['{{ data.constructor }}', 'no value'],
  ['{{ data.a.__proto__ }}', 'no value'],
  ['{{ data.a }}', 'an object or a list for {{ data.a }}'],
  ['{{ data.list }}', 'an object or a list'],
  ['{{ data }}', 'is no placeholder'],
  ['{{ text }}', 'is no placeholder'],
  ['{{ data.a.b.c.d.e }}', 'at most 4 dots'],
  ['{{ data..a }}', 'is no placeholder'],
  ['{{ data.a-b }}', 'is no placeholder'],
  ['{{}}', 'is no placeholder'],
])('%s is refused', (text, reason) => {
  expect(() => fillPlaceholders(text, data)).toThrow(PusherError);
  expect(() => fillPlaceholders(text, data)).toThrow(reason);
});

test('a filled text has at most 4,096 bytes', () => {
  expect(fillPlaceholders('{{ data.x }}', { x: 'ä'.repeat(2_048) })).toHaveLength(2_048);
  expect(() => fillPlaceholders('{{ data.x }}', { x: 'ä'.repeat(2_049) })).toThrow('4096 bytes');
});

test('placeholders are judged before there are values', () => {
  expect(() => checkPlaceholders('{{ data.a }} and {{ data.b.c }}')).not.toThrow();
  expect(() => checkPlaceholders('{{ data.a }} and {{ b }}')).toThrow(PusherError);
});
