import { isWellFormed } from './is-well-formed.js';

test.each([
  '<toast/>',
  '<toast></toast>',
  '<toast launch="a&amp;b"><visual><text id="1">x &lt; y</text><image src="s"/></visual></toast>',
])('%s is', (xml) => {
  expect(isWellFormed(xml, 'toast')).toBe(true);
});

test.each([
  '',
  'toast',
  '{"toast":{}}',
  '<tile/>',
  '<toast>',
  '</toast>',
  '<toast></tile>',
  '<toast><a></toast></a>',
  '<toast/><toast/>',
  'x<toast/>',
  '<toast/>x',
  '<toast>a & b</toast>',
  '<toast launch="a"b"/>',
  '<toast launch=a/>',
  '<toast>a < b</toast>',
])('%s is not', (xml) => {
  expect(isWellFormed(xml, 'toast')).toBe(false);
});
