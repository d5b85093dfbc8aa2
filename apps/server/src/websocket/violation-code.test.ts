import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { WebSocketServer } from 'ws';
import { violationCode } from './violation-code.js';

const handshake = [
  'GET / HTTP/1.1',
  'Host: test',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

/** What `ws` tells its server and its client of these bytes. */
async function judge(bytes: number[]): Promise<{ error: string | undefined; closeFrame: Buffer }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const webSockets = new WebSocketServer({ server, maxPayload: 10 });
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1').setNoDelay();
  client.write(handshake);
  const [webSocket] = await once(webSockets, 'connection');
  await once(client, 'data');
  const told = Promise.all([once(webSocket, 'error'), once(client, 'data')]);
  client.write(Buffer.from(bytes));
  const [[error], [closeFrame]] = await told;
  client.destroy();
  await once(server.close(), 'close');
  return { error: error.code, closeFrame };
}

const mask = [0x80, 0, 0, 0, 0];

test.each<[what: string, bytes: number[], code: number]>([
  ['an unmasked frame', [0x81, 0x00], 1002],
  ['a reserved bit', [0xc1, ...mask], 1002],
  ['an unknown opcode', [0x83, ...mask], 1002],
  ['a close of one byte', [0x88, 0x81, 0, 0, 0, 0, 1], 1002],
  ['text that is no UTF-8', [0x81, 0x81, 0, 0, 0, 0, 0xff], 1007],
  ['a message over the limit', [0x81, 0x8b, 0, 0, 0, 0], 1009],
  ['a length that no number holds', [0x81, 0xff, ...Array.from({ length: 8 }, () => 0xff)], 1009],
])('%s is told as it was closed', async (_what, bytes, code) => {
  const { error, closeFrame } = await judge(bytes);
  expect(closeFrame.readUInt16BE(2)).toBe(code);
  expect(violationCode(error)).toBe(code);
});
