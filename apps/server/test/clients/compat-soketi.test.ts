import { createPusherJs, createPusherServer, eventually, once, scrapeMetrics } from '@shoal/testing';
import { startTimeout, useServer } from '../use-server.js';

const small = { id: 'small', key: 'small-key', secret: 'secret' };
const apps = [{ ...small, limits: { max_connections: 1 } }];
const server = useServer({ config: { compat: ['soketi'], app_manager: { array: { apps } } }, app: small });

const member = { user_id: 'ann' };
const get = async (path: string) => (await createPusherServer(server()).get({ path })).json();
const isEmpty = async () => (await scrapeMetrics(server())).sum('sockudo_active_connections') === 0;

beforeEach(() => eventually(isEmpty, { what: 'the connection of the test before to end' }));

describe('with compat: soketi, code that was written for soketi', () => {
  it('finds {"ok":true} in the answer to a publish', async () => {
    const backend = createPusherServer(server());
    const single = await backend.trigger('news', 'order', 1);
    expect(await single.json()).toEqual({ ok: true });
    const batch = await backend.triggerBatch([{ channel: 'news', name: 'order', data: 1 }]);
    expect(await batch.json()).toEqual({ ok: true });
  });

  it('finds counts in the list of channels without asking for them', async () => {
    using client = createPusherJs(server(), { member });
    await client.subscribe('news');
    await client.subscribe('presence-room');
    expect(await get('/channels')).toEqual({
      channels: {
        news: { subscription_count: 1, occupied: true },
        'presence-room': { subscription_count: 1, occupied: true },
      },
    });
  });

  it('finds counts in the description of a channel without asking for them', async () => {
    using client = createPusherJs(server(), { member });
    await client.subscribe('news');
    await client.subscribe('presence-room');
    expect(await get('/channels/news')).toEqual({ subscription_count: 1, occupied: true });
    expect(await get('/channels/presence-room')).toEqual({
      subscription_count: 1,
      user_count: 1,
      occupied: true,
    });
  });

  it('is refused with true status codes all the same', async () => {
    const backend = createPusherServer({ ...server(), app: { ...small, secret: 'wrong' } });
    await expect(backend.trigger('news', 'order', 1)).rejects.toMatchObject({ status: 401 });
  });

  it(
    'is over its connection quota with 4100, so that pusher-js tries until there is room',
    async () => {
      using first = createPusherJs(server());
      await first.connected();
      using second = createPusherJs(server());
      const message = 'Application is over connection quota';
      expect(await once(second.pusher.connection, 'error')).toMatchObject({
        error: { data: { code: 4100, message } },
      });
      first.pusher.disconnect();
      await second.connected({ withinMs: startTimeout / 2 });
    },
    startTimeout,
  );
});
