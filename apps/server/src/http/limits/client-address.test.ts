import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { clientAddress } from './client-address.js';

function requestFrom(peer: string | undefined, headers: IncomingMessage['headers']): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: peer });
  return Object.assign(new IncomingMessage(socket), { headers });
}

test.each<[hops: number, forwarded: string | undefined, address: string]>([
  [0, undefined, '10.0.0.1'],
  [0, '1.1.1.1', '10.0.0.1'],
  [1, '1.1.1.1', '1.1.1.1'],
  [1, '9.9.9.9, 1.1.1.1', '1.1.1.1'],
  [2, '9.9.9.9, 1.1.1.1, 2.2.2.2', '1.1.1.1'],
  // Fewer entries than proxies: somebody came past them.
  [2, '1.1.1.1', '10.0.0.1'],
  [1, '', '10.0.0.1'],
  [1, undefined, '10.0.0.1'],
])('behind %i proxies, X-Forwarded-For %p is %s', (hops, forwarded, address) => {
  const headers = {
    'x-real-ip': '6.6.6.6',
    ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
  };
  expect(clientAddress(requestFrom('10.0.0.1', headers), hops)).toBe(address);
});

test('a Unix socket has no address', () => {
  expect(clientAddress(requestFrom(undefined, {}), 0)).toBe('unknown');
});
