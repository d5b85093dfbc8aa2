import { parseData, showData } from './event-data.js';

it.each([
  ['{"a": 1}', { a: 1 }],
  ['12', 12],
  ['hello', 'hello'],
  ['{"a": ', '{"a": '],
  ['', ''],
])('reads %j as JSON if it is JSON, else as text', (text, data) => {
  expect(parseData(text)).toEqual(data);
});

it.each([
  ['hello', 'hello'],
  [{ a: 1 }, '{"a":1}'],
  [undefined, ''],
  ['x'.repeat(2000), 'x'.repeat(2000)],
  ['x'.repeat(2001), `${'x'.repeat(2000)}… (2001 characters)`],
])('shows %j', (data, text) => {
  expect(showData(data)).toBe(text);
});
