import { readDirectRequest } from './direct-request.js';

interface Wire {
  line?: string;
  headers?: readonly string[];
  body?: string;
}

function wire({
  line = 'POST /apps/1/events?a=b HTTP/1.1',
  headers = ['Host: localhost:6001', 'Content-Length: 2'],
  body = '{}',
}: Wire): Buffer {
  return Buffer.from(`${[line, ...headers].join('\r\n')}\r\n\r\n${body}`, 'latin1');
}

const host = 'Host: localhost';
const length = 'Content-Length: 2';

describe('a plain request', () => {
  it('is read with its target, its fields and its body', () => {
    const headers = [host, 'Content-Type:application/json', 'X-Empty:', 'x-spaced: \t a b  ', length];
    const { url, headers: read, body } = readDirectRequest(wire({ headers })) ?? {};
    expect(url).toBe('/apps/1/events?a=b');
    expect({ ...read }).toEqual({
      host: 'localhost',
      'content-type': 'application/json',
      'x-empty': '',
      'x-spaced': 'a b',
      'content-length': '2',
    });
    expect(body?.toString()).toBe('{}');
  });

  it.each<[string, Wire]>([
    ['that keeps its connection', { headers: [host, length, 'Connection: Keep-Alive'] }],
    ['without a body', { headers: [host, 'Content-Length: 0'], body: '' }],
    ['with bytes that are no text', { headers: [host, length], body: '\xff\x00' }],
    ['with a blank line in its body', { headers: [host, 'Content-Length: 6'], body: '\r\n\r\n{}' }],
    ['with fields called like properties', { headers: [host, length, '__proto__: a', 'constructor: b'] }],
  ])('%s', (_what, request) => {
    const { body = '{}' } = request;
    expect(readDirectRequest(wire(request))?.body.toString('latin1')).toBe(body);
  });
});

describe('is left to the parser of Node.js', () => {
  const whole = wire({});

  it('a part of a request, however long', () => {
    for (let end = 0; end < whole.length; end += 1) {
      expect(readDirectRequest(whole.subarray(0, end))).toBeUndefined();
    }
    expect(readDirectRequest(whole)).toBeDefined();
  });

  it('a request that something follows', () => {
    expect(readDirectRequest(Buffer.concat([whole, whole]))).toBeUndefined();
    expect(readDirectRequest(Buffer.concat([whole, Buffer.from('\n')]))).toBeUndefined();
  });

  it.each<[string, Wire]>([
    ['another method', { line: 'PUT /apps/1/events HTTP/1.1' }],
    ['a method in small letters', { line: 'post /apps/1/events HTTP/1.1' }],
    ['another version', { line: 'POST /apps/1/events HTTP/1.0' }],
    ['a whole URL', { line: 'POST http://localhost/apps/1/events HTTP/1.1' }],
    ['a target with a space', { line: 'POST /apps/1/events ?a HTTP/1.1' }],
    ['a target that is not encoded', { line: 'POST /apps/\xe9/events HTTP/1.1' }],
    ['two spaces', { line: 'POST  /apps/1/events HTTP/1.1' }],
    ['a bare line feed in the request line', { line: 'POST /a HTTP/1.1\nX: y' }],
    ['an empty line before it', { line: '\r\nPOST /a HTTP/1.1' }],
    ['no host', { headers: [length] }],
    ['an empty host', { headers: ['Host:', length] }],
    ['no length', { headers: [host] }],
    ['a length that is not there', { headers: [host, 'Content-Length:'] }],
    ['a signed length', { headers: [host, 'Content-Length: +2'] }],
    ['a list of lengths', { headers: [host, 'Content-Length: 2, 2'] }],
    ['a length in hexadecimal', { headers: [host, 'Content-Length: 0x2'] }],
    ['a length that is too short', { headers: [host, 'Content-Length: 1'] }],
    ['a length that is too long', { headers: [host, 'Content-Length: 3'] }],
    ['two lengths', { headers: [host, length, 'content-length: 2'] }],
    ['any other field twice', { headers: [host, length, 'X-A: 1', 'x-a: 2'] }],
    ['chunks', { headers: [host, 'Transfer-Encoding: chunked'], body: '0\r\n\r\n' }],
    ['chunks and a length', { headers: [host, length, 'Transfer-Encoding: chunked'] }],
    ['trailers', { headers: [host, length, 'Trailer: X-A'] }],
    ['the wish to be told to go on', { headers: [host, length, 'Expect: 100-continue'] }],
    ['the wish for another protocol', { headers: [host, length, 'Connection: Upgrade', 'Upgrade: h2c'] }],
    ['the wish to close', { headers: [host, length, 'Connection: close'] }],
    ['a browser', { headers: [host, length, 'Origin: http://localhost'] }],
    ['a line without a colon', { headers: [host, length, 'nothing'] }],
    ['a folded line', { headers: [host, length, 'X-A: 1', ' 2: 3'] }],
    ['a space before the colon', { headers: [host, 'Content-Length : 2', length] }],
    ['a field without a name', { headers: [host, length, ': a'] }],
    ['a bare carriage return', { headers: [host, length, 'X-A: 1\r2'] }],
    ['a bare line feed', { headers: [host, length, 'X-A: 1\nContent-Length: 9'] }],
    ['a zero byte', { headers: [host, length, 'X-A: \x00'] }],
    ['a field that is not ASCII', { headers: [host, length, 'X-A: \xe9'] }],
    ['a head of more than 8 KB', { headers: [host, length, `X-A: ${'a'.repeat(8200)}`] }],
  ])('%s', (_what, request) => {
    expect(readDirectRequest(wire(request))).toBeUndefined();
  });
});
