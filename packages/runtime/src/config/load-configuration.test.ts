// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of files
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from './configuration-error.js';
import { loadConfiguration } from './load-configuration.js';
import { load } from './testing/load.js';

async function createFolder() {
  const path = await mkdtemp(join(tmpdir(), 'shoal-config-'));
  await mkdir(join(path, 'config'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

const portIn = (cwd: string, argv: string[] = []) =>
  loadConfiguration({ argv, env: {}, cwd }).configuration.port;

describe('without file and environment', () => {
  const { configuration, warnings, sources } = load({});

  test('the server listens on 0.0.0.0:6001 and serves metrics on 9601', () => {
    expect(configuration).toMatchObject({
      host: '0.0.0.0',
      port: 6001,
      pathPrefix: '',
      activityTimeout: 120,
      pongTimeout: 30,
      metrics: {
        enabled: true,
        driver: 'prometheus',
        host: '0.0.0.0',
        port: 9601,
        prometheus: { prefix: 'sockudo_' },
      },
      rateLimiter: { enabled: false },
      adapter: { driver: 'local' },
      drain: { delay: 5, window: 20, presenceGrace: 5 },
    });
  });

  test('there is one app, with its clients allowed everything and the limits of the server', () => {
    expect(configuration.appManager.apps).toEqual([
      {
        id: 'app-id',
        key: 'app-key',
        secret: 'app-secret',
        enabled: true,
        allowedOrigins: [],
        webhooks: [],
        features: {
          enableClientMessages: true,
          enableUserAuthentication: true,
          enableWatchlistEvents: true,
          enableSubscriptionCount: false,
        },
        limits: {
          decaySeconds: 1,
          terminateOnLimit: false,
          messageRateLimit: { enabled: false, maxAttempts: 60, decaySeconds: 60, terminateOnLimit: false },
          maxPresenceMembersPerChannel: 100,
          maxPresenceMemberSizeInKb: 2,
          maxChannelNameLength: 200,
          maxEventNameLength: 200,
          maxEventChannelsAtOnce: 100,
          maxEventPayloadInKb: 100,
          maxEventBatchSize: 10,
        },
      },
    ]);
  });

  test('nothing is warned of and nothing came from anywhere', () => {
    expect(warnings).toEqual([]);
    expect(sources.size).toBe(0);
  });

  test('every node gets an id of its own', () => {
    expect(configuration.node.id).not.toBe(load({}).configuration.node.id);
  });
});

describe('the file', () => {
  test('config/config.json is read from the working directory', async () => {
    await using folder = await createFolder();
    await writeFile(join(folder.path, 'config/config.json'), '\uFEFF{"port": 7001}');
    expect(portIn(folder.path)).toBe(7001);
  });

  test('config/config.toml is preferred', async () => {
    await using folder = await createFolder();
    await writeFile(join(folder.path, 'config/config.json'), '{"port": 7001}');
    await writeFile(join(folder.path, 'config/config.toml'), 'port = 7002');
    expect(portIn(folder.path)).toBe(7002);
  });

  test.each([
    [['--config', 'own.toml']],
    [['--config=own.toml']],
    [['-c', 'own.toml']],
    [['check', '-c', 'own.toml']],
  ])('%j replaces the usual places', async (argv) => {
    await using folder = await createFolder();
    await writeFile(join(folder.path, 'config/config.toml'), 'port = 7002');
    await writeFile(join(folder.path, 'own.toml'), '# ${NOT_SET}\nport = 7003');
    expect(portIn(folder.path, argv)).toBe(7003);
  });

  test.each([
    ['missing.json', undefined, 'there is no such file'],
    ['given.yaml', 'port: 1', 'must end in .json or .toml'],
    ['given.json', '{"secret": "hunter2" "a": 1}', 'not valid JSON, line 1'],
    ['given.json', '{"secret": hunter2}', 'not valid JSON'],
    ['given.toml', 'port = 1\nsecret = hunter2', 'not valid TOML, line 2'],
  ])('%s with %j is refused', (name, content, message) => {
    const read = () => loadConfiguration({ argv: ['-c', name], env: {}, cwd: '/', readFile: () => content });
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(message);
    expect(read).not.toThrow('hunter2');
  });

  test('a file that cannot be read is refused with the reason', async () => {
    await using folder = await createFolder();
    await mkdir(join(folder.path, 'folder.json'));
    expect(() => portIn(folder.path, ['-c', 'folder.json'])).toThrow('cannot be read (EISDIR)');
  });

  test.each([['[]'], ['3'], ['"text"']])('a file that holds %s is refused', (content) => {
    const read = () =>
      loadConfiguration({ argv: ['-c', 'a.json'], env: {}, cwd: '/', readFile: () => content });
    expect(read).toThrow('the file must hold one table');
  });

  test('a wrong command line is a problem of the configuration too', () => {
    expect(() => loadConfiguration({ argv: ['--confg'], env: {}, cwd: '/' })).toThrow('--confg');
  });
});

describe('precedence', () => {
  test('the environment beats the file, which beats the defaults', () => {
    const { configuration, sources } = load({
      file: { port: 7001, host: '127.0.0.1' },
      env: { PORT: '7002' },
    });
    expect(configuration).toMatchObject({ port: 7002, host: '127.0.0.1', activityTimeout: 120 });
    expect(Object.fromEntries(sources)).toEqual({ port: 'PORT', host: 'given.json' });
  });

  test('an empty variable counts as unset', () => {
    expect(load({ file: { port: 7001 }, env: { PORT: ' ' } }).configuration.port).toBe(7001);
  });
});

describe('values that depend on others', () => {
  test('log_format is text on a terminal, json elsewhere, unless it is given', () => {
    expect(load({ isTerminal: true }).configuration.logFormat).toBe('text');
    expect(load({ isTerminal: false }).configuration.logFormat).toBe('json');
    expect(load({ isTerminal: true, env: { LOG_FORMAT: 'JSON' } }).configuration.logFormat).toBe('json');
  });

  test('debug makes debug the default level', () => {
    expect(load({ file: { debug: true } }).configuration.logLevel).toBe('debug');
    expect(load({ file: { debug: true, log_level: 'warn' } }).configuration.logLevel).toBe('warn');
  });

  test('compat pusher gives the official limits, to apps too, unless others are given', () => {
    const { configuration } = load({ file: { compat: ['pusher'], event_limits: { max_payload_in_kb: 20 } } });
    expect(configuration).toMatchObject({
      channelLimits: { maxNameLength: 164 },
      eventLimits: { maxPayloadInKb: 20 },
      presence: { maxMemberSizeInKb: 1, maxUserIdLength: 128 },
      appManager: {
        apps: [
          { limits: { maxChannelNameLength: 164, maxEventPayloadInKb: 20, maxPresenceMemberSizeInKb: 1 } },
        ],
      },
    });
  });

  test.each([
    [{ shutdown_grace_period: 3 }, { delay: 0.5, window: 2 }],
    [{ shutdown_grace_period: 60 }, { delay: 5, window: 20 }],
    [
      { shutdown_grace_period: 10, drain: { delay: 8 } },
      { delay: 8, window: 2 },
    ],
    [
      { shutdown_grace_period: 10, drain: { window: 9.5 } },
      { delay: 0.5, window: 9.5 },
    ],
    [{ shutdown_grace_period: 0 }, { delay: 0, window: 0 }],
  ])('%j fits the drain into the grace period', (file, drain) => {
    expect(load({ file }).configuration.drain).toMatchObject(drain);
  });

  test('TLS is on when certificate and key are given, unless it is turned off', () => {
    const ssl = { cert_path: 'a.pem', key_path: 'b.pem' };
    expect(load({ file: { ssl } }).configuration.ssl.enabled).toBe(true);
    expect(load({ file: { ssl: { ...ssl, enabled: false } } }).configuration.ssl.enabled).toBe(false);
  });

  test('credentials are never allowed to every origin', () => {
    expect(load({ file: { cors: { credentials: true } } }).configuration.cors.credentials).toBe(false);
    expect(load({ file: { cors: { origin: 'https://a.example' } } }).configuration.cors.credentials).toBe(
      true,
    );
  });

  test.each([
    ['', ''],
    ['/', ''],
    ['realtime', '/realtime'],
    ['/realtime/v1/', '/realtime/v1'],
  ])('path_prefix %j means %j', (path_prefix, expected) => {
    expect(load({ file: { path_prefix } }).configuration.pathPrefix).toBe(expected);
  });
});
