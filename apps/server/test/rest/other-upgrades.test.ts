import { RawSocket } from '../raw-socket.js';
import { useServer } from '../use-server.js';

const server = useServer();

// Java's HttpClient sends these with every plain request (RFC 7540, section 3.2).
const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAA\r\n';

test('an offer of HTTP/2 is declined by an answer in HTTP/1.1', async () => {
  using socket = await RawSocket.connect(server());
  await socket.send(`GET /up HTTP/1.1\r\nHost: a\r\n${offer}\r\n`);
  await socket.receive(/\r\n\r\nOK$/);
  expect(socket.received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

test('a body that came with the offer is read, and the connection serves the next request', async () => {
  using socket = await RawSocket.connect(server());
  await socket.send(`POST /apps/app-id/events HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n${offer}\r\n{}`);
  await socket.receive(/"auth_key is missing"/);
  await socket.send('GET /up HTTP/1.1\r\nHost: a\r\n\r\n');
  await socket.receive(/\r\n\r\nOK$/);
  expect(socket.received).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
});

test('an offer of anything else where WebSockets connect is a request for a page that is not there', async () => {
  using socket = await RawSocket.connect(server());
  await socket.send(
    'GET /app/app-key HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: telepathy\r\n\r\n',
  );
  await socket.receive(/"code":"not_found"/);
  expect(socket.received).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
});
