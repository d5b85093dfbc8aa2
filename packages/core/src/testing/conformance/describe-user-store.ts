import type { UserStatement, UserStatus, UserStore, UserStoreHost } from '../../cluster/user-store.js';
import type { MaybePromise } from '../../maybe-promise.js';

/** An implementation of UserStore that is held to the port's promises. */
export interface UserStoreSubject {
  readonly name: string;
  /** Whether several nodes can share its state. With `one`, what several nodes promise is not declared. */
  readonly nodes: 'one' | 'several';
  /** A fresh, empty state. */
  create(): MaybePromise<UserStoreCluster>;
}

export interface UserStoreCluster extends AsyncDisposable {
  addNode(host: UserStoreHost): MaybePromise<UserStore>;
}

class PlayedHost implements UserStoreHost {
  readonly statuses: UserStatus[] = [];

  statusChanged(_appId: string, status: UserStatus): void {
    this.statuses.push(status);
  }
}

function stating(userId: string, sockets: number, watchlist: readonly string[] = []): UserStatement {
  return { appId: 'app-id', userId, sockets, watchlist };
}

/** Declares what every UserStore promises. */
export function describeUserStore(subject: UserStoreSubject): void {
  const limit = subject.nodes === 'one' ? ' [ONE NODE ONLY: nothing over several nodes is declared]' : '';
  describe(`${subject.name} as a UserStore${limit}`, () => {
    describe('coming and going', () => describePresence(subject));
    describe('watchlists', () => describeWatchlists(subject));
    if (subject.nodes === 'several') describe('over several nodes', () => describeShared(subject));
  });
}

function describePresence(subject: UserStoreSubject): void {
  test('the first socket brings a user online, the last one takes it offline, each once', async () => {
    await using cluster = await subject.create();
    const store = await cluster.addNode(new PlayedHost());
    expect((await store.signIn(stating('u', 1))).cameOnline).toBe(true);
    expect((await store.signIn(stating('u', 2))).cameOnline).toBe(false);
    expect((await store.signOut(stating('u', 1))).wentOffline).toBe(false);
    expect((await store.signOut(stating('u', 0))).wentOffline).toBe(true);
    expect((await store.signOut(stating('u', 0))).wentOffline).toBe(false);
  });

  test('counts the sockets of a user, and of no other app', async () => {
    await using cluster = await subject.create();
    const store = await cluster.addNode(new PlayedHost());
    await store.signIn(stating('u', 3));
    expect(await store.countSockets('app-id', 'u')).toBe(3);
    expect(await store.countSockets('other', 'u')).toBe(0);
    expect(await store.countSockets('app-id', 'nobody')).toBe(0);
    await store.signOut(stating('u', 0));
    expect(await store.countSockets('app-id', 'u')).toBe(0);
  });
}

function describeWatchlists(subject: UserStoreSubject): void {
  test('a sign-in says who of the watchlist is online, and who watches', async () => {
    await using cluster = await subject.create();
    const store = await cluster.addNode(new PlayedHost());
    await store.signIn(stating('online', 1));
    const watcher = await store.signIn(stating('watcher', 1, ['online', 'offline']));
    expect([...watcher.online]).toEqual(['online']);
    expect((await store.signIn(stating('offline', 1))).watchers).toEqual(['watcher']);
    expect((await store.signOut(stating('offline', 0))).watchers).toEqual(['watcher']);
  });

  test('a watchlist is what was stated last, and goes with the user', async () => {
    await using cluster = await subject.create();
    const store = await cluster.addNode(new PlayedHost());
    await store.signIn(stating('watcher', 1, ['a', 'b']));
    await store.signIn(stating('watcher', 2, ['b', 'c']));
    expect((await store.signIn(stating('a', 1))).watchers).toEqual([]);
    expect((await store.signIn(stating('b', 1))).watchers).toEqual(['watcher']);
    expect((await store.signIn(stating('c', 1))).watchers).toEqual(['watcher']);
    await store.signOut(stating('watcher', 0));
    expect((await store.signOut(stating('b', 0))).watchers).toEqual([]);
  });

  test('ids that look like one another are different users', async () => {
    await using cluster = await subject.create();
    const store = await cluster.addNode(new PlayedHost());
    const ids = ['u', 'u:1', '{u}', 'ü', '__proto__', '*'];
    for (const id of ids) expect((await store.signIn(stating(id, 1, ['watched']))).cameOnline).toBe(true);
    expect([...(await store.signIn(stating('watched', 1))).watchers].sort()).toEqual([...ids].sort());
  });
}

function describeShared(subject: UserStoreSubject): void {
  test('a user is online while any node has a socket of it', async () => {
    await using cluster = await subject.create();
    const [one, two] = [await cluster.addNode(new PlayedHost()), await cluster.addNode(new PlayedHost())];
    expect((await one.signIn(stating('u', 2))).cameOnline).toBe(true);
    expect((await two.signIn(stating('u', 1))).cameOnline).toBe(false);
    expect(await two.countSockets('app-id', 'u')).toBe(3);
    expect((await one.signOut(stating('u', 0))).wentOffline).toBe(false);
    expect((await two.signOut(stating('u', 0))).wentOffline).toBe(true);
  });

  test('watchers on other nodes are named, and watched users there are seen', async () => {
    await using cluster = await subject.create();
    const [one, two] = [await cluster.addNode(new PlayedHost()), await cluster.addNode(new PlayedHost())];
    await one.signIn(stating('watcher', 1, ['u']));
    await two.signIn(stating('watcher', 1, ['u', 'v']));
    expect((await two.signIn(stating('u', 1))).watchers).toEqual(['watcher']);
    await one.signOut(stating('watcher', 0));
    expect((await one.signIn(stating('v', 1, ['u']))).watchers).toEqual(['watcher']);
    expect([...(await one.signIn(stating('w', 1, ['u', 'x']))).online]).toEqual(['u']);
  });
}
