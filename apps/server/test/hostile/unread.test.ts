import { eventually, RawClient, scrapeMetrics } from '@shoal/testing';
import { useServer } from '../use-server.js';
import { Witness } from './witness.js';

const server = useServer({ env: { WEBSOCKET_MAX_BACKPRESSURE: '200000' } });

/** A presence channel whose list is 60 KB: its subscription costs 100 bytes to ask for. */
const crowd = 'presence-crowd';

async function gather(count: number): Promise<AsyncDisposable> {
  const join = async (id: number): Promise<RawClient> => {
    const client = await RawClient.connect({ server: server() });
    await client.subscribe(crowd, { member: { user_id: id, user_info: 'x'.repeat(2000) } });
    return client;
  };
  const members = await Promise.all(Array.from({ length: count }, (_, id) => join(id)));
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(members.map((member) => member.close()));
    },
  };
}

async function slowConsumers(): Promise<number> {
  const labels = { code: '4100', side: 'server', reason: 'slow_consumer' };
  return (await scrapeMetrics(server())).sum('sockudo_disconnects_total', labels);
}

describe('a client that asks on and on and reads nothing', () => {
  type Flood = [what: string, send: (client: RawClient) => void];
  it.each<Flood>([
    ['for a large list', (client) => client.send({ event: 'pusher:subscribe', data: { channel: crowd } })],
    ['for pongs', (client) => client.send({ event: 'pusher:ping', data: {} })],
    ['to be told what is wrong', (client) => client.socket.send(Buffer.from('x'))],
  ])(
    '%s is closed with 4100 before it fills the memory',
    async (_what, send) => {
      await using witness = await Witness.connect(server());
      {
        await using _members = await gather(30);
        const before = await slowConsumers();
        await using client = await RawClient.connect({ server: server() });
        await client.subscribe(crowd, { member: { user_id: 0 } });
        client.socket.pause();
        await eventually(
          async () => {
            for (let count = 0; count < 5000; count += 1) send(client);
            return (await slowConsumers()) > before;
          },
          { withinMs: 15_000, what: 'the client closed as a slow consumer' },
        );
      }
      await witness.isUndisturbed();
    },
    30_000,
  );

  it('for pongs of the WebSocket is cut before it fills the memory', async () => {
    await using witness = await Witness.connect(server());
    await using client = await RawClient.connect({ server: server() });
    client.socket.pause();
    for (let count = 0; count < 20_000; count += 1) client.socket.ping('x'.repeat(125));
    await witness.isUndisturbed();
  });
});
