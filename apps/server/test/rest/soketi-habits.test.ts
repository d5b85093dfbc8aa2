import { ApiClient, RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';

const server = useServer({ env: { COMPAT: 'soketi' } });

describe('compat: soketi', () => {
  it('answers publishes with ok', async () => {
    using api = new ApiClient(server());
    const event = { name: 'news', channel: 'a', data: '' };
    expect(await api.post('/events', { body: event })).toMatchObject({ status: 200, body: { ok: true } });
    expect(await api.post('/batch_events', { body: { batch: [event] } })).toMatchObject({
      status: 200,
      body: { ok: true },
    });
  });

  it('shows counts that nobody asked for', async () => {
    using api = new ApiClient(server());
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('plain');
    await client.subscribe('presence-a', { member: { user_id: 1 } });
    expect((await api.get('/channels')).body).toEqual({
      channels: {
        plain: { subscription_count: 1, occupied: true },
        'presence-a': { subscription_count: 1, occupied: true },
      },
    });
    expect((await api.get('/channels/plain')).body).toEqual({ subscription_count: 1, occupied: true });
    expect((await api.get('/channels/presence-a')).body).toEqual({
      subscription_count: 1,
      user_count: 1,
      occupied: true,
    });
  });

  it('keeps true status codes: 200 for a failure hides it', async () => {
    using api = new ApiClient(server());
    expect(await api.get('/channels', { secret: 'wrong' })).toMatchObject({ status: 401 });
    expect(await api.post('/events', { body: '{' })).toMatchObject({ status: 400 });
  });
});
