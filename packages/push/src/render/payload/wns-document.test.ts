import { parseWnsPayload, wnsDocument } from './wns-document.js';

const documentOf = (payload: object) => wnsDocument(parseWnsPayload(payload));

test('a toast is XML, and its data is what the app is launched with', () => {
  const toast = {
    visual: {
      binding: { template: 'ToastGeneric', text: ['Tom & "Jerry"', '<3'], image: 'https://a.example/?b&c' },
    },
    audio: { src: "ms-appx:///it's", silent: false },
  };
  expect(documentOf({ type: 'toast', toast, data: { id: '7' } })).toEqual({
    type: 'wns/toast',
    contentType: 'text/xml',
    body:
      '<toast launch="{&quot;id&quot;:&quot;7&quot;}"><visual><binding template="ToastGeneric">' +
      '<text id="1">Tom &amp; &quot;Jerry&quot;</text><text id="2">&lt;3</text>' +
      '<image id="1" src="https://a.example/?b&amp;c"/></binding></visual>' +
      '<audio src="ms-appx:///it&apos;s" silent="false"/></toast>',
  });
});

test('a launch text of the app itself is not replaced', () => {
  const toast = { launch: 'open', visual: { binding: { template: 'ToastGeneric' } } };
  expect(documentOf({ type: 'toast', toast, data: {} }).body).toMatch(/^<toast launch="open">/);
});

test('characters that XML does not have are left out', () => {
  const text = ['a\u0000b\u001fc\ud800d\te'];
  const toast = { visual: { binding: { template: 'ToastGeneric', text } } };
  expect(documentOf({ type: 'toast', toast }).body).toContain('<text id="1">abc\ufffdd\te</text>');
});

test('a tile may have several sizes', () => {
  const binding = [{ template: 'TileMedium', text: ['a'] }, { template: 'TileWide' }];
  expect(documentOf({ type: 'tile', tile: { visual: { binding } } })).toEqual({
    type: 'wns/tile',
    contentType: 'text/xml',
    body:
      '<tile><visual><binding template="TileMedium"><text id="1">a</text></binding>' +
      '<binding template="TileWide"></binding></visual></tile>',
  });
});

test('a raw notification is its data', () => {
  expect(documentOf({ type: 'raw', data: { a: [1] } })).toEqual({
    type: 'wns/raw',
    contentType: 'application/octet-stream',
    body: '{"a":[1]}',
  });
});
