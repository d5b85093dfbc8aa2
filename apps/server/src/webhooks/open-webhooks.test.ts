import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { PassThrough } from 'node:stream';
import { createLogger, loadConfiguration } from '@shoal/runtime';
import { composeObservability } from '../compose-observability.js';
import { openWebhooks } from './open-webhooks.js';

async function startEndpoint(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** Webhooks of a server whose queue is in memory, with one endpoint for one app. */
async function open(url: string) {
  const app = {
    id: 'app',
    key: 'app-key',
    secret: 'secret',
    webhooks: [{ url, event_types: ['cache_miss'] }],
  };
  const { configuration } = loadConfiguration({
    ...{ argv: ['--config', 'shoal.json'], cwd: '/', isTerminal: false },
    readFile: () => JSON.stringify({ app_manager: { array: { apps: [app] } } }),
    env: { WEBHOOKS_ALLOW_PRIVATE_TARGETS: '1' },
  });
  const output = new PassThrough();
  const logger = createLogger({ format: 'text', level: 'warn', target: 'test', node: 'n', output });
  const options = { configuration, logger, version: '1.2.3' };
  const { metrics, health } = composeObservability(options);
  const webhooks = await openWebhooks({ ...options, metrics, health });
  return { webhooks, log: () => String(output.read() ?? ''), scrape: () => metrics.registry.metrics() };
}

const record = (id: string) =>
  ({ id, appId: 'app', event: { name: 'cache_miss', channel: `cache-${id}` }, timeMs: 1 }) as const;

test('what waits when a server ends is sent', async () => {
  await using endpoint = await startEndpoint((_request, response) => void response.end());
  const { webhooks, log, scrape } = await open(endpoint.url);
  webhooks.producer.record([record('a'), record('b')]);
  await webhooks.close(10_000);
  expect(await scrape()).toMatch(/webhooks_sent_total\{.*app_id="app".*\} 2/);
  expect(log()).toBe('');
});

test('what cannot be sent in time is counted, and told in one line', async () => {
  await using endpoint = await startEndpoint(() => undefined);
  const { webhooks, log, scrape } = await open(endpoint.url);
  webhooks.producer.record([record('a'), record('b')]);
  await webhooks.close(600);
  expect(await scrape()).toMatch(/webhooks_dropped_total\{.*reason="shutdown".*\} 2/);
  expect(log().trim().split('\n')).toEqual([expect.stringMatching(/events were lost.*events=2/)]);
});
