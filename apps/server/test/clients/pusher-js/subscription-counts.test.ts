import { createPusherJs } from '@shoal/testing';
import { useServer } from '../../use-server.js';
import { listenTo } from '../heard.js';

const counting = { id: 'counting', key: 'counting-key', secret: 'secret' };
const plain = { id: 'plain', key: 'plain-key', secret: 'secret' };
const apps = [{ ...counting, features: { enable_subscription_count: true } }, plain];
const server = useServer({ config: { app_manager: { array: { apps } } }, app: counting });

const countEvent = 'pusher:subscription_count';

describe('the subscription count', () => {
  it('is told to a channel with every change, to the newcomer too', async () => {
    using ann = createPusherJs(server());
    using bob = createPusherJs(server());
    const channel = ann.pusher.subscribe('counted');
    const told = listenTo(channel);
    await ann.subscribe('counted');
    await ann.barrier();
    const theirs = bob.pusher.subscribe('counted');
    const toldBob = listenTo(theirs);
    await bob.subscribe('counted');
    await bob.barrier();
    bob.pusher.unsubscribe('counted');
    await bob.barrier();
    await ann.barrier();
    const counts = told.filter(([event]) => event === countEvent).map(([, data]) => data);
    expect(counts).toEqual([1, 2, 1].map((subscription_count) => ({ subscription_count })));
    expect(channel.subscriptionCount).toBe(1);
    expect(toldBob).toContainEqual([countEvent, { subscription_count: 2 }]);
  });

  it('is not told to presence channels, which have members', async () => {
    using ann = createPusherJs(server(), { member: { user_id: 'ann' } });
    const told = listenTo(ann.pusher.subscribe('presence-counted'));
    await ann.subscribe('presence-counted');
    await ann.barrier();
    expect(told.map(([event]) => event)).not.toContain(countEvent);
  });

  it('is told only where the app asks for it', async () => {
    using ann = createPusherJs({ ...server(), app: plain });
    const told = listenTo(ann.pusher.subscribe('uncounted'));
    await ann.subscribe('uncounted');
    await ann.barrier();
    expect(told.map(([event]) => event)).toEqual(['pusher:subscription_succeeded']);
  });
});
