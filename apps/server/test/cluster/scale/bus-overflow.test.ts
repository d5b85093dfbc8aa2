import { ApiClient, eventually, RawClient, ServerCluster, scrapeMetrics } from '@shoal/testing';
import { allBecome, degraded, ready } from '../cluster-answers.js';

jest.setTimeout(120_000);

const channel = 'private-flood';
/** Close to the largest event that is allowed, so that few are needed. */
const data = 'x'.repeat(90_000);
/** Bytes that may wait for the bus. */
const room = 16 * 1024 * 1024;

/** A client that a busy machine lets read late is nobody to close here. */
const env = { WEBSOCKET_MAX_BACKPRESSURE: String(4 * room) };

/** Names of the events in the order of arrival. */
function hear(client: RawClient): string[] {
  const heard: string[] = [];
  client.socket.on('message', (frame) => {
    const { event } = JSON.parse(String(frame));
    if (!event.startsWith('pusher')) heard.push(event);
  });
  return heard;
}

it('a full bus buffer refuses events before anybody hears them; when Redis is back nothing comes twice', async () => {
  await using cluster = await ServerCluster.start({ nodes: 2, env });
  const { nodes, redis } = cluster;
  const [here, there] = [cluster.node(0), cluster.node(1)];
  await using near = await RawClient.connect({ server: here });
  await using far = await RawClient.connect({ server: there });
  for (const client of [near, far]) await client.subscribe(channel);
  const [heardNear, heardFar] = [hear(near), hear(far)];
  using api = new ApiClient(here);
  const post = async (name: string) => (await api.post('/events', { body: { name, channel, data } })).status;
  const told = async () => {
    const metrics = await scrapeMetrics(here);
    const buffered = metrics.value('sockudo_adapter_buffered_publishes');
    return { buffered, dropped: metrics.sum('sockudo_adapter_dropped_publishes_total') };
  };
  expect(await told()).toEqual({ buffered: 0, dropped: 0 });

  await redis.server.kill();
  await allBecome(nodes, degraded);
  const accepted: string[] = [];
  let status = 200;
  while (status === 200) {
    const name = `event-${accepted.length}`;
    status = await post(name);
    if (status === 200) accepted.push(name);
  }
  expect(status).toBe(503);
  expect(accepted.length * data.length).toBeGreaterThan(0.98 * room);
  // The last one, and one more that came before the last one's tick was over.
  expect(accepted.length * data.length).toBeLessThan(room + 2 * data.length);
  await near.barrier();
  expect(heardNear).toEqual(accepted);
  expect(await told()).toEqual({ buffered: accepted.length, dropped: 0 });

  // What clients say is not refused: there is some more room for it, and then the oldest is given up for other nodes.
  const late = Array.from({ length: 40 }, (_, index) => `client-late-${index}`);
  for (const event of late) {
    near.send({ event, channel, data });
    await near.barrier();
  }
  const { buffered, dropped } = await told();
  expect(dropped).toBeGreaterThan(0);
  expect(buffered).toBe(accepted.length + late.length - dropped);
  expect(await post('refused')).toBe(503);

  await redis.server.restart();
  await allBecome(nodes, ready, { withinMs: 30_000 });
  await eventually(async () => expect(await told()).toEqual({ buffered: 0, dropped }), { withinMs: 20_000 });
  expect(await post('after')).toBe(200);
  await eventually(() => heardFar.includes('after'), { withinMs: 20_000 });
  await Promise.all([near.barrier(), far.barrier()]);
  expect(heardFar).toEqual([...accepted.slice(dropped), ...late, 'after']);
  expect(heardNear).toEqual([...accepted, 'after']);
});
