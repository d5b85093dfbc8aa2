import {
  ApiClient,
  type AppCredentials,
  authorizeChannel,
  eventually,
  PushEnvironment,
  PushServices,
  RawClient,
  type SpawnedProcess,
  startPushWorker,
  startRedis,
  startServer,
  startWebhookWorker,
  WebhookReceiver,
} from '@shoal/testing';

jest.setTimeout(120_000);

/** In every secret of a test's own. Those that must be real keys are searched for by themselves. */
const canary = 'canary-5f3a';
const app: AppCredentials = { id: 'shop', key: 'shop-key', secret: `${canary}-secret` };
const apnsToken = 'c0ffee'.padEnd(64, '7');

/** The lines of a PEM that hold the key. */
function keyLines(pem: string): string[] {
  return pem.split(/\\n|\n/).filter((line) => line !== '' && !line.includes('-----'));
}

/** Every text that may stand in no log. */
function secretsOf({ description }: PushServices, { variables }: PushEnvironment): string[] {
  const { fcm, apns, webPush } = description;
  const keys = [fcm.serviceAccount.private_key, apns.privateKey].flatMap(keyLines);
  const { VAPID_PRIVATE_KEY: vapid = '' } = variables;
  return [canary, apnsToken, vapid, webPush.p256dh, webPush.auth, ...keys];
}

/** An app whose endpoints are told secrets, and do not behave. */
function createApp(receiver: WebhookReceiver): object {
  const event_types = ['channel_occupied', 'channel_vacated', 'client_event', 'member_added'];
  const headers = { Authorization: `Bearer ${canary}`, 'X-Own': canary };
  return {
    ...app,
    features: { enable_client_messages: true },
    webhooks: [
      { id: 'rude', url: `${receiver.url}/${canary}?token=${canary}`, headers, event_types },
      { id: 'nobody', url: `http://127.0.0.1:1/${canary}`, headers, event_types },
    ],
  };
}

/** Devices that no provider knows. */
function createDevices({ description }: PushServices): readonly { id: string; recipient: object }[] {
  const { endpoint, p256dh, auth } = description.webPush;
  return [
    { id: 'fcm', recipient: { transportType: 'gcm', registrationToken: `${canary}-token` } },
    { id: 'apns', recipient: { transportType: 'apns', deviceToken: apnsToken } },
    { id: 'web', recipient: { transportType: 'web', endpoint: `${endpoint}${canary}`, p256dh, auth } },
  ];
}

async function push(api: ApiClient, services: PushServices): Promise<void> {
  for (const { id, recipient } of createDevices(services)) {
    const described = { formFactor: 'phone', platform: 'other', timezone: 'UTC', locale: 'en' };
    const device = { id, ...described, push: { recipient } };
    expect((await api.post('/push/deviceRegistrations', { body: device })).status).toBe(201);
    const subscription = { channel: 'everybody', deviceId: id };
    expect((await api.post('/push/channelSubscriptions', { body: subscription })).status).toBe(201);
  }
  const payload = { title: canary, body: canary, data: { secret: canary } };
  const body = { recipients: [{ type: 'channel', channel: 'everybody' }], payload };
  expect((await api.post('/push/publish', { body })).status).toBe(202);
}

async function talk(client: RawClient): Promise<void> {
  const channel = 'presence-room';
  await client.subscribe(channel, { member: { user_id: canary, user_info: { name: canary } } });
  const { auth } = authorizeChannel(app, { socketId: client.socketId, channel: 'private-a' });
  await client.subscribe('private-a', { auth });
  client.send({ event: 'client-a', channel: 'private-a', data: { text: canary } });
  client.send({ event: 'pusher:subscribe', data: { channel: 'private-b', auth, channel_data: canary } });
  await client.barrier();
}

/** Until this message is in the log. */
async function logged(started: SpawnedProcess, message: string): Promise<void> {
  const messages = () => started.logs().map((line) => line.message);
  await eventually(() => expect(messages()).toContain(message), { withinMs: 20_000 });
}

async function stopAll(processes: readonly SpawnedProcess[]): Promise<void> {
  await Promise.all(processes.map((started) => started[Symbol.asyncDispose]()));
}

it('no secret of the configuration or the traffic is in any log, whatever fails', async () => {
  await using redis = await startRedis({ password: `${canary}-redis` });
  await using services = await PushServices.start();
  await using environment = await PushEnvironment.create(services.description);
  await using receiver = await WebhookReceiver.start();
  receiver.behave({ status: 500, body: canary });
  const env = {
    ...environment.variables,
    ...{ LOG_LEVEL: 'trace', DRAIN_WINDOW: '0', SHUTDOWN_GRACE_PERIOD: '5' },
    ...{ QUEUE_DRIVER: 'redis', ADAPTER_DRIVER: 'redis', WEBHOOKS_ALLOW_PRIVATE_TARGETS: '1' },
    REDIS_URL: `redis://:${canary}-redis@${redis.host}:${redis.port}`,
    PUSH_CREDENTIAL_ENCRYPTION_KEY: `${canary}-of-the-vault-and-long-enough`,
  };
  const config = { app_manager: { array: { apps: [createApp(receiver)] } } };
  const options = { env, config, readyWithinMs: 40_000 };
  const [server, webhookWorker, pushWorker] = await Promise.all([
    startServer({ ...options, app }),
    startWebhookWorker(options),
    startPushWorker(options),
  ]);
  const processes = [server, webhookWorker, pushWorker];
  await using _end = { [Symbol.asyncDispose]: () => stopAll(processes) };

  using api = new ApiClient(server);
  await using client = await RawClient.connect({ server });
  await talk(client);
  await push(api, services);
  await logged(pushWorker, 'push delivery failed');
  await eventually(() => expect(receiver.requests.length).toBeGreaterThan(1), { withinMs: 20_000 });
  await redis.server.kill();
  for (const started of processes) await logged(started, 'redis connection failed');
  await redis.server.restart();
  await stopAll(processes);

  const secrets = secretsOf(services, environment);
  expect(secrets.filter((secret) => secret.length < 10)).toEqual([]);
  expect(secrets.length).toBeGreaterThan(20);
  for (const { output } of processes) {
    expect(output.text).toContain('shutdown started');
    for (const secret of secrets) expect(output.text).not.toContain(secret);
  }
});
