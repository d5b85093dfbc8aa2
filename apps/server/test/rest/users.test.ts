import { ApiClient, RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';

const server = useServer();

describe.each(['terminate_connections', 'force_reconnect'])('POST /users/{id}/%s', (action) => {
  it('answers an empty object and says in a header how many connections it reached', async () => {
    using api = new ApiClient(server());
    await using first = await RawClient.connect({ server: server() });
    await using second = await RawClient.connect({ server: server() });
    await first.signin({ id: 'twice' });
    await second.signin({ id: 'twice' });
    const answer = await api.post(`/users/twice/${action}`);
    expect(answer).toMatchObject({ status: 200, text: '{}' });
    expect(answer.headers['x-connections-reached']).toBe('2');
    await first.closed;
    await second.closed;
    const again = await api.post(`/users/twice/${action}`);
    expect(again).toMatchObject({ status: 200, text: '{}' });
    expect(again.headers['x-connections-reached']).toBe('0');
  });

  it.each(['ada lovelace', 'a/b', '__proto__', 'ümlaut', '100%', '+1'])(
    'finds the user %p by the encoded id',
    async (id) => {
      using api = new ApiClient(server());
      await using client = await RawClient.connect({ server: server() });
      await client.signin({ id });
      const { headers } = await api.post(`/users/${encodeURIComponent(id)}/${action}`);
      expect(headers['x-connections-reached']).toBe('1');
      await client.closed;
    },
  );

  it('leaves members alone who are not signed in', async () => {
    using api = new ApiClient(server());
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('presence-a', { member: { user_id: 'only-a-member' } });
    await api.post(`/users/only-a-member/${action}`);
    await client.barrier();
  });
});
