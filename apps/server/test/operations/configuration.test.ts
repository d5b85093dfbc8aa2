import { ApiClient, type AppCredentials, httpRequest, RawClient } from '@shoal/testing';
import { startImpatientServer } from '../use-server.js';
import { Folder, runShoal } from './run-shoal.js';

const secret = 'canary-secret-of-the-file';

async function check(content: object | string, env: Record<string, string> = {}) {
  await using folder = await Folder.create();
  const [name, text] =
    typeof content === 'string' ? ['shoal.toml', content] : ['shoal.json', JSON.stringify(content)];
  return await runShoal(['check', '--config', await folder.write(name, text)], { env });
}

describe('a configuration that is right', () => {
  it.each([['check'], ['start', '--check-config'], ['--check-config']])(
    'is said to be, by %s %s, and nothing is started',
    async (...args) => {
      const { code, output } = await runShoal(args.filter((arg) => arg !== undefined));
      expect({ code, output }).toEqual({ code: 0, output: 'The configuration is valid.' });
    },
  );

  it('may be JSON or TOML, with values of the environment', async () => {
    const apps = [{ id: 'a', key: 'b', secret: '$' + '{SECRET}' }];
    const json = { app_manager: { array: { apps } }, host: '$' + '{BIND:-127.0.0.1}' };
    expect(await check(json, { SECRET: secret })).toMatchObject({ code: 0 });
    const toml = [
      'host = "$' + '{BIND:-127.0.0.1}"',
      '[[app_manager.array.apps]]',
      'id = "a"',
      'key = "b"',
      'secret = "$' + '{SECRET}"',
    ].join('\n');
    expect(await check(toml, { SECRET: secret })).toMatchObject({ code: 0 });
    const missing = await check(toml);
    expect(missing.code).toBe(1);
    expect(missing.output).toMatch(/app_manager\.array\.apps.*SECRET is not set/);
  });
});

describe('a configuration that is wrong', () => {
  it.each<[key: string, content: object | string]>([
    ['colour', { colour: 'red' }],
    ['metrics.prometheus.prefx', { metrics: { prometheus: { prefx: 'a' } } }],
    ['metrics.driver', { metrics: { driver: 'statsd' } }],
    ['port', { port: 'high' }],
    ['port', 'port = 70000'],
    ['adapter.driver', '[adapter]\ndriver = "pigeon"'],
    ['ssl.cert_path', { ssl: { enabled: true } }],
    ['drain.window', { drain: { window: 3600 } }],
    ['metrics.port', { port: 7000, metrics: { port: 7000 } }],
    ['--config', '[metrics'],
  ])('stops the start with code 1 and the name of the key: %s', async (key, content) => {
    const { code, output } = await check(content);
    expect(code).toBe(1);
    expect(output).toContain(key);
  });

  it('is told whole, not one by one, and where each value is from', async () => {
    const { code, output } = await check({ colour: 'red', port: -1 }, { METRICS_PORT: 'x' });
    expect(code).toBe(1);
    expect(output).toMatch(/colour[\s\S]*port[\s\S]*METRICS_PORT/);
  });

  it('shows no secret', async () => {
    const apps = [
      { id: 'a', key: 'b', secret },
      { id: 'a', key: 'c', secret, colour: secret },
    ];
    const { code, output } = await check({ app_manager: { array: { apps } } });
    expect(code).toBe(1);
    expect(output).toContain('app_manager.array.apps[1]');
    expect(output).not.toContain(secret);
  });

  it('is refused by start as by check', async () => {
    await using folder = await Folder.create();
    const file = await folder.write('shoal.json', '{"colour":"red"}');
    const { code, output } = await runShoal(['start', '-c', file]);
    expect(code).toBe(1);
    expect(output).toContain('colour');
    const missing = await runShoal(['start', '--config', `${folder.path}/none.json`]);
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.output).toContain('there is no such file');
  });
});

async function serves(app: AppCredentials, address: { host: string; port: number }): Promise<void> {
  const server = { ...address, app };
  await using client = await RawClient.connect({ server });
  using api = new ApiClient(server);
  await client.subscribe('private-a');
  const body = { name: 'news', channel: 'private-a', data: app.id };
  expect(await api.post('/events', { body })).toMatchObject({ status: 200 });
  expect((await client.next('news')).data).toBe(app.id);
}

describe('a server that is configured', () => {
  it('by names of soketi serves that app, with these limits', async () => {
    const app = { id: '40000', key: '123456', secret: '7890' };
    await using server = await startImpatientServer({
      app,
      env: {
        SOKETI_DEFAULT_APP_ID: app.id,
        SOKETI_DEFAULT_APP_KEY: app.key,
        SOKETI_DEFAULT_APP_SECRET: app.secret,
        SOKETI_DEFAULT_APP_ENABLE_CLIENT_MESSAGES: '1',
        SOKETI_CHANNEL_LIMITS_MAX_NAME_LENGTH: '20',
        SOKETI_PATH_PREFIX: '',
      },
    });
    await serves(app, server);
    await using client = await RawClient.connect({ server });
    client.send({ event: 'pusher:subscribe', data: { channel: 'x'.repeat(21) } });
    await client.next('pusher:subscription_error');
  });

  it('by names of Sockudo serves that app', async () => {
    const app = { id: 'one', key: 'two', secret: 'three' };
    await using server = await startImpatientServer({
      app,
      env: {
        SOCKUDO_DEFAULT_APP_ID: app.id,
        SOCKUDO_DEFAULT_APP_KEY: app.key,
        SOCKUDO_DEFAULT_APP_SECRET: app.secret,
        ACTIVITY_TIMEOUT: '33',
      },
    });
    await serves(app, server);
    await using client = await RawClient.open({ server });
    const { payload } = await client.next('pusher:connection_established');
    expect(payload).toMatchObject({ activity_timeout: 33 });
  });

  it('by a file, with the environment above it', async () => {
    const config = { activity_timeout: 44, path_prefix: '/file' };
    await using server = await startImpatientServer({ config, env: { PATH_PREFIX: '/' } });
    await using client = await RawClient.open({ server });
    const { payload } = await client.next('pusher:connection_established');
    expect(payload).toMatchObject({ activity_timeout: 44 });
  });

  it('with several apps keeps them apart', async () => {
    const apps = ['first', 'second', 'third'].map((name) => ({
      id: name,
      key: `${name}-key`,
      secret: `${name}-secret`,
    }));
    await using server = await startImpatientServer({ config: { app_manager: { array: { apps } } } });
    for (const app of apps) await serves(app, server);
    const [first, second] = apps;
    if (first === undefined || second === undefined) throw new Error('There are three');
    const { host, port } = server;
    await using mine = await RawClient.connect({ server: { host, port, app: first } });
    await using theirs = await RawClient.connect({ server: { host, port, app: second } });
    await mine.subscribe('presence-same', { member: { user_id: 'mine' } });
    const { payload } = await theirs.subscribe('presence-same', { member: { user_id: 'theirs' } });
    expect(payload).toMatchObject({ presence: { ids: ['theirs'] } });
    using api = new ApiClient({ host, port, app: first });
    await api.post('/events', { body: { name: 'news', channel: 'presence-same', data: 'first' } });
    await mine.next('news');
    await theirs.barrier();
    expect(theirs.drainInbox()).toEqual([]);
    expect((await api.get('/channels')).body).toEqual({ channels: { 'presence-same': {} } });
    expect(await httpRequest(server, { path: '/up/second' })).toMatchObject({ status: 200 });
    // The default app is gone when a file lists others.
    expect(await httpRequest(server, { path: '/up/app-id' })).toMatchObject({ status: 404 });
  });
});
