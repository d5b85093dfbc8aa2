// Opens many WebSockets with plain sockets and keeps them, in a process of its own: `node idle-clients.mjs PORT N`.
// Says "open" when every handshake and first frame has come, then waits to be killed.
import { once } from 'node:events';
import { connect } from 'node:net';

const [port, count] = process.argv.slice(2).map(Number);
const atOnce = 200;
const request = [
  'GET /app/app-key?protocol=7&client=js&version=8.6.0 HTTP/1.1',
  'Host: 127.0.0.1',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '',
  '',
].join('\r\n');

const sockets = [];
while (sockets.length < count) {
  const batch = Array.from({ length: Math.min(atOnce, count - sockets.length) }, open);
  sockets.push(...(await Promise.all(batch)));
}
process.stdout.write('open\n');
// Sockets that have ended would make the figure too good.
setInterval(() => {
  const gone = sockets.filter((socket) => socket.destroyed).length;
  if (gone > 0) throw new Error(`${gone} of ${count} connections were lost`);
}, 500);

async function open() {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(request);
  let text = '';
  while (!text.includes('connection_established')) text += String((await once(socket, 'data'))[0]);
  socket.resume();
  return socket;
}
