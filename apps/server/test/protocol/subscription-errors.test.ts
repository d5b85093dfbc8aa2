import { authorizeChannel, RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';
import { expectSubscriptionError } from './expect-error.js';

const server = useServer({
  config: { channel_limits: { max_name_length: 50 }, presence: { max_members_per_channel: 2 } },
});

const unauthorized = { type: 'AuthError', status: 401, error: 'The connection is unauthorized' };
const unsigned = { ...unauthorized, error: 'This channel requires auth' };
const badName = { type: 'InvalidChannel', status: 4009, error: 'The channel name is not valid' };
const longName = {
  type: 'LimitReached',
  status: 4009,
  error: 'The channel name is longer than 50 characters',
};
const badMember = { type: 'InvalidMember', status: 401, error: 'channel_data must be JSON with a user_id' };

describe('a name', () => {
  it.each([
    'two words',
    'slash/ed',
    'col:on',
    'hash#',
    '#hash',
    'ümlaut',
    'new\nline',
    'nul\0',
    '😀',
    'private-a b',
    'presence-a/b',
  ])('that is not allowed is refused: %p', async (channel) => {
    await using client = await RawClient.connect({ server: server() });
    client.send({ event: 'pusher:subscribe', data: { channel } });
    await expectSubscriptionError(client, { channel, ...badName });
  });

  it('may have as many characters as the limit says, prefix included, and no more', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('x'.repeat(50));
    await client.subscribe(`private-${'x'.repeat(42)}`);
    const channel = `private-${'x'.repeat(43)}`;
    client.send({ event: 'pusher:subscribe', data: { channel, auth: 'any' } });
    await expectSubscriptionError(client, { channel, ...longName });
  });

  it('of the channel of a user names somebody, of at most 200 characters', async () => {
    await using client = await RawClient.connect({ server: server() });
    const nobody = '#server-to-user-';
    client.send({ event: 'pusher:subscribe', data: { channel: nobody } });
    await expectSubscriptionError(client, {
      channel: nobody,
      ...badName,
      error: 'The user channel names no user',
    });
    const long = `#server-to-user-${'x'.repeat(201)}`;
    client.send({ event: 'pusher:subscribe', data: { channel: long } });
    await expectSubscriptionError(client, { channel: long, ...longName, error: 'The user id is too long' });
  });
});

describe('a signature', () => {
  it.each([
    'private-signed',
    'private-encrypted-signed',
    'private-cache-signed',
    'private-encrypted-cache-signed',
    'presence-signed',
    'presence-cache-signed',
  ])('is needed for %s, and must be right', async (channel) => {
    await using client = await RawClient.connect({ server: server() });
    await using other = await RawClient.connect({ server: server() });
    const subscribe = (auth?: string) =>
      client.send({ event: 'pusher:subscribe', data: { channel, auth, channel_data: '{"user_id":"1"}' } });
    subscribe();
    await expectSubscriptionError(client, { channel, ...unsigned });
    const { app } = server();
    const stranger = { ...app, secret: 'guessed' };
    const { socketId } = client;
    const wrong = [
      'app-key',
      'app-key:',
      ':',
      `app-key:${'0'.repeat(64)}`,
      `app-key:${'0'.repeat(63)}`,
      authorizeChannel(stranger, { socketId, channel, channelData: '{"user_id":"1"}' }).auth,
      authorizeChannel(app, { socketId, channel: `${channel}2`, channelData: '{"user_id":"1"}' }).auth,
      authorizeChannel(app, { socketId: other.socketId, channel, channelData: '{"user_id":"1"}' }).auth,
      authorizeChannel(app, { socketId, channel, channelData: '{"user_id":"2"}' }).auth,
      authorizeChannel({ ...app, key: 'other' }, { socketId, channel }).auth,
    ];
    for (const auth of wrong) {
      subscribe(auth);
      await expectSubscriptionError(client, { channel, ...unauthorized });
    }
    expect(client.drainInbox()).toEqual([]);
  });

  it('for the channel of a user is having signed in as this user', async () => {
    await using client = await RawClient.connect({ server: server() });
    const channel = '#server-to-user-ada';
    client.send({ event: 'pusher:subscribe', data: { channel } });
    await expectSubscriptionError(client, { channel, ...unauthorized });
    await client.signin({ id: 'ada' });
    await client.subscribe(channel);
    const somebodyElse = '#server-to-user-bob';
    client.send({ event: 'pusher:subscribe', data: { channel: somebodyElse } });
    await expectSubscriptionError(client, { channel: somebodyElse, ...unauthorized });
  });
});

describe('a member', () => {
  it.each<[channelData: string, error: string]>([
    ['{}', badMember.error],
    ['[]', badMember.error],
    ['"ada"', badMember.error],
    ['null', badMember.error],
    ['{"user_id":null}', badMember.error],
    ['{"user_id":""}', badMember.error],
    ['{"user_id":true}', badMember.error],
    ['{"user_id":{}}', badMember.error],
    ['{"user_id":1e999}', badMember.error],
    ['{"user_info":{}}', badMember.error],
    ['not JSON', 'channel_data is not JSON'],
    [`{"user_id":"${'x'.repeat(201)}"}`, 'The user id is too long'],
  ])('that is nobody is refused: %s', async (channelData, error) => {
    await using client = await RawClient.connect({ server: server() });
    const channel = 'presence-nobody';
    const { socketId } = client;
    const data = { channel, ...authorizeChannel(server().app, { socketId, channel, channelData }) };
    client.send({ event: 'pusher:subscribe', data });
    await expectSubscriptionError(client, { channel, ...badMember, error });
  });

  it('is needed unless somebody is signed in', async () => {
    await using client = await RawClient.connect({ server: server() });
    const channel = 'presence-anonymous';
    const { auth } = authorizeChannel(server().app, { socketId: client.socketId, channel });
    client.send({ event: 'pusher:subscribe', data: { channel, auth } });
    const error = 'channel_data is missing and nobody is signed in';
    await expectSubscriptionError(client, { channel, ...badMember, error });
  });

  it('may describe itself in 2 KB and no more', async () => {
    await using client = await RawClient.connect({ server: server() });
    // Two quotes belong to the JSON text.
    await client.subscribe('presence-size', { member: { user_id: 1, user_info: 'x'.repeat(2048 - 2) } });
    const channel = 'presence-oversize';
    const member = { user_id: 1, user_info: 'ü'.repeat(1024) };
    const refused = client.subscribe(channel, { member });
    await expect(refused).rejects.toThrow('"type":"LimitReached"');
    await expect(refused).rejects.toThrow('"error":"user_info is larger than 2048 bytes","status":4301');
    await client.barrier();
  });

  it('beyond the limit of the channel is refused; another socket of a user who is in is not', async () => {
    const channel = 'presence-full';
    await using ada = await RawClient.connect({ server: server() });
    await using bob = await RawClient.connect({ server: server() });
    await using third = await RawClient.connect({ server: server() });
    await ada.subscribe(channel, { member: { user_id: 'ada' } });
    await bob.subscribe(channel, { member: { user_id: 'bob' } });
    const join = (user: string) => {
      const { socketId } = third;
      const channelData = { user_id: user };
      const data = { channel, ...authorizeChannel(server().app, { socketId, channel, channelData }) };
      third.send({ event: 'pusher:subscribe', data });
    };
    join('eve');
    const error = 'The presence channel has reached its member limit';
    await expectSubscriptionError(third, { channel, type: 'LimitReached', status: 4100, error });
    join('ada');
    await third.next('pusher_internal:subscription_succeeded');
    await bob.close();
    await ada.next('pusher_internal:member_removed');
    third.send({ event: 'pusher:unsubscribe', data: { channel } });
    join('eve');
    await third.next('pusher_internal:subscription_succeeded');
  });
});
