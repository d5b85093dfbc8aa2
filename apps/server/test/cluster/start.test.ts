import { fileURLToPath } from 'node:url';
import { eventually, freePorts, httpRequest, RawClient, SpawnedProcess, startRedis } from '@shoal/testing';

jest.setTimeout(90_000);

const command = fileURLToPath(new URL('../../bin/shoal.mjs', import.meta.url));
const host = '127.0.0.1';
const password = 'canary-password-of-redis';

interface Address {
  readonly host: string;
  readonly port: number;
}

async function launch({ port: redisPort }: Address, env: Readonly<Record<string, string>> = {}) {
  const [port = 0, metricsPort = 0] = await freePorts(2);
  const process = new SpawnedProcess([command, 'start'], {
    env: {
      ...{ HOST: host, PORT: String(port), METRICS_PORT: String(metricsPort), LOG_FORMAT: 'json' },
      ...{ DRAIN_DELAY: '0', DRAIN_WINDOW: '0', ADAPTER_DRIVER: 'redis' },
      ...{ DATABASE_REDIS_HOST: host, DATABASE_REDIS_PORT: String(redisPort) },
      ...{ DATABASE_REDIS_PASSWORD: password, ...env },
    },
  });
  const readiness = async () => {
    const { status, body } = await httpRequest({ host, port: metricsPort }, { path: '/ready' });
    return { status, body };
  };
  return { process, port, readiness, [Symbol.asyncDispose]: () => process[Symbol.asyncDispose]() };
}

type Launched = Awaited<ReturnType<typeof launch>>;

/** Waits until the process says that it waits for Redis. */
async function isWaiting({ process, readiness }: Launched): Promise<void> {
  await eventually(() => process.logs().some(({ finding }) => finding === 'unreachable'), {
    withinMs: 30_000,
    what: 'a log line that says what is awaited',
  });
  expect(await readiness()).toEqual({ status: 503, body: { status: 'starting', reasons: ['redis'] } });
}

it('a server waits for its Redis, says so without secrets, and starts when it is there', async () => {
  await using redis = await startRedis({ password });
  await redis.server.kill();
  await using shoal = await launch(redis);
  await isWaiting(shoal);
  expect(shoal.process.output.text).toContain('See that Redis runs and can be reached from here');

  await redis.server.restart();
  await eventually(
    async () =>
      expect(await shoal.readiness()).toEqual({ status: 200, body: { status: 'ready', reasons: [] } }),
    { withinMs: 30_000, what: 'a ready server' },
  );
  const app = { id: 'app-id', key: 'app-key', secret: 'app-secret' };
  await using client = await RawClient.connect({ server: { host, port: shoal.port, app } });
  await client.subscribe('presence-first', { member: { user_id: 'first' } });
  expect(shoal.process.output.text).not.toContain(password);
});

it('a server that waits for its Redis can be ended', async () => {
  await using redis = await startRedis({ password });
  await redis.server.kill();
  await using shoal = await launch(redis);
  await isWaiting(shoal);
  shoal.process.signal('SIGTERM');
  expect(await shoal.process.exited).toEqual({ code: 0, signal: null });
});

it.each([
  ['+info', 'user without rights', [`app on >${password} ~shoal:* &shoal:* +@all -info`]],
  ['+eval', 'user without scripts', [`app on >${password} ~shoal:* &shoal:* +@all -eval`]],
])('what no waiting heals ends the start with what to do: %s for a %s', async (right, _what, users) => {
  await using redis = await startRedis({ users });
  await using shoal = await launch(redis, { DATABASE_REDIS_USERNAME: 'app' });
  expect(await shoal.process.exited).toEqual({ code: 1, signal: null });
  expect(shoal.process.output.text).toContain(`ACL SETUSER app ${right}`);
  expect(shoal.process.output.text).not.toContain(password);
});
