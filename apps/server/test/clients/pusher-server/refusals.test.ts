import { createPusherJs, createPusherServer } from '@shoal/testing';
import { useServer } from '../../use-server.js';
import { listenTo } from '../heard.js';

const disabled = { id: 'disabled', key: 'disabled-key', secret: 'disabled-secret' };
const ours = { id: 'app-id', key: 'app-key', secret: 'app-secret' };
const apps = [ours, { ...disabled, enabled: false }];
const server = useServer({ config: { app_manager: { array: { apps } } } });

const backend = (app = ours) => createPusherServer({ ...server(), app });

/** What the official library rejects with. */
const requestError = (status: number, error: string | RegExp) =>
  expect.objectContaining({
    name: 'PusherRequestError',
    message: `Unexpected status code ${status}`,
    status,
    body: expect.stringMatching(error),
  });

describe('a request that is not the app’s own', () => {
  it.each([
    ['401 signed with another secret', { ...ours, secret: 'wrong' }, 401],
    ['401 with the key of another app', { ...ours, key: disabled.key }, 401],
    ['404 for an app that does not exist', { ...ours, id: 'nobody' }, 404],
    ['403 for a disabled app', disabled, 403],
  ])('is refused with %s', async (_what, app, status) => {
    const refused = requestError(status, /"error":".+"/);
    await expect(backend(app).trigger('news', 'order', 1)).rejects.toEqual(refused);
    await expect(backend(app).get({ path: '/channels' })).rejects.toEqual(refused);
  });
});

describe('a publish that breaks a limit', () => {
  it('is refused with 413 when the data is larger than 100 KB', async () => {
    using client = createPusherJs(server());
    const heard = listenTo(await client.subscribe('too-large'));
    const data = 'x'.repeat(100 * 1024 + 1);
    const refused = requestError(413, /"error":".+102400/);
    await expect(backend().trigger('too-large', 'order', data)).rejects.toEqual(refused);
    const batch = [
      { channel: 'too-large', name: 'small', data: 1 },
      { channel: 'too-large', name: 'large', data },
    ];
    await expect(backend().triggerBatch(batch)).rejects.toEqual(refused);
    await client.barrier();
    expect(heard).toEqual([]);
  });

  it('is refused with 400 when a batch has more than ten events', async () => {
    const batch = Array.from({ length: 11 }, () => ({ channel: 'news', name: 'order', data: 1 }));
    await expect(backend().triggerBatch(batch)).rejects.toEqual(requestError(400, /10/));
  });
});

describe('a question that has no answer is refused with 400', () => {
  it.each([
    ['/channels', { info: 'user_count' }, /filter_by_prefix/],
    ['/channels/news', { info: 'user_count' }, /presence/],
    ['/channels/news', { info: 'cache' }, /cache channels/],
    ['/channels/news', { info: 'weather' }, /weather/],
    ['/channels/news/users', {}, /presence/],
  ])('%s %j', async (path, params, error) => {
    await expect(backend().get({ path, params })).rejects.toEqual(requestError(400, error));
  });
});

it('an unknown route is refused with 404', async () => {
  await expect(backend().get({ path: '/nothing/here' })).rejects.toEqual(requestError(404, /Not found/));
});
