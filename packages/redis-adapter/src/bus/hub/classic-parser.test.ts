import { classicParser } from './classic-parser.js';

const payload = Buffer.from([0, 1, 255]);

test('a broadcast keeps its sender, its room and its bytes', () => {
  const bytes = classicParser.encode([
    'uid-ö',
    { d: payload, nsp: '/' },
    { rooms: ['{1}app:ä'], except: [] },
  ]);
  expect(bytes[0]).toBe(0xc1);
  expect(classicParser.decode(bytes)).toEqual(['uid-ö', { d: payload }, { rooms: ['{1}app:ä'], except: [] }]);
});

test('anything else goes as JSON', () => {
  const request = { uid: 'u', requestId: 'r', type: 5 };
  expect(JSON.parse(classicParser.encode(request).toString())).toEqual(request);
  const toAll = ['uid', { d: 'text' }, { rooms: [], except: [] }];
  expect(classicParser.decode(classicParser.encode(toAll))).toEqual(toAll);
});

test.each([
  [[]],
  [[0xc1]],
  [[0xc1, 200]],
  [[0xc1, 1, 65, 255, 255]],
  [[0x93, 0xa1]],
  [[...Buffer.from('{"type":5}')]],
  [[...Buffer.from('null')]],
])('what cannot be read is a broadcast without a packet: %j', (bytes) => {
  expect(classicParser.decode(Buffer.from(bytes))).toEqual(['', undefined, { rooms: [], except: [] }]);
});
