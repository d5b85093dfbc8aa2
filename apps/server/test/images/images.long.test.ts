import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ApiClient, defaultApp, eventually, freePorts, RawClient, startRedis } from '@shoal/testing';
import { Podman } from './container.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const isInstalled = (program: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
const missing = ['buildah', 'podman', 'runc'].filter((program) => !isInstalled(program));
const canBuild = process.platform === 'linux' && process.getuid?.() === 0 && missing.length === 0;
const run = promisify(execFile);

if (!canBuild) {
  process.stderr.write(
    `NO IMAGE IS BUILT AND TRIED HERE: it takes Linux, root, and ${['buildah', 'podman', 'runc'].join(', ')}. ` +
      'On Debian: apt-get install buildah podman runc catatonit\n',
  );
}

const whereItCan = canBuild ? describe : describe.skip;

whereItCan('images', () => {
  let podman: Podman;

  beforeAll(async () => {
    podman = new Podman();
    const build = ['scripts/images/build-images.mjs', '--local-base'];
    await run(process.execPath, build, { cwd: root, env: podman.env, maxBuffer: 64 * 1024 * 1024 });
  }, 900_000);

  afterAll(() => podman?.[Symbol.dispose]());

  it('a server that can write nowhere and is nobody serves a client, and ends when it is told', async () => {
    const [port = 0, metricsPort = 0] = await freePorts(2);
    const env = { PORT: `${port}`, METRICS_PORT: `${metricsPort}`, DRAIN_DELAY: '0', DRAIN_WINDOW: '1' };
    await using container = await podman.start('ghcr.io/shoal/server:dev', env);
    await eventually(() => container.checkHealth(), { withinMs: 30_000, what: 'a healthy container' });
    expect(await container.exec('node', '-p', 'process.getuid()')).toBe('10001');
    await expect(container.exec('node', '-e', "fs.writeFileSync('/shoal/x', '')")).rejects.toThrow('EROFS');

    const server = { host: '127.0.0.1', port, metricsPort, app: defaultApp };
    await using client = await RawClient.connect({ server });
    await client.subscribe('room');
    using api = new ApiClient(server);
    await api.post('/events', { body: { name: 'hello', channel: 'room', data: '"from a container"' } });
    expect(await client.next('hello')).toMatchObject({ channel: 'room', data: '"from a container"' });

    expect(await container.stop(30)).toBe(0);
    expect(await container.logs()).toContain('"target":"shoal_server"');
  }, 120_000);

  it.each(['webhook-worker', 'push-worker'])(
    'a %s takes jobs from Redis',
    async (app) => {
      await using redis = await startRedis();
      const [metricsPort = 0] = await freePorts(1);
      const env = {
        METRICS_PORT: `${metricsPort}`,
        QUEUE_DRIVER: 'redis',
        REDIS_URL: `redis://127.0.0.1:${redis.port}`,
      };
      await using container = await podman.start(`ghcr.io/shoal/${app}:dev`, env);
      await eventually(() => container.checkHealth(), { withinMs: 30_000, what: 'a healthy container' });
      await eventually(async () => {
        const ready = await fetch(`http://127.0.0.1:${metricsPort}/ready`);
        expect(ready.status).toBe(200);
      });
      expect(await container.stop(30)).toBe(0);
    },
    120_000,
  );
});
