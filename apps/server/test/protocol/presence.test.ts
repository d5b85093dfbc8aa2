import { authorizeChannel, RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';

const server = useServer();

const succeeded = 'pusher_internal:subscription_succeeded';
const added = 'pusher_internal:member_added';
const removed = 'pusher_internal:member_removed';

describe('the list of a presence channel', () => {
  it('has everybody with ids in their JSON type, names and infos, and a count', async () => {
    const channel = 'presence-list';
    await using first = await RawClient.connect({ server: server() });
    await using second = await RawClient.connect({ server: server() });
    const alone = await first.subscribe(channel, { member: { user_id: 7, user_info: { name: 'Ada' } } });
    expect(alone.fields).toEqual({ event: succeeded, channel, data: expect.any(String) });
    expect(alone.payload).toEqual({
      presence: { ids: [7], hash: { 7: { name: 'Ada' } }, count: 1 },
    });
    const both = await second.subscribe(channel, { member: { user_id: 'bob' } });
    expect(both.payload).toEqual({
      presence: { ids: [7, 'bob'], hash: { 7: { name: 'Ada' }, bob: null }, count: 2 },
    });
  });

  it('is given again, and up to date, when the subscription is repeated', async () => {
    const channel = 'presence-again';
    await using first = await RawClient.connect({ server: server() });
    await using second = await RawClient.connect({ server: server() });
    await first.subscribe(channel, { member: { user_id: 'ada' } });
    await second.subscribe(channel, { member: { user_id: 'bob' } });
    const again = await first.subscribe(channel, { member: { user_id: 'ada' } });
    expect(again.payload).toMatchObject({ presence: { ids: ['ada', 'bob'], count: 2 } });
    await second.barrier();
    expect(second.drainInbox()).toEqual([]);
  });

  it('holds names that mean something to JavaScript as any other', async () => {
    const channel = 'presence-prototype';
    await using first = await RawClient.connect({ server: server() });
    await using second = await RawClient.connect({ server: server() });
    await first.subscribe(channel, { member: '{"user_id":"__proto__","user_info":{"__proto__":{"a":1}}}' });
    const { payload } = await second.subscribe(channel, { member: { user_id: 'constructor' } });
    const expected =
      '{"ids":["__proto__","constructor"],"hash":{"__proto__":{"__proto__":{"a":1}},"constructor":null},"count":2}';
    expect(JSON.stringify(payload)).toBe(`{"presence":${expected}}`);
    const { payload: told } = await first.next(added);
    expect(told).toEqual({ user_id: 'constructor' });
  });
});

describe('members who come and go', () => {
  it('are told to the others, not to themselves', async () => {
    const channel = 'presence-told';
    await using ada = await RawClient.connect({ server: server() });
    await ada.subscribe(channel, { member: { user_id: 'ada' } });
    {
      await using bob = await RawClient.connect({ server: server() });
      await bob.subscribe(channel, { member: { user_id: 12, user_info: { age: 3 } } });
      const { fields } = await ada.next(added);
      expect(fields).toEqual({ event: added, channel, data: '{"user_id":12,"user_info":{"age":3}}' });
      await bob.barrier();
      expect(bob.drainInbox()).toEqual([]);
    }
    expect((await ada.next(removed)).fields).toEqual({ event: removed, channel, data: '{"user_id":12}' });
    await ada.barrier();
    expect(ada.drainInbox()).toEqual([]);
  });

  it('are told once, however many sockets they have, and whatever type their id has', async () => {
    const channel = 'presence-sockets';
    await using watcher = await RawClient.connect({ server: server() });
    await watcher.subscribe(channel, { member: { user_id: 'watcher' } });
    const first = await RawClient.connect({ server: server() });
    const second = await RawClient.connect({ server: server() });
    await first.subscribe(channel, { member: { user_id: '5' } });
    const { payload } = await second.subscribe(channel, { member: { user_id: 5 } });
    expect(payload).toMatchObject({ presence: { ids: ['watcher', '5'], count: 2 } });
    expect((await watcher.next(added)).payload).toEqual({ user_id: '5' });
    await first.close();
    await second.barrier();
    await watcher.barrier();
    expect(watcher.drainInbox()).toEqual([]);
    await second.close();
    expect((await watcher.next(removed)).payload).toEqual({ user_id: '5' });
  });

  it('leave by unsubscribing too, and come back', async () => {
    const channel = 'presence-unsubscribed';
    await using watcher = await RawClient.connect({ server: server() });
    await watcher.subscribe(channel, { member: { user_id: 'watcher' } });
    await using ada = await RawClient.connect({ server: server() });
    await ada.subscribe(channel, { member: { user_id: 'ada' } });
    await watcher.next(added);
    ada.send({ event: 'pusher:unsubscribe', data: { channel } });
    expect((await watcher.next(removed)).payload).toEqual({ user_id: 'ada' });
    await ada.subscribe(channel, { member: { user_id: 'ada' } });
    expect((await watcher.next(added)).payload).toEqual({ user_id: 'ada' });
  });
});

describe('a signed-in user', () => {
  it('joins without channel_data, as the user of the sign-in', async () => {
    const channel = 'presence-signed-in';
    await using watcher = await RawClient.connect({ server: server() });
    await watcher.subscribe(channel, { member: { user_id: 'watcher' } });
    await using ada = await RawClient.connect({ server: server() });
    await ada.signin({ id: 'ada', user_info: { name: 'Ada' } });
    const { auth } = authorizeChannel(server().app, { socketId: ada.socketId, channel });
    const { payload } = await ada.subscribe(channel, { auth });
    expect(payload).toMatchObject({ presence: { hash: { ada: { name: 'Ada' } }, count: 2 } });
    expect((await watcher.next(added)).payload).toEqual({ user_id: 'ada', user_info: { name: 'Ada' } });
  });

  it('may still come as somebody else, with channel_data', async () => {
    await using ada = await RawClient.connect({ server: server() });
    await ada.signin({ id: 'ada' });
    const { payload } = await ada.subscribe('presence-as-guest', { member: { user_id: 'guest' } });
    expect(payload).toMatchObject({ presence: { ids: ['guest'] } });
  });
});
