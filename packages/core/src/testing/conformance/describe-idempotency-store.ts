import type { ClaimReply, IdempotencyClaim, IdempotencyStore } from '../../cluster/idempotency-store.js';
import type { MaybePromise } from '../../maybe-promise.js';
import type { Passage } from './passage.js';

/** An implementation of IdempotencyStore that is held to the port's promises. */
export interface IdempotencyStoreSubject {
  readonly name: string;
  /** Whether several nodes can share its state. With `one`, what several nodes promise is not declared. */
  readonly nodes: 'one' | 'several';
  readonly passage: Passage;
  /** A fresh, empty state. */
  create(times: IdempotencyTimes): MaybePromise<IdempotencyStoreCluster>;
}

/** Milliseconds. */
export interface IdempotencyTimes {
  /** That a response stays. */
  readonly lifetime: number;
  /** That a claim is held. */
  readonly lease: number;
}

export interface IdempotencyStoreCluster extends AsyncDisposable {
  addNode(): MaybePromise<IdempotencyStore>;
}

const key = { appId: 'app-id', key: 'order-1' };
const response = { status: 200, body: '{"channels":{"Ünïcode":{"user_count":1}}}' };
const minute = 60_000;
const long: IdempotencyTimes = { lifetime: minute, lease: minute };

/** Declares what every IdempotencyStore promises. */
export function describeIdempotencyStore(subject: IdempotencyStoreSubject): void {
  const limit = subject.nodes === 'one' ? ' [ONE NODE ONLY: nothing over several nodes is declared]' : '';
  describe(`${subject.name} as an IdempotencyStore${limit}`, () => {
    describeClaims(subject);
    describeTokens(subject);
    describeTimes(subject);
    if (subject.nodes === 'several') describeSharedKeys(subject);
  });
}

function describeClaims(subject: IdempotencyStoreSubject): void {
  test('a free key is claimed, is held then, and answers what was recorded', async () => {
    await using cluster = await subject.create(long);
    const store = await cluster.addNode();
    const claim = claimOf(await store.claim(key, 'a'));
    expect(claim).toEqual({ ...key, token: expect.any(String) });
    expect(await store.claim(key, 'a')).toEqual({ kind: 'held' });
    expect(await store.record(claim, response)).toBe(true);
    expect(await store.claim(key, 'a')).toEqual({ kind: 'done', response });
    expect(await store.claim(key, 'a')).toEqual({ kind: 'done', response });
  });

  test('the same key with another fingerprint is a conflict, before and after the response', async () => {
    await using cluster = await subject.create(long);
    const store = await cluster.addNode();
    const claim = claimOf(await store.claim(key, 'a'));
    expect(await store.claim(key, 'b')).toEqual({ kind: 'conflict' });
    await store.record(claim, response);
    expect(await store.claim(key, 'b')).toEqual({ kind: 'conflict' });
    expect(await store.claim(key, 'a')).toEqual({ kind: 'done', response });
  });

  test('a key that was given back is free, for any fingerprint', async () => {
    await using cluster = await subject.create(long);
    const store = await cluster.addNode();
    await store.release(claimOf(await store.claim(key, 'a')));
    claimOf(await store.claim(key, 'b'));
    expect(await store.claim(key, 'a')).toEqual({ kind: 'conflict' });
  });

  test.each(['order-2', 'order-1 ', 'ORDER-1', 'order-1:a', '{order-1}', 'é', '*', '__proto__'])(
    'the key %p is another one',
    async (other) => {
      await using cluster = await subject.create(long);
      const store = await cluster.addNode();
      await store.record(claimOf(await store.claim(key, 'a')), response);
      await store.record(claimOf(await store.claim({ ...key, key: other }, 'b')), {
        status: 200,
        body: '{}',
      });
      expect(await store.claim(key, 'a')).toEqual({ kind: 'done', response });
    },
  );

  test('each app has keys of its own', async () => {
    await using cluster = await subject.create(long);
    const store = await cluster.addNode();
    claimOf(await store.claim(key, 'a'));
    claimOf(await store.claim({ ...key, appId: 'other' }, 'b'));
  });

  test('of many who claim a key at once one gets it', async () => {
    await using cluster = await subject.create(long);
    const store = await cluster.addNode();
    const replies = await Promise.all(Array.from({ length: 20 }, () => store.claim(key, 'a')));
    expect(kindsOf(replies)).toEqual(['claimed', ...Array(19).fill('held')]);
  });

  test('says how much memory it takes here', async () => {
    await using cluster = await subject.create(long);
    const store = await cluster.addNode();
    await store.record(claimOf(await store.claim(key, 'a')), response);
    expect(store.memoryBytes() ?? 0).toBeGreaterThanOrEqual(0);
  });
}

function describeTokens(subject: IdempotencyStoreSubject): void {
  test('a claim that was recorded is over: it changes nothing any more', async () => {
    await using cluster = await subject.create(long);
    const store = await cluster.addNode();
    const claim = claimOf(await store.claim(key, 'a'));
    await store.record(claim, response);
    expect(await store.renew(claim)).toBe(false);
    expect(await store.record(claim, { status: 200, body: '{}' })).toBe(false);
    await store.release(claim);
    expect(await store.claim(key, 'a')).toEqual({ kind: 'done', response });
  });

  test('a claim that was given back has no say in the next one', async () => {
    await using cluster = await subject.create(long);
    const store = await cluster.addNode();
    const first = claimOf(await store.claim(key, 'a'));
    await store.release(first);
    const second = claimOf(await store.claim(key, 'a'));
    await expectNoSay(store, { late: first, holder: second });
  });

  test('a token that nobody was given has no say either', async () => {
    await using cluster = await subject.create(long);
    const store = await cluster.addNode();
    const holder = claimOf(await store.claim(key, 'a'));
    await expectNoSay(store, { late: { ...key, token: `${holder.token}0` }, holder });
  });
}

function describeTimes(subject: IdempotencyStoreSubject): void {
  const { unit, until } = subject.passage;

  test('a claim whose lease is over is anybody’s, and whoever had it is too late', async () => {
    await using cluster = await subject.create({ lifetime: minute, lease: unit });
    const store = await cluster.addNode();
    const late = claimOf(await store.claim(key, 'a'));
    let holder = late;
    await until(async () => {
      holder = claimOf(await store.claim(key, 'b'));
    });
    await expectNoSay(store, { late, holder, fingerprint: 'b' });
  });

  test('a lease that is renewed outlives one that is not', async () => {
    await using cluster = await subject.create({ lifetime: minute, lease: unit });
    const store = await cluster.addNode();
    const other = { ...key, key: 'order-2' };
    const kept = claimOf(await store.claim(key, 'a'));
    claimOf(await store.claim(other, 'a'));
    await until(async () => {
      expect(await store.renew(kept)).toBe(true);
      claimOf(await store.claim(other, 'a'));
    });
    expect(await store.claim(key, 'a')).toEqual({ kind: 'held' });
    expect(await store.record(kept, response)).toBe(true);
  });

  test('a response outlives the lease of its claim', async () => {
    await using cluster = await subject.create({ lifetime: minute, lease: unit });
    const store = await cluster.addNode();
    const other = { ...key, key: 'order-2' };
    await store.record(claimOf(await store.claim(key, 'a')), response);
    claimOf(await store.claim(other, 'a'));
    await until(async () => {
      claimOf(await store.claim(other, 'b'));
    });
    expect(await store.claim(key, 'a')).toEqual({ kind: 'done', response });
  });

  test('a response whose time is over is forgotten', async () => {
    await using cluster = await subject.create({ lifetime: unit, lease: minute });
    const store = await cluster.addNode();
    await store.record(claimOf(await store.claim(key, 'a')), response);
    expect(await store.claim(key, 'a')).toEqual({ kind: 'done', response });
    await until(async () => {
      claimOf(await store.claim(key, 'b'));
    });
  });
}

function describeSharedKeys(subject: IdempotencyStoreSubject): void {
  test('a key that one node claimed is held for every node, and its response is told by every node', async () => {
    await using cluster = await subject.create(long);
    const [one, two] = [await cluster.addNode(), await cluster.addNode()];
    const claim = claimOf(await one.claim(key, 'a'));
    expect(await two.claim(key, 'a')).toEqual({ kind: 'held' });
    expect(await two.claim(key, 'b')).toEqual({ kind: 'conflict' });
    await one.record(claim, response);
    expect(await two.claim(key, 'a')).toEqual({ kind: 'done', response });
  });

  test('a key that one node gave back is free for every node', async () => {
    await using cluster = await subject.create(long);
    const [one, two] = [await cluster.addNode(), await cluster.addNode()];
    const late = claimOf(await one.claim(key, 'a'));
    await one.release(late);
    const holder = claimOf(await two.claim(key, 'a'));
    await expectNoSay(one, { late, holder });
  });

  test('of many who claim a key at once on many nodes one gets it', async () => {
    await using cluster = await subject.create(long);
    const nodes = await Promise.all(Array.from({ length: 8 }, () => cluster.addNode()));
    const replies = await Promise.all(nodes.map((node) => node.claim(key, 'a')));
    expect(kindsOf(replies)).toEqual(['claimed', ...Array(7).fill('held')]);
  });
}

/** @throws when the key was not to be had */
function claimOf(reply: ClaimReply): IdempotencyClaim {
  if (reply.kind !== 'claimed') throw new Error(`The key was not claimed but ${reply.kind}`);
  return reply.claim;
}

function kindsOf(replies: readonly ClaimReply[]): string[] {
  return replies.map(({ kind }) => kind).sort();
}

interface Rivals {
  readonly late: IdempotencyClaim;
  readonly holder: IdempotencyClaim;
  /** Of the holder; `a` unless given. */
  readonly fingerprint?: string;
}

/** Whatever the late one does, the holder keeps the claim, and its response is what is told. */
async function expectNoSay(
  store: IdempotencyStore,
  { late, holder, fingerprint = 'a' }: Rivals,
): Promise<void> {
  expect(await store.renew(late)).toBe(false);
  expect(await store.record(late, { status: 200, body: '"late"' })).toBe(false);
  await store.release(late);
  expect(await store.claim(key, fingerprint)).toEqual({ kind: 'held' });
  expect(await store.record(holder, response)).toBe(true);
  expect(await store.claim(key, fingerprint)).toEqual({ kind: 'done', response });
}
