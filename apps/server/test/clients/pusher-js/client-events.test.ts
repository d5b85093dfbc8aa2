import { createPusherJs, type PusherJsClient } from '@shoal/testing';
import { useServer } from '../../use-server.js';
import { type Heard, listenTo } from '../heard.js';

const chatty = { id: 'chatty', key: 'chatty-key', secret: 'secret' };
const silent = { id: 'silent', key: 'silent-key', secret: 'secret' };
const limited = { id: 'limited', key: 'limited-key', secret: 'secret' };
const features = { enable_client_messages: true };
const apps = [
  { ...chatty, features },
  silent,
  { ...limited, features, limits: { max_client_events_per_second: 10, decay_seconds: 3_600 } },
];
const server = useServer({ config: { app_manager: { array: { apps } } }, app: chatty });

const person = (id: string, app = chatty) =>
  createPusherJs({ ...server(), app }, { member: { user_id: id, user_info: { name: id } } });

/** Errors that the application is told of; the connection goes on. */
function errorsOf({ pusher: { connection } }: PusherJsClient): unknown[] {
  const errors: unknown[] = [];
  connection.bind('error', (error: unknown) => errors.push(error));
  return errors;
}

const refused = (message: string) => ({ type: 'PusherError', data: { code: 4301, message } });

describe('a client event', () => {
  it('on a private channel reaches the others, and not its sender', async () => {
    using ann = person('ann');
    using bob = person('bob');
    const mine = await ann.subscribe('private-chat');
    const heardAnn = listenTo(mine);
    const heardBob = listenTo(await bob.subscribe('private-chat'));
    mine.trigger('client-typing', { text: 'Grüße 👋' });
    await ann.barrier();
    await bob.barrier();
    expect(heardBob).toEqual([['client-typing', { text: 'Grüße 👋' }]]);
    expect(heardAnn).toEqual([]);
  });

  it('on a presence channel says which member it is from', async () => {
    using ann = person('ann');
    using bob = person('bob');
    const mine = await ann.subscribe('presence-chat');
    const metadata: unknown[] = [];
    const theirs = await bob.subscribe('presence-chat');
    theirs.bind('client-typing', (data: unknown, about: unknown) => metadata.push(data, about));
    mine.trigger('client-typing', 1);
    await ann.barrier();
    await bob.barrier();
    expect(metadata).toEqual([1, { user_id: 'ann' }]);
  });

  it('cannot claim to be from another member', async () => {
    using mallory = person('mallory');
    using bob = person('bob');
    await mallory.subscribe('presence-claim');
    const metadata: unknown[] = [];
    const theirs = await bob.subscribe('presence-claim');
    theirs.bind('client-typing', (_data: unknown, about: unknown) => metadata.push(about));
    const forged = { event: 'client-typing', channel: 'presence-claim', data: 1, user_id: 'ann' };
    mallory.pusher.connection.send(JSON.stringify(forged));
    await mallory.barrier();
    await bob.barrier();
    expect(metadata).toEqual([{ user_id: 'mallory' }]);
  });

  it('has data of any JSON type', async () => {
    using ann = person('ann');
    using bob = person('bob');
    const mine = await ann.subscribe('private-types');
    const heard = listenTo(await bob.subscribe('private-types'));
    const data = [{ a: [1] }, [], 'text', 0, null, false, ''];
    for (const value of data) mine.trigger('client-value', value);
    await ann.barrier();
    await bob.barrier();
    expect(heard).toEqual(data.map((value): Heard => ['client-value', value]));
  });
});

describe('a client event is refused with 4301, and the connection stays,', () => {
  it('on a public channel', async () => {
    using ann = person('ann');
    using bob = person('bob');
    const mine = await ann.subscribe('public-chat');
    const heard = listenTo(await bob.subscribe('public-chat'));
    const errors = errorsOf(ann);
    mine.trigger('client-typing', 1);
    await ann.barrier();
    await bob.barrier();
    expect(errors).toEqual([refused('Client events are for private and presence channels only')]);
    expect(heard).toEqual([]);
  });

  it('on a channel that the sender is not subscribed to', async () => {
    using ann = person('ann');
    using bob = person('bob');
    await ann.connected();
    const heard = listenTo(await bob.subscribe('private-members-only'));
    const errors = errorsOf(ann);
    ann.pusher.send_event('client-typing', 1, 'private-members-only');
    await ann.barrier();
    await bob.barrier();
    expect(errors).toEqual([refused('The connection is not subscribed to the channel')]);
    expect(heard).toEqual([]);
  });

  it('when the app does not have them', async () => {
    using ann = person('ann', silent);
    const channel = await ann.subscribe('private-chat');
    const errors = errorsOf(ann);
    channel.trigger('client-typing', 1);
    await ann.barrier();
    expect(errors).toEqual([refused('Client events are not enabled for this application')]);
  });

  it('when there are more than the app allows in a window', async () => {
    using ann = person('ann', limited);
    using bob = person('bob', limited);
    const mine = await ann.subscribe('private-flood');
    const heard = listenTo(await bob.subscribe('private-flood'));
    const errors = errorsOf(ann);
    for (let index = 0; index < 12; index += 1) mine.trigger('client-tick', index);
    await ann.barrier();
    await bob.barrier();
    const over = refused('Client event rejected: over the rate limit');
    expect(errors).toEqual([over, over]);
    expect(heard).toEqual(Array.from({ length: 10 }, (_, index): Heard => ['client-tick', index]));
  });
});

it('pusher-js itself refuses client events on encrypted channels', async () => {
  using ann = person('ann');
  const channel = await ann.subscribe('private-encrypted-chat');
  expect(() => channel.trigger('client-typing', 1)).toThrow(/not currently supported for encrypted/);
});
