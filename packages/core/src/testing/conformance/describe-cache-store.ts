import type { CacheStore } from '../../cluster/cache-store.js';
import type { MaybePromise } from '../../maybe-promise.js';
import type { Passage } from './passage.js';

/** An implementation of CacheStore that is held to the port's promises. */
export interface CacheStoreSubject {
  readonly name: string;
  /** Whether several nodes can share its state. With `one`, what several nodes promise is not declared. */
  readonly nodes: 'one' | 'several';
  readonly passage: Passage;
  /** A fresh, empty state. @param lifetime milliseconds that an event stays */
  create(lifetime: number): MaybePromise<CacheStoreCluster>;
}

export interface CacheStoreCluster extends AsyncDisposable {
  addNode(): MaybePromise<CacheStore>;
}

const channel = { appId: 'app-id', name: 'cache-a' };
const minute = 60_000;

/** Declares what every CacheStore promises. */
export function describeCacheStore(subject: CacheStoreSubject): void {
  const limit = subject.nodes === 'one' ? ' [ONE NODE ONLY: nothing over several nodes is declared]' : '';
  describe(`${subject.name} as a CacheStore${limit}`, () => {
    test('recalls the last event whole, with the seconds it has left', async () => {
      await using cluster = await subject.create(minute);
      const store = await cluster.addNode();
      await store.remember(channel, { id: 'x-1', name: 'first', data: '1' });
      await store.remember(channel, { id: 'x-2', name: 'App\\Events\\Ünïcode', data: '{"a":"\\n\\u0000"}' });
      const event = await store.recall(channel);
      expect(event).toMatchObject({ id: 'x-2', name: 'App\\Events\\Ünïcode', data: '{"a":"\\n\\u0000"}' });
      expect(event?.ttl).toBeLessThanOrEqual(60);
      expect(event?.ttl).toBeGreaterThan(50);
    });

    test('knows nothing of channels that had no event, nor of the same name in another app', async () => {
      await using cluster = await subject.create(minute);
      const store = await cluster.addNode();
      await store.remember(channel, { id: 'x-1', name: 'e', data: '1' });
      expect(await store.recall({ ...channel, name: 'cache-b' })).toBeUndefined();
      expect(await store.recall({ ...channel, appId: 'other' })).toBeUndefined();
    });

    test('an event whose time is over is gone', async () => {
      await using cluster = await subject.create(subject.passage.unit);
      const store = await cluster.addNode();
      await store.remember(channel, { id: 'x-1', name: 'e', data: '1' });
      expect(await store.recall(channel)).toBeDefined();
      await subject.passage.until(async () => expect(await store.recall(channel)).toBeUndefined());
    });

    test('says how much memory it takes here', async () => {
      await using cluster = await subject.create(minute);
      const store = await cluster.addNode();
      await store.remember(channel, { id: 'x-1', name: 'e', data: 'x'.repeat(1000) });
      expect(store.memoryBytes()).toBeGreaterThanOrEqual(0);
    });

    if (subject.nodes === 'several') {
      test('every node recalls what any node remembered', async () => {
        await using cluster = await subject.create(minute);
        const [one, two] = [await cluster.addNode(), await cluster.addNode()];
        await one.remember(channel, { id: 'x-1', name: 'e', data: '1' });
        await two.remember(channel, { id: 'y-1', name: 'e', data: '2' });
        expect(await one.recall(channel)).toMatchObject({ id: 'y-1', data: '2' });
      });
    }
  });
}
