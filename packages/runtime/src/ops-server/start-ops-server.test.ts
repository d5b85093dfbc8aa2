import { captureLog } from '../logging/testing/capture.js';
import { Health } from './health.js';
import { type OpsServerOptions, startOpsServer } from './start-ops-server.js';

async function start(options: Partial<OpsServerOptions> = {}) {
  const health = new Health();
  const log = captureLog();
  const server = await startOpsServer({
    host: '127.0.0.1',
    port: 0,
    health,
    logger: log.logger,
    metrics: (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' }).end('up 1\n');
    },
    ...options,
  });
  const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  return { server, health, get, log, [Symbol.asyncDispose]: () => server.close() };
}

test('/metrics is what the handler gives, queries included', async () => {
  await using ops = await start();
  for (const path of ['/metrics', '/metrics?json=1']) {
    const response = await ops.get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    expect(await response.text()).toBe('up 1\n');
  }
});

test('/live is 200 whatever the state', async () => {
  await using ops = await start();
  ops.health.startDraining();
  const response = await ops.get('/live');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'live' });
});

test('/ready follows the health', async () => {
  await using ops = await start();
  const ready = async () => {
    const response = await ops.get('/ready');
    return [response.status, await response.json()];
  };
  expect(await ready()).toEqual([503, { status: 'starting', reasons: [] }]);
  ops.health.markReady();
  expect(await ready()).toEqual([200, { status: 'ready', reasons: [] }]);
  ops.health.degrade('redis');
  expect(await ready()).toEqual([200, { status: 'degraded', reasons: ['redis'] }]);
  ops.health.startDraining();
  expect(await ready()).toEqual([503, { status: 'draining', reasons: ['redis'] }]);
});

test.each([['/metrics'], ['/live'], ['/ready']])('HEAD %s has the status and no body', async (path) => {
  await using ops = await start();
  const [head, get] = [await ops.get(path, 'HEAD'), await ops.get(path)];
  expect(head.status).toBe(get.status);
  expect(await head.text()).toBe('');
});

test.each([['/'], ['/metrics/'], ['/apps'], ['//x']])('%s is 404', async (path) => {
  await using ops = await start();
  const response = await ops.get(path);
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'not found' });
});

test.each([['POST'], ['PUT'], ['DELETE'], ['OPTIONS']])('%s is 405', async (method) => {
  await using ops = await start();
  const response = await ops.get('/metrics', method);
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, HEAD');
});

test('metrics that cannot be gathered are 500, logged, and harm nothing else', async () => {
  await using ops = await start({ metrics: () => Promise.reject(new Error('no registry')) });
  expect((await ops.get('/metrics')).status).toBe(500);
  expect((await ops.get('/live')).status).toBe(200);
  expect(ops.log.lines()).toMatchObject([
    { message: 'ops request failed', path: '/metrics', error: 'no registry' },
  ]);
});

test('metrics that fail half-way cut the answer, so that nobody takes it for whole', async () => {
  await using ops = await start({
    metrics: (_request, response) => {
      response.writeHead(200).write('up');
      throw new Error('half-way');
    },
  });
  await expect(ops.get('/metrics').then((response) => response.text())).rejects.toThrow();
});

test('a taken port is refused with the name of the setting', async () => {
  await using ops = await start();
  await expect(start({ port: ops.server.port })).rejects.toThrow(/METRICS_PORT \(metrics\.port/);
});

test('an address that is not ours is refused with the name of the setting', async () => {
  await expect(start({ host: '192.0.2.1' })).rejects.toThrow(/METRICS_HOST/);
});

test('closing frees the port', async () => {
  const first = await start();
  await first.get('/live');
  await first.server.close();
  await using second = await start({ port: first.server.port });
  expect((await second.get('/live')).status).toBe(200);
});
