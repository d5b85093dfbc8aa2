import { ApiClient, eventually, httpRequest, RawClient, scrapeMetrics } from '@shoal/testing';
import { RawSocket } from '../raw-socket.js';
import { useServer } from '../use-server.js';
import { Witness } from './witness.js';

const server = useServer();

const half = 'POST /apps/app-id/events?auth_key=app-key HTTP/1.1\r\nHost: test\r\n';

describe('clients that stop half-way', () => {
  it.each<[situation: string, bytes: string]>([
    ['having said nothing', ''],
    ['in the request line', 'GET /app/app-k'],
    ['in the headers', half],
    ['in a header', `${half}X-Slow: `],
    ['before the body', `${half}Content-Length: 1000\r\n\r\n`],
    ['in the body', `${half}Content-Length: 1000\r\n\r\n{"name":`],
    ['in a chunk', `${half}Transfer-Encoding: chunked\r\n\r\n3e8\r\n{"name":`],
    ['in the length of a chunk', `${half}Transfer-Encoding: chunked\r\n\r\n3`],
  ])('keep nobody waiting, and may go as they came: %s', async (_situation, bytes) => {
    await using witness = await Witness.connect(server());
    const sockets = await Promise.all(Array.from({ length: 50 }, () => RawSocket.connect(server())));
    for (const socket of sockets) if (bytes !== '') await socket.send(bytes);
    expect(await httpRequest(server(), { path: '/up' })).toMatchObject({ status: 200 });
    await using client = await RawClient.connect({ server: server() });
    await client.close();
    await witness.isUndisturbed();
    for (const [index, socket] of sockets.entries()) {
      if (index % 2 === 0) socket.reset();
      else socket.socket.end();
    }
    await witness.isUndisturbed();
    for (const socket of sockets) socket[Symbol.dispose]();
  });

  it('in the middle of a signed body are no failure of the server', async () => {
    await using witness = await Witness.connect(server());
    const timestamp = Math.floor(Date.now() / 1000);
    const query = `auth_key=app-key&auth_signature=${'0'.repeat(64)}&auth_timestamp=${timestamp}`;
    const head = `POST /apps/app-id/events?${query} HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n\r\n`;
    const answered = async () =>
      (await scrapeMetrics(server())).sum('sockudo_http_requests_total', { endpoint: '/apps/:appId/events' });
    const before = await answered();
    for (let count = 0; count < 20; count += 1) {
      using socket = await RawSocket.connect(server());
      await socket.send(head + 'x'.repeat(1000 * count));
      socket.reset();
    }
    await witness.isUndisturbed();
    // The witness itself publishes once a look.
    await eventually(async () => (await answered()) > before, { what: 'the requests counted' });
  });

  it('after the handshake of a WebSocket are served like everybody', async () => {
    await using witness = await Witness.connect(server());
    using socket = await RawSocket.connect(server());
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13';
    await socket.send(
      `GET /app/app-key HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n\r\n`,
    );
    await socket.receive(/connection_established/);
    const connections = async () => (await scrapeMetrics(server())).sum('sockudo_active_connections');
    expect(await connections()).toBe(2);
    // A frame that never ends, and then silence.
    await socket.send(Buffer.from([0x81, 0xfe, 0x10, 0x00, 0, 0, 0, 0, 0x7b]));
    expect(await httpRequest(server(), { path: '/up' })).toMatchObject({ status: 200 });
    socket.reset();
    await witness.isUndisturbed();
  });

  it('that do not answer the close of the server are cut', async () => {
    await using witness = await Witness.connect(server());
    using api = new ApiClient(server());
    const sockets = async () =>
      (await scrapeMetrics(server())).sum('sockudo_nodejs_active_handles', { type: 'Socket' });
    await using client = await RawClient.connect({ server: server() });
    await client.signin({ id: 'deaf' });
    // Opens the connection that the next request uses.
    await api.get('/channels');
    const before = await sockets();
    client.socket.pause();
    await api.post('/users/deaf/terminate_connections');
    await witness.isUndisturbed();
    await eventually(async () => (await sockets()) < before, { withinMs: 10_000, what: 'one socket less' });
  });
});

describe('a crowd', () => {
  it('of 1,000 that comes and goes leaves nothing behind', async () => {
    await using witness = await Witness.connect(server());
    const comeAndGo = async (index: number) => {
      const client = await RawClient.connect({ server: server() });
      await client.subscribe(`presence-crowd-${index % 7}`, { member: { user_id: index } });
      client.send({ event: 'pusher:subscribe', data: { channel: `crowd-${index}` } });
      if (index % 3 === 0) client.socket.terminate();
      else await client.close();
    };
    for (let first = 0; first < 1000; first += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, index) => comeAndGo(first + index)));
    }
    await witness.isUndisturbed();
    const metrics = await scrapeMetrics(server());
    const established = metrics.sum('sockudo_connection_established_total');
    expect(metrics.sum('sockudo_connection_closed_total')).toBe(established - 1);
    expect(metrics.sum('sockudo_disconnects_total')).toBe(established - 1);
    expect(metrics.sum('sockudo_channel_unsubscriptions_total')).toBe(
      metrics.sum('sockudo_channel_subscriptions_total') - 1,
    );
    using api = new ApiClient(server());
    const { body } = await api.get('/channels');
    expect(body).toEqual({ channels: { 'private-witness': {} } });
  });

  it('that leaves before it was answered is forgotten too', async () => {
    await using witness = await Witness.connect(server());
    for (let count = 0; count < 200; count += 1) {
      using socket = await RawSocket.connect(server());
      const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13';
      await socket.send(
        `GET /app/app-key HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n\r\n`,
      );
      socket.reset();
    }
    await witness.isUndisturbed();
  });
});
