import { ApiClient, eventually, RawClient, type ServerProcess, scrapeMetrics } from '@shoal/testing';
import { useServer } from '../use-server.js';

const limit = 300_000;
const disconnecting = useServer({ env: { WEBSOCKET_MAX_BACKPRESSURE: String(limit) } });
const dropping = useServer({
  env: { WEBSOCKET_MAX_BACKPRESSURE: String(limit), WEBSOCKET_SLOW_CONSUMER: 'drop' },
});
const shared = useServer({
  config: { websocket: { max_backpressure: limit, max_process_backpressure: limit } },
});

const data = 'x'.repeat(90_000);

/** Publishes to the channel until the metrics are as asked; every event must have been accepted. */
async function publishUntil(server: ServerProcess, channel: string, isDone: () => Promise<boolean>) {
  using api = new ApiClient(server);
  let published = 0;
  await eventually(
    async () => {
      for (let count = 0; count < 10; count += 1) {
        const { status } = await api.post('/events', { body: { name: 'large', channel, data } });
        expect(status).toBe(200);
        published += 1;
      }
      return await isDone();
    },
    { withinMs: 20_000, everyMs: 1, what: 'the slow consumer noticed' },
  );
  return published;
}

async function sum(server: ServerProcess, name: string, labels: Record<string, string> = {}) {
  return (await scrapeMetrics(server)).sum(`sockudo_${name}`, labels);
}

/** Everything that was published, in order, and nothing twice. */
async function expectAll(client: RawClient, published: number): Promise<void> {
  await client.barrier();
  const received = client.drainInbox().filter(({ event }) => event === 'large');
  expect(received).toHaveLength(published);
}

describe('a client that never reads', () => {
  it('is closed with 4100 and counted; others get everything', async () => {
    const server = disconnecting();
    await using reader = await RawClient.connect({ server });
    await using deaf = await RawClient.connect({ server });
    await reader.subscribe('slow-closed');
    await deaf.subscribe('slow-closed');
    deaf.socket.pause();
    const published = await publishUntil(
      server,
      'slow-closed',
      async () => (await sum(server, 'slow_consumers_total')) === 1,
    );
    const labels = { code: '4100', side: 'server', reason: 'slow_consumer' };
    expect(await sum(server, 'disconnects_total', labels)).toBe(1);
    expect(await sum(server, 'messages_dropped_total', { reason: 'slow_consumer' })).toBeGreaterThan(0);
    expect(await sum(server, 'active_connections')).toBe(1);
    await expectAll(reader, published);
  });

  it('is told 4100 when it reads at last, after all that was written before', async () => {
    const server = disconnecting();
    await using late = await RawClient.connect({ server });
    await late.subscribe('slow-late');
    late.socket.pause();
    const before = await sum(server, 'slow_consumers_total');
    await publishUntil(server, 'slow-late', async () => (await sum(server, 'slow_consumers_total')) > before);
    late.socket.resume();
    const { data: error } = await late.next('pusher:error', { withinMs: 10_000 });
    expect(error).toEqual({ code: 4100, message: 'Connection reads too slowly' });
    expect(await late.closed).toEqual({ code: 4100, reason: 'Connection reads too slowly' });
  });

  it('does not stay in a presence channel', async () => {
    const server = disconnecting();
    const channel = 'presence-slow';
    await using reader = await RawClient.connect({ server });
    await using deaf = await RawClient.connect({ server });
    await reader.subscribe(channel, { member: { user_id: 'reader' } });
    await deaf.subscribe(channel, { member: { user_id: 'deaf' } });
    deaf.socket.pause();
    const before = await sum(server, 'slow_consumers_total');
    await publishUntil(server, channel, async () => (await sum(server, 'slow_consumers_total')) > before);
    expect((await reader.next('pusher_internal:member_removed')).payload).toEqual({ user_id: 'deaf' });
  });

  it('loses messages instead of the connection where that is asked for', async () => {
    const server = dropping();
    await using reader = await RawClient.connect({ server });
    await using deaf = await RawClient.connect({ server });
    await reader.subscribe('slow-dropped');
    await deaf.subscribe('slow-dropped');
    deaf.socket.pause();
    const dropped = () => sum(server, 'messages_dropped_total', { reason: 'slow_consumer' });
    const published = await publishUntil(server, 'slow-dropped', async () => (await dropped()) > 0);
    await expectAll(reader, published);
    deaf.socket.resume();
    await deaf.barrier();
    const received = deaf.drainInbox().filter(({ event }) => event === 'large');
    expect(received.length + (await dropped())).toBe(published);
    expect(received.every((frame) => frame.data === data)).toBe(true);
    expect(await sum(server, 'slow_consumers_total')).toBe(0);
  });

  it('is the first to go when all clients together leave too much unread', async () => {
    const server = shared();
    await using first = await RawClient.connect({ server });
    await using second = await RawClient.connect({ server });
    for (const client of [first, second]) {
      await client.subscribe('slow-together');
      client.socket.pause();
    }
    await publishUntil(
      server,
      'slow-together',
      async () => (await sum(server, 'disconnects_total', { reason: 'slow_consumer' })) > 0,
    );
  });
});
