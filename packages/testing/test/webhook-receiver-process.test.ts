import { Agent } from 'node:http';
import { fileURLToPath } from 'node:url';
import { signature } from '../src/clients/signer.js';
import { httpRequest } from '../src/http-request.js';
import { defaultApp } from '../src/server/server-address.js';
import { SpawnedProcess } from '../src/server/spawned-process.js';
import { startWebhookReceiver } from '../src/webhooks/receiver-process.js';

// As `npm run build` leaves it.
const program = fileURLToPath(new URL('../dist/webhooks/run-webhook-receiver.js', import.meta.url));

async function start(...args: string[]) {
  const receiver = await startWebhookReceiver(args);
  const { hostname: host, port } = new URL(receiver.url);
  const agent = new Agent({ keepAlive: true, maxSockets: 10 });
  const ask = (method: string, path: string, body = '') => {
    const headers = {
      'content-type': 'application/json',
      'x-pusher-key': defaultApp.key,
      'x-pusher-signature': signature(defaultApp, body),
    };
    return httpRequest({ host, port: Number(port) }, { method, path, headers, body, agent });
  };
  return {
    receiver,
    post: (ids: number[]) => {
      const events = ids.map((id) => ({ name: 'member_added', channel: 'presence-a', id: `e-${id}` }));
      return ask('POST', '/', JSON.stringify({ time_ms: 1, events }));
    },
    ask,
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      await receiver.stop();
    },
  };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

it('counts twenty thousand events, and tells which they were', async () => {
  await using process = await start('--arrivals');
  const batches = numbers(0, 200).map((batch) => numbers(batch * 100, batch * 100 + 100));
  await Promise.all(batches.map((batch) => process.post(batch)));
  await process.post(numbers(0, 100));
  expect(await process.receiver.tally()).toMatchObject({
    requests: 201,
    accepted: 201,
    invalid: 0,
    events: 20_100,
    distinct: 20_000,
    byName: { member_added: 20_100 },
  });
  const ids = (await process.ask('GET', '/ids')).text.trimEnd().split('\n');
  expect(new Set(ids)).toEqual(new Set(numbers(0, 20_000).map((id) => `e-${id}`)));

  const arrivals = await process.receiver.arrivals();
  expect(arrivals.map(({ id }) => id)).toEqual(ids);
  expect(arrivals[0]).toEqual({ url: '/', name: 'member_added', channel: 'presence-a', id: ids[0] });

  expect((await process.ask('DELETE', '/')).status).toBe(204);
  expect((await process.ask('GET', '/tally')).body).toMatchObject({ requests: 0, distinct: 0 });
  expect((await process.ask('GET', '/other')).status).toBe(404);
});

it('fails as it is told, and says at its end what it has got', async () => {
  await using process = await start('--fail-share', '0.5', '--seed', '7', '--status', '201');
  const statuses: number[] = [];
  for (const id of numbers(0, 20)) statuses.push((await process.post([id])).status);
  expect(new Set(statuses)).toEqual(new Set([201, 500]));
  const accepted = statuses.filter((status) => status === 201).length;

  expect(await process.receiver.stop()).toEqual({ code: 0, signal: null });
  expect(process.receiver.logs().at(-1)).toMatchObject({ requests: 20, accepted, distinct: accepted });
});

it('explains itself, and refuses what is no number', async () => {
  await using help = new SpawnedProcess([program, '--help']);
  expect(await help.exited).toMatchObject({ code: 0 });
  expect(help.output.text).toContain('--fail-share');
  await using wrong = new SpawnedProcess([program, '--port', 'many']);
  expect(await wrong.exited).toMatchObject({ code: 1 });
  expect(wrong.output.text).toContain('--port must be a number');
});
