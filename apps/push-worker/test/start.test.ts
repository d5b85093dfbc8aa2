import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  eventually,
  freePorts,
  httpRequest,
  portOf,
  SpawnedProcess,
  scrapeMetrics,
  startRedis,
} from '@shoal/testing';

jest.setTimeout(90_000);

/** What is installed as `shoal-push-worker`. */
const command = fileURLToPath(new URL('../bin/shoal-push-worker.mjs', import.meta.url));
const host = '127.0.0.1';

function launch(args: readonly string[], env: Readonly<Record<string, string>> = {}): SpawnedProcess {
  return new SpawnedProcess([command, ...args], { env: { LOG_FORMAT: 'json', METRICS_PORT: '0', ...env } });
}

/** Runs the command until it ends by itself. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  await using worker = launch(args, env);
  const { code } = await worker.exited;
  return { code, output: worker.output.text };
}

describe('the command', () => {
  it.each([
    [['--help'], 0, /Usage: shoal-push-worker .*start the push worker/s],
    [['--version'], 0, /^\d+\.\d+\.\d+$/],
    [['--check-config'], 0, /The configuration is valid/],
    [['stop'], 2, /Unknown command 'stop'.*--help/],
  ])('%j ends with %d', async (args, code, text) => {
    expect(await run(args)).toEqual({ code, output: expect.stringMatching(text) });
  });

  it('--check-config names what is wrong', async () => {
    const { code, output } = await run(['--check-config'], { PUSH_RETRY_MAX_ATTEMPTS: 'many' });
    expect(code).toBe(1);
    expect(output).toContain('PUSH_RETRY_MAX_ATTEMPTS');
  });
});

describe('what ends the start, and says what to do', () => {
  it('jobs that are not in Redis', async () => {
    const { code, output } = await run(['start'], { QUEUE_DRIVER: 'memory' });
    expect(code).toBe(1);
    expect(output).toContain('set QUEUE_DRIVER=redis (queue.driver) and REDIS_URL, here and for the servers');
  });

  it.each([
    ['METRICS', 'metrics.port'],
    ['METRICS_TCP_EXPORTER', 'metrics.tcp_exporter.port'],
  ])('a port that somebody has, for %s', async (name, key) => {
    const other = createServer().listen(0, host);
    await once(other, 'listening');
    const port = String(portOf(other));
    const { code, output } = await run(['start'], {
      METRICS_TCP_EXPORTER_ENABLED: '1',
      ...{ [`${name}_HOST`]: host, [`${name}_PORT`]: port },
    });
    other.close();
    expect(code).toBe(1);
    expect(output).toContain(port);
    expect(output).toContain(`Set ${name}_PORT (${key} in the file)`);
  });
});

// Side by side: both wait most of their time.
it.concurrent('a worker waits for its Redis, says so, and tells its names when it is there', async () => {
  await using redis = await startRedis();
  await redis.server.kill();
  const [metricsPort = 0] = await freePorts(1);
  const env = {
    ...{ QUEUE_DRIVER: 'redis', REDIS_URL: `redis://${redis.host}:${redis.port}` },
    ...{ PUSH_HMS_ENABLED: '0', PUSH_WNS_ENABLED: '0' },
  };
  await using worker = launch(['start'], { ...env, METRICS_HOST: host, METRICS_PORT: String(metricsPort) });
  const get = (path: string) => httpRequest({ host, port: metricsPort }, { path });

  await eventually(() => worker.logs().some(({ finding }) => finding === 'unreachable'), {
    withinMs: 20_000,
    what: 'a line of the log that says what is awaited',
  });
  expect(await get('/ready')).toMatchObject({
    status: 503,
    body: { status: 'starting', reasons: ['redis'] },
  });
  expect(await get('/live')).toMatchObject({ status: 200 });

  await redis.server.restart();
  await eventually(async () => expect(await get('/ready')).toMatchObject({ status: 200 }), {
    withinMs: 20_000,
    what: 'a ready worker',
  });
  expect(worker.logs().find(({ message }) => message === 'push worker started')).toMatchObject({
    ...{ target: 'shoal_push', metrics_port: metricsPort, providers: ['fcm', 'apns', 'webPush'] },
  });
  const metrics = await scrapeMetrics({ host, metricsPort });
  expect(metrics.value('sockudo_build_info', { role: 'push-worker' })).toBe(1);
  expect(metrics.series('sockudo_queue_jobs_processed_total').map(({ labels }) => labels.queue)).toEqual(
    ['plan', 'fcm', 'apns', 'webPush', 'hms', 'wns'].map((name) => `push-${name}`),
  );
});

it.concurrent('a worker that waits for its Redis can be ended', async () => {
  const [nobody = 0] = await freePorts(1);
  await using worker = launch(['start'], { QUEUE_DRIVER: 'redis', REDIS_URL: `redis://${host}:${nobody}` });
  await eventually(() => worker.logs().some(({ finding }) => finding === 'unreachable'), {
    withinMs: 20_000,
  });
  worker.signal('SIGTERM');
  expect(await worker.exited).toEqual({ code: 0, signal: null });
});
