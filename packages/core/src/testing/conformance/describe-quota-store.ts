import type { QuotaStore } from '../../cluster/quota-store.js';
import type { MaybePromise } from '../../maybe-promise.js';
import type { Passage } from './passage.js';

/** An implementation of QuotaStore that is held to the port's promises. */
export interface QuotaStoreSubject {
  readonly name: string;
  /** Whether several nodes can share its state. With `one`, what several nodes promise is not declared. */
  readonly nodes: 'one' | 'several';
  readonly passage: Passage;
  /** A fresh, empty state. */
  create(): MaybePromise<QuotaStoreCluster>;
}

export interface QuotaStoreCluster extends AsyncDisposable {
  addNode(): MaybePromise<QuotaStore>;
}

/** Declares what every QuotaStore promises. */
export function describeQuotaStore(subject: QuotaStoreSubject): void {
  const limit = subject.nodes === 'one' ? ' [ONE NODE ONLY: nothing over several nodes is declared]' : '';
  const { until } = subject.passage;
  describe(`${subject.name} as a QuotaStore${limit}`, () => {
    test('admits up to the limit; who is refused is not counted', async () => {
      await using cluster = await subject.create();
      const store = await cluster.addNode();
      expect(await store.admit('app-id', 1, 2)).toBe(true);
      expect(await store.admit('app-id', 2, 2)).toBe(true);
      expect(await store.admit('app-id', 3, 2)).toBe(false);
      expect(await store.count('app-id')).toBe(2);
    });

    test('without a limit it only counts', async () => {
      await using cluster = await subject.create();
      const store = await cluster.addNode();
      expect(await store.admit('app-id', 500, undefined)).toBe(true);
      await until(async () => expect(await store.count('app-id')).toBe(500));
    });

    test('a place that was given back is free again', async () => {
      await using cluster = await subject.create();
      const store = await cluster.addNode();
      await store.admit('app-id', 1, 1);
      store.release('app-id', 0);
      await until(async () => expect(await store.count('app-id')).toBe(0));
      expect(await store.admit('app-id', 1, 1)).toBe(true);
    });

    test('each app has a count of its own', async () => {
      await using cluster = await subject.create();
      const store = await cluster.addNode();
      await store.admit('app-id', 1, 1);
      expect(await store.count('other')).toBe(0);
      expect(await store.admit('other', 1, 1)).toBe(true);
    });

    if (subject.nodes === 'several') describeSharedQuota(subject);
  });
}

function describeSharedQuota(subject: QuotaStoreSubject): void {
  const { until } = subject.passage;

  test('the limit is over all nodes', async () => {
    await using cluster = await subject.create();
    const [one, two] = [await cluster.addNode(), await cluster.addNode()];
    expect(await one.admit('app-id', 1, 2)).toBe(true);
    expect(await two.admit('app-id', 1, 2)).toBe(true);
    expect(await two.admit('app-id', 2, 2)).toBe(false);
    expect(await one.count('app-id')).toBe(2);
    one.release('app-id', 0);
    await until(async () => expect(await two.count('app-id')).toBe(1));
    expect(await two.admit('app-id', 2, 2)).toBe(true);
  });

  test('of many who come at once on many nodes as many are admitted as there are places', async () => {
    await using cluster = await subject.create();
    const nodes = await Promise.all(Array.from({ length: 8 }, () => cluster.addNode()));
    const admitted = await Promise.all(nodes.map((node) => node.admit('app-id', 1, 5)));
    expect(admitted.filter(Boolean)).toHaveLength(5);
  });
}
