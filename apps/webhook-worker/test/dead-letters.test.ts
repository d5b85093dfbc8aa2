import {
  ApiClient,
  type AppCredentials,
  createPusherServer,
  defaultApp,
  eventually,
  type HttpResponse,
  RawClient,
  scrapeMetrics,
} from '@shoal/testing';
import { Endpoints } from './endpoints.js';
import { forms, type Installation, startCluster } from './installation.js';
import { settled } from './webhook-counts.js';

jest.setTimeout(60_000);

const unbatched = { event_types: ['client_event'], batching: { enabled: false } };
const settings = {
  orders: { id: 'orders', ...unbatched },
  audit: { id: 'audit', ...unbatched },
};
const other: AppCredentials = { id: 'other-id', key: 'other-key', secret: 'other-secret' };
const features = { enable_client_messages: true };

interface Letter {
  readonly id: string;
  readonly failed_at: string;
}
interface Page {
  readonly dead_letters: readonly Letter[];
  readonly next_cursor: string | null;
}

const root = '/webhooks/dead_letters';

describe.each(forms)('%s', (_form, start) => {
  let endpoints: Endpoints<keyof typeof settings>;
  let installation: Installation;
  let client: RawClient;
  let api: ApiClient;
  beforeAll(async () => {
    endpoints = await Endpoints.start(settings);
    const apps = [
      { ...defaultApp, features, webhooks: endpoints.webhooks },
      { ...other, features, webhooks: endpoints.webhooks },
    ];
    installation = await start({ config: { app_manager: { array: { apps } } } });
    client = await RawClient.connect({ server: installation.node(0) });
    await client.subscribe('private-room');
    api = new ApiClient(installation.node(1));
  });
  afterAll(async () => {
    api?.[Symbol.dispose]();
    await client?.[Symbol.asyncDispose]();
    await installation?.[Symbol.asyncDispose]();
    await endpoints?.[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    for (const receiver of endpoints.all) receiver.behave({ status: 400 });
  });
  afterEach(async () => {
    for (const { id } of await listAll()) await api.request('DELETE', `${root}/${id}`);
  });

  async function list(query: Readonly<Record<string, string>> = {}): Promise<Page> {
    return (await api.get(root, { query })).body as Page;
  }

  async function listAll(query: Readonly<Record<string, string>> = {}): Promise<Letter[]> {
    const { dead_letters, next_cursor } = await list(query);
    if (next_cursor === null) return [...dead_letters];
    return [...dead_letters, ...(await listAll({ ...query, cursor: next_cursor }))];
  }

  /** Sends client events that both endpoints refuse. @returns the letters of one of them, newest first */
  async function giveUp(...data: string[]): Promise<Letter[]> {
    for (const each of data) client.send({ event: 'client-n', channel: 'private-room', data: each });
    const areThere = async () => expect(await listAll()).toHaveLength(2 * data.length);
    await eventually(areThere, { withinMs: 10_000, everyMs: 50, what: 'the dead letters' });
    return await listAll({ endpoint: 'orders' });
  }

  async function giveUpOne(data: string): Promise<Letter> {
    const [letter] = await giveUp(data);
    if (letter === undefined) throw new Error('Nothing was given up');
    return letter;
  }

  it('lists what was given up, newest first, in pages, of all endpoints or one', async () => {
    const ofOrders = await giveUp('1', '2', '3', '4', '5');
    expect(ofOrders).toHaveLength(5);
    const all = await listAll();
    const times = all.map(({ failed_at }) => failed_at);
    expect(times).toEqual([...times].sort().reverse());

    const paged = await listAll({ limit: '3' });
    expect(paged).toEqual(all);
    expect((await list({ limit: '3' })).dead_letters).toHaveLength(3);
    expect(await listAll({ limit: '2', endpoint: 'orders' })).toEqual(ofOrders);
    expect(await listAll({ endpoint: 'nowhere' })).toEqual([]);
  });

  it('shows one with its events', async () => {
    const { id } = await giveUpOne('lost');
    const { status, body } = await api.get(`${root}/${id}`);
    const { socketId: socket_id } = client;
    const fact = {
      name: 'client_event',
      channel: 'private-room',
      event: 'client-n',
      data: 'lost',
      socket_id,
    };
    const event = { ...fact, id: expect.any(String), time_ms: expect.any(Number) };
    const failed_at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        ...{ id, endpoint: 'orders', reason: 'answered 400', attempts: 1, failed_at },
        ...{ event_count: 1, events: [event] },
      },
    });
    expect((await api.get(`${root}/unknown`)).status).toBe(404);
  });

  it('replays one: the same event in the same delivery', async () => {
    const { id } = await giveUpOne('late');
    const receiver = endpoints.at('orders');
    receiver.behave({});
    expect(await api.post(`${root}/${id}/replay`)).toMatchObject({ status: 202, body: { replayed: 1 } });
    await receiver.whenReceived(({ data }) => data === 'late');

    const [first, second] = receiver.requests.slice(-2);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers).toEqual(first?.headers);
    expect(await listAll({ endpoint: 'orders' })).toEqual([]);
    expect(await listAll({ endpoint: 'audit' })).toHaveLength(1);
    expect((await api.post(`${root}/${id}/replay`)).status).toBe(404);
  });

  it('replays all of an endpoint; what fails again is a dead letter again', async () => {
    await giveUp('1', '2', 'never');
    const receiver = endpoints.at('orders');
    receiver.behave(({ events: [event] }) => ({ status: event?.data === 'never' ? 400 : 200 }));
    const replayed = await api.post(`${root}/replay`, { body: { endpoint: 'orders' } });
    expect(replayed).toMatchObject({ status: 202, body: { replayed: 3, next_cursor: null } });
    for (const each of ['1', '2']) await receiver.whenReceived(({ data }) => data === each);
    await eventually(async () => expect(await listAll({ endpoint: 'orders' })).toHaveLength(1));
    expect(await listAll({ endpoint: 'audit' })).toHaveLength(3);
    expect((await api.post(`${root}/replay`, { body: {} })).status).toBe(400);
  });

  it('deletes one', async () => {
    const { id } = await giveUpOne('unwanted');
    expect(await api.request('DELETE', `${root}/${id}`)).toMatchObject({ status: 200, body: {} });
    expect(await listAll({ endpoint: 'orders' })).toEqual([]);
    expect((await api.request('DELETE', `${root}/${id}`)).status).toBe(404);
  });

  it('lets the official library in, and nobody without the secret', async () => {
    const { id } = await giveUpOne('secret');
    const pusher = createPusherServer(installation.node(0));
    const answer = await pusher.get({ path: root });
    expect(await answer.json()).toMatchObject({ dead_letters: [{}, {}], next_cursor: null });
    for (const [method, path] of requestsFor(id)) {
      const { status } = await api.request(method, path, { secret: 'guessed' });
      expect({ method, path, status }).toEqual({ method, path, status: 401 });
    }
    expect(await listAll()).toHaveLength(2);
  });

  it('shows an app nothing of another', async () => {
    const { id } = await giveUpOne('private');
    const { host, port } = installation.node(0);
    using stranger = new ApiClient({ host, port, app: other });
    expect((await stranger.get(root)).body).toEqual({ dead_letters: [], next_cursor: null });
    const all = await stranger.post(`${root}/replay`, { body: { endpoint: 'orders' } });
    expect(all.body).toEqual({ replayed: 0, next_cursor: null });
    for (const [method, path] of requestsFor(id).slice(1)) {
      const { status } = await stranger.request(method, path);
      expect({ method, path, status }).toEqual({ method, path, status: 404 });
    }
    expect(await listAll()).toHaveLength(2);
  });

  it.each([{ limit: '0' }, { limit: '101' }, { limit: 'many' }, { cursor: 'nonsense' }, { cursor: '' }])(
    'refuses %j',
    async (query) => {
      expect(await api.get(root, { query })).toMatchObject({
        status: 400,
        body: { code: 'bad_request' },
      });
    },
  );

  it('counts what was given up, and how much of it there is', async () => {
    const before = await settled(installation);
    await giveUp('1', '2');
    const { failed, queued } = await settled(installation);
    expect({ failed, queued }).toEqual({ failed: before.failed + 4, queued: before.queued + 4 });
    const there = async () =>
      (await scrapeMetrics(installation.node(1))).sum('sockudo_queue_jobs', { state: 'failed' });
    await eventually(async () => expect(await there()).toBe(4), { everyMs: 200 });
  });
});

function requestsFor(id: string): readonly (readonly [method: string, path: string])[] {
  return [
    ['GET', root],
    ['GET', `${root}/${id}`],
    ['POST', `${root}/${id}/replay`],
    ['DELETE', `${root}/${id}`],
  ];
}

it('while Redis is away everything answers 503, and afterwards all is there', async () => {
  await using cluster = await startCluster(
    { webhooks: [{ url: 'https://nowhere.example', ...settings.orders }], env: { QUEUE_DRIVER: 'redis' } },
    { nodes: 1, workers: 0 },
  );
  using api = new ApiClient(cluster.node(0));
  const empty = { status: 200, body: { dead_letters: [], next_cursor: null } };
  expect(await api.get(root)).toMatchObject(empty);
  cluster.redis.server.pause();
  const replay = () => api.post(`${root}/replay`, { body: { endpoint: 'orders' } });
  const asked = [...requestsFor('a-1').map(([method, path]) => api.request(method, path)), replay()];
  const answers: HttpResponse[] = await Promise.all(asked);
  cluster.redis.server.resume();
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
  await eventually(async () => expect(await api.get(root)).toMatchObject(empty), { withinMs: 15_000 });
});
