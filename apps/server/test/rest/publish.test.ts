import { ApiClient, RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';

const server = useServer({
  config: {
    channel_limits: { max_name_length: 60 },
    event_limits: { max_name_length: 30, max_payload_in_kb: 1, max_channels_at_once: 3 },
  },
});

const event = { name: 'news', channel: 'published', data: '{}' };
const badRequest = (error: string) => ({ error, code: 'bad_request', status: 400 });

async function post(body: unknown) {
  using api = new ApiClient(server());
  return await api.post('/events', { body });
}

describe('POST /events', () => {
  it('answers an empty object, as JSON and nothing more', async () => {
    const { status, text, headers } = await post(event);
    expect({ status, text }).toEqual({ status: 200, text: '{}' });
    expect(headers['content-type']).toBe('application/json');
    expect(headers['content-length']).toBe('2');
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it.each<[string, unknown, string]>([
    ['a string', 'plain', 'plain'],
    ['an empty string', '', ''],
    ['an object', { a: [1] }, '{"a":[1]}'],
    ['a list', [1, 'b'], '[1,"b"]'],
    ['a number', 5, '5'],
    ['false', false, 'false'],
    ['null', null, 'null'],
    ['text of every kind', 'ü 😀 \u2028 " \\ \u0000', 'ü 😀 \u2028 " \\ \u0000'],
  ])('delivers data that is %s as a string', async (_kind, data, expected) => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('kinds-of-data');
    await post({ ...event, channel: 'kinds-of-data', data });
    expect((await client.next('news')).data).toBe(expected);
  });

  it('keeps names of events as they are, PHP class names too', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('php');
    await post({ ...event, channel: 'php', name: 'App\\Events\\Order "7"' });
    await client.next('App\\Events\\Order "7"');
  });

  it('goes to many channels, to each once, however often it is named', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('many-a');
    await client.subscribe('many-b');
    const { text } = await post({ name: 'news', channels: ['many-a', 'many-b', 'many-a'], data: '' });
    expect(text).toBe('{}');
    await client.barrier();
    expect(client.drainInbox().map(({ channel }) => channel)).toEqual(['many-a', 'many-b']);
  });

  it('has channels win over channel', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('wins');
    await client.subscribe('loses');
    await post({ name: 'news', channel: 'loses', channels: ['wins'], data: '' });
    await client.barrier();
    expect(client.drainInbox().map(({ channel }) => channel)).toEqual(['wins']);
  });

  it('tells the counts that info asks for, of each channel what it has', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('info-plain');
    await client.subscribe('presence-info', { member: { user_id: 1 } });
    const channels = ['info-plain', 'presence-info', 'info-nobody'];
    const { body } = await post({ name: 'a', channels, data: '', info: 'user_count, subscription_count' });
    expect(body).toEqual({
      channels: {
        'info-plain': { subscription_count: 1 },
        'presence-info': { user_count: 1, subscription_count: 1 },
        'info-nobody': { subscription_count: 0 },
      },
    });
  });

  it.each<[string, unknown]>([
    ['The body is not JSON', '{'],
    ['The body must be a JSON object', '[]'],
    ['The body must be a JSON object', 'null'],
    ['name must be a non-empty string', { ...event, name: undefined }],
    ['name must be a non-empty string', { ...event, name: '' }],
    ['name must be a non-empty string', { ...event, name: 7 }],
    ['The event name is longer than 30 characters', { ...event, name: 'x'.repeat(31) }],
    ['data is missing', { ...event, data: undefined }],
    ['channels must be a non-empty array, or channel a name', { name: 'a', data: '' }],
    ['channels must be a non-empty array, or channel a name', { name: 'a', data: '', channels: [] }],
    ['channels must be a non-empty array, or channel a name', { name: 'a', data: '', channels: 'a' }],
    ['A channel name must be a string', { ...event, channel: 7 }],
    ['A channel name must be a string', { name: 'a', data: '', channels: ['a', null] }],
    ['An event goes to at most 3 channels', { name: 'a', data: '', channels: ['a', 'b', 'c', 'd'] }],
    ['socket_id must look like 123.456', { ...event, socket_id: '1' }],
    ['socket_id must look like 123.456', { ...event, socket_id: 1.5 }],
    ['socket_id must look like 123.456', { ...event, socket_id: '' }],
    ['info must be a comma-separated string', { ...event, info: ['user_count'] }],
    ['info knows user_count, subscription_count and cache, not users', { ...event, info: 'users' }],
    ['user_count is only available for presence channels', { ...event, info: 'user_count' }],
    ['cache is not available here', { ...event, channel: 'cache-a', info: 'cache' }],
  ])('refuses with 400: %s', async (error, body) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 400, body: badRequest(error) });
  });

  it.each([
    ['two words', 'bad_channel_name', 'The channel name is not valid'],
    ['', 'bad_channel_name', 'The channel name is not valid'],
    ['x'.repeat(61), 'channel_name_too_long', 'The channel name is longer than 60 characters'],
  ])('refuses the channel %p with 400', async (channel, code, error) => {
    const { status, body } = await post({ ...event, channel });
    expect({ status, body }).toEqual({ status: 400, body: { error, code, status: 400 } });
  });

  it.each<[string, unknown]>([
    ['text', 'x'.repeat(1025)],
    ['characters of two bytes', 'ü'.repeat(513)],
    ['JSON', ['x'.repeat(1021)]],
  ])('refuses with 413 more data than the limit: %s', async (_kind, data) => {
    const { status, body } = await post({ ...event, data });
    const error = 'data is larger than 1024 bytes';
    expect({ status, body }).toEqual({
      status: 413,
      body: { error, code: 'payload_too_large', status: 413 },
    });
  });

  it('publishes nothing of what it refuses', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('refused');
    await post({ name: 'news', channels: ['refused', 'two words'], data: '' });
    await post({ ...event, channel: 'refused', info: 'user_count' });
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
  });
});

describe('POST /events without a body', () => {
  it('takes its parameters from the query', async () => {
    using api = new ApiClient(server());
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('from-query');
    const query = { name: 'news', channel: 'from-query', data: 'a b+c&d=é' };
    const { status, text } = await api.post('/events', { query });
    expect({ status, text }).toEqual({ status: 200, text: '{}' });
    expect((await client.next('news')).data).toBe('a b+c&d=é');
  });

  it('takes several channels there, separated by commas', async () => {
    using api = new ApiClient(server());
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('query-a');
    await client.subscribe('query-b');
    const query = { name: 'news', channels: 'query-a,query-b', data: '' };
    expect(await api.post('/events', { query })).toMatchObject({ status: 200 });
    await client.barrier();
    expect(client.drainInbox().map(({ channel }) => channel)).toEqual(['query-a', 'query-b']);
  });

  it('refuses what is missing there', async () => {
    using api = new ApiClient(server());
    const { status, body } = await api.post('/events', { query: { name: 'news', data: '' } });
    const error = 'channels must be a non-empty array, or channel a name';
    expect({ status, body }).toEqual({ status: 400, body: badRequest(error) });
  });
});
