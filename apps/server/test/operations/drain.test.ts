import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  ApiClient,
  eventually,
  httpRequest,
  RawClient,
  type ServerProcess,
  scrapeMetrics,
  startServer,
} from '@shoal/testing';
import '../use-server.js';

const moving = { code: 4200, reason: 'Server is shutting down: reconnect' };

async function connectMany(server: ServerProcess, count: number): Promise<RawClient[]> {
  return await Promise.all(Array.from({ length: count }, () => RawClient.connect({ server })));
}

/** Asks the server to end, and waits until it says that it does. */
async function terminate(server: ServerProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  server.signal(signal);
  await eventually(() => server.logs().some(({ message }) => message === 'shutdown started'), {
    what: 'the shutdown started',
  });
}

async function connected({ port, host }: ServerProcess): Promise<Socket> {
  const socket = connect(port, host);
  await once(socket, 'connect');
  return socket;
}

function metricsAddress({ host, metricsPort }: ServerProcess) {
  return { host, port: metricsPort };
}

describe('a server that is told to end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'goes at once with code 0 when nobody is there: %s',
    async (signal) => {
      await using server = await startServer();
      server.signal(signal);
      expect(await server.exited).toEqual({ code: 0, signal: null });
      expect(server.logs().map(({ message }) => message)).toEqual([
        'server started',
        'shutdown started',
        'connections drained',
      ]);
    },
  );

  it('is not ready any more but serves all for a while', async () => {
    await using server = await startServer({ env: { DRAIN_DELAY: '3', DRAIN_WINDOW: '0' } });
    using api = new ApiClient(server);
    await using client = await RawClient.connect({ server });
    await client.subscribe('served');
    await terminate(server);
    for (const address of [server, metricsAddress(server)]) {
      expect(await httpRequest(address, { path: '/ready' })).toMatchObject({
        status: 503,
        body: { status: 'draining', reasons: [] },
      });
      expect(await httpRequest(address, { path: '/live' })).toMatchObject({ status: 200 });
    }
    const up = await httpRequest(server, { path: '/up' });
    expect(up).toMatchObject({ status: 503, text: 'DRAINING' });
    const metrics = await scrapeMetrics(server);
    expect([metrics.value('sockudo_ready'), metrics.value('sockudo_draining')]).toEqual([0, 1]);
    const { status } = await api.post('/events', { body: { name: 'news', channel: 'served', data: '1' } });
    expect(status).toBe(200);
    expect((await client.next('news')).data).toBe('1');
    await using newcomer = await RawClient.connect({ server });
    await newcomer.subscribe('served');
    for (const connection of [client, newcomer]) expect(await connection.closed).toEqual(moving);
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('asks HTTP clients to connect anew, so that they come to another node', async () => {
    await using server = await startServer({ env: { DRAIN_DELAY: '2', DRAIN_WINDOW: '0' } });
    await using _client = await RawClient.connect({ server });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const before = await httpRequest(server, { path: '/live', agent });
    expect(before.headers.connection).toBe('keep-alive');
    await terminate(server);
    const after = await httpRequest(server, { path: '/live', agent });
    expect(after.headers.connection).toBe('close');
    agent.destroy();
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it.each(['POST /apps/app-id/events', 'GET /live'])(
    'answers what comes on a connection that was idle or new when it was told: %s',
    async (line) => {
      await using server = await startServer({ env: { DRAIN_DELAY: '3', DRAIN_WINDOW: '0' } });
      const request = `${line} HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n`;
      const [idle, fresh] = [await connected(server), await connected(server)];
      idle.write(request);
      const [before] = await once(idle, 'data');
      expect(String(before)).toMatch(/^HTTP\/1\.1 \d{3} .*\r\nconnection: keep-alive\r\n/is);
      await terminate(server);
      for (const socket of [idle, fresh]) {
        socket.write(request);
        const after = await text(socket);
        expect(after).toMatch(/^HTTP\/1\.1 \d{3} .*\r\nconnection: close\r\n/is);
      }
      expect(await server.exited).toEqual({ code: 0, signal: null });
    },
  );

  it('ends connections that stay idle, and then goes', async () => {
    await using server = await startServer({ env: { DRAIN_DELAY: '1', DRAIN_WINDOW: '0' } });
    const sockets = [await connected(server), await connected(server)];
    await terminate(server);
    expect(await Promise.all(sockets.map(text))).toEqual(['', '']);
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('moves its clients away one after another, and lets nobody in meanwhile', async () => {
    await using server = await startServer({ env: { DRAIN_DELAY: '0', DRAIN_WINDOW: '3' } });
    const clients = await connectMany(server, 40);
    let isOver = false;
    const all = Promise.all(clients.map(({ closed }) => closed)).then((closes) => {
      isOver = true;
      return closes;
    });
    await terminate(server);
    await Promise.race(clients.map(({ closed }) => closed));
    expect(isOver).toBe(false);
    await using newcomer = await RawClient.open({ server });
    const refused = { code: 4100, message: 'Server is draining: try again' };
    expect((await newcomer.next('pusher:error')).data).toEqual(refused);
    expect(await newcomer.closed).toEqual({ code: 4100, reason: refused.message });
    const left = (await scrapeMetrics(server)).sum('sockudo_active_connections');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(40);
    const closes = await all;
    expect(closes).toEqual(clients.map(() => moving));
    for (const client of clients) {
      expect((await client.next('pusher:error')).data).toEqual({ code: 4200, message: moving.reason });
    }
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('tells those who are still there when a member is moved, after the grace', async () => {
    const env = { DRAIN_DELAY: '0', DRAIN_WINDOW: '3', DRAIN_PRESENCE_GRACE: '0' };
    await using server = await startServer({ env });
    const clients = await connectMany(server, 10);
    const channel = 'presence-drained';
    for (const [index, client] of clients.entries()) {
      await client.subscribe(channel, { member: { user_id: index } });
    }
    await terminate(server);
    await Promise.all(clients.map(({ closed }) => closed));
    // The last one of ten has seen nine go, the one before eight, …
    const seen = clients.map(
      (client) => client.drainInbox().filter(({ event }) => event.endsWith('member_removed')).length,
    );
    expect(seen.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('tells nobody of a member who may be back within the grace', async () => {
    await using server = await startServer({ env: { DRAIN_DELAY: '0', DRAIN_WINDOW: '2' } });
    const clients = await connectMany(server, 5);
    for (const [index, client] of clients.entries()) {
      await client.subscribe('presence-grace', { member: { user_id: index } });
    }
    await terminate(server);
    await Promise.all(clients.map(({ closed }) => closed));
    const told = clients.flatMap((client) => client.drainInbox()).map(({ event }) => event);
    expect(told).not.toContain('pusher_internal:member_removed');
  });

  it('serves metrics to the end', async () => {
    await using server = await startServer({ env: { DRAIN_DELAY: '0', DRAIN_WINDOW: '1' } });
    await using deaf = await RawClient.connect({ server });
    // It does not answer the close, so the server goes on waiting for it when all else is done.
    deaf.socket.pause();
    await terminate(server);
    await eventually(() => server.logs().some(({ message }) => message === 'connections drained'));
    const metrics = await scrapeMetrics(server);
    expect(metrics.value('sockudo_draining')).toBe(1);
    expect(metrics.sum('sockudo_active_connections')).toBe(0);
    expect(metrics.sum('sockudo_disconnects_total', { code: '4200', reason: 'drain' })).toBe(1);
    expect(await httpRequest(metricsAddress(server), { path: '/live' })).toMatchObject({ status: 200 });
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('ends at once when it is told a second time', async () => {
    const env = { SHUTDOWN_GRACE_PERIOD: '300', DRAIN_DELAY: '200', DRAIN_WINDOW: '100' };
    await using server = await startServer({ env });
    await using client = await RawClient.connect({ server });
    await terminate(server);
    server.signal('SIGINT');
    expect(await server.exited).toEqual({ code: 130, signal: null });
    expect(await client.closed).toMatchObject({ code: 1006 });
  });

  it('does not wait for ever', async () => {
    const env = { SHUTDOWN_GRACE_PERIOD: '1', DRAIN_DELAY: '0', DRAIN_WINDOW: '0' };
    await using server = await startServer({ env });
    await using deaf = await RawClient.connect({ server });
    deaf.socket.pause();
    await terminate(server);
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(server.logs()).toContainEqual(expect.objectContaining({ message: 'shutdown deadline passed' }));
  });
});
