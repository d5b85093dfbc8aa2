import { LeaseCache } from './lease-cache.js';

/** Opens texts, and knows which of them are closed. */
function cacheOf(capacity: number, idleAfter = 60_000) {
  const opened: string[] = [];
  const closed: string[] = [];
  const cache = new LeaseCache<string>({ close: (value) => void closed.push(value), capacity, idleAfter });
  const open = (key: string) => () => {
    opened.push(key);
    return key;
  };
  return {
    cache,
    opened,
    closed,
    touch: (key: string) => cache.use(key, open(key), async () => undefined),
    hold: (key: string) => {
      const { promise, resolve } = gate();
      return { release: resolve, done: cache.use(key, open(key), () => promise) };
    },
  };
}

function gate() {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

it('opens a value once and gives what the work gives', async () => {
  const { cache, opened, touch } = cacheOf(2);
  await touch('a');
  expect(
    await cache.use(
      'a',
      () => 'never',
      async (value) => `${value}!`,
    ),
  ).toBe('a!');
  expect(opened).toEqual(['a']);
});

it('closes the one that was used longest ago when there is no more room', async () => {
  const { closed, touch } = cacheOf(2);
  for (const key of ['a', 'b', 'a', 'c']) await touch(key);
  expect(closed).toEqual(['b']);
});

it('never closes what is in use, and makes room as soon as it can', async () => {
  const { cache, closed, touch, hold } = cacheOf(1);
  const first = hold('a');
  const second = hold('b');
  await touch('c');
  expect(closed).toEqual(['c']);
  expect(cache.size).toBe(2);
  first.release();
  await first.done;
  expect(closed).toEqual(['c', 'a']);
  second.release();
  await second.done;
  expect(closed).toEqual(['c', 'a']);
});

it('closes what nobody used for long, when another is used', async () => {
  const { closed, touch, hold } = cacheOf(10, -1);
  const held = hold('a');
  await touch('b');
  expect(closed).toEqual(['b']);
  held.release();
  await held.done;
  expect(closed).toEqual(['b', 'a']);
});

it('lets go of a value when the work throws', async () => {
  const { cache, closed, touch } = cacheOf(1);
  const failing = cache.use(
    'a',
    () => 'a',
    async () => {
      throw new Error('no answer');
    },
  );
  await expect(failing).rejects.toThrow('no answer');
  await touch('b');
  expect(closed).toEqual(['a']);
});

it('closes everything once, what is in use too, and opens nothing more', async () => {
  const { cache, closed, touch, hold } = cacheOf(10);
  await touch('a');
  const held = hold('b');
  await cache.close();
  expect(closed).toEqual(['a', 'b']);
  held.release();
  await held.done;
  expect(closed).toEqual(['a', 'b']);
  await expect(touch('c')).rejects.toThrow('Closed');
});
