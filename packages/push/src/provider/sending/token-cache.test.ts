import { refusedCredential, SendRefusedError } from './send-refused-error.js';
import { TokenCache } from './token-cache.js';

/** A cache of one key, whose tokens are numbered. */
function numbered({ usableFor = 100, fail = (_count: number): unknown => undefined } = {}) {
  let now = 1_000_000;
  let count = 0;
  const cache = new TokenCache({ capacity: 10, now: () => now });
  const mint = async () => {
    count += 1;
    const failure = fail(count);
    if (failure !== undefined) throw failure;
    return { token: `token-${count}`, usableFor };
  };
  return {
    get: (key = 'a') => cache.get(key, mint),
    replace: (refused: string) => cache.replace('a', refused, mint),
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

it('makes one token at a time, and keeps it as long as it is usable', async () => {
  const { get, pass } = numbered();
  expect(await Promise.all([get(), get(), get('b')])).toEqual(['token-1', 'token-1', 'token-2']);
  pass(99);
  expect(await get()).toBe('token-1');
  pass(1);
  expect(await Promise.all([get(), get()])).toEqual(['token-3', 'token-3']);
});

it('replaces a refused token once for all who have it', async () => {
  const { get, replace } = numbered({ usableFor: 3_600_000 });
  const refused = await get();
  expect(await Promise.all([replace(refused), replace(refused)])).toEqual(['token-2', 'token-2']);
  expect(await replace(refused)).toBe('token-2');
  expect(await get()).toBe('token-2');
});

it('does not replace a replacement within a minute', async () => {
  const { get, replace, pass } = numbered({ usableFor: 3_600_000 });
  expect(await replace(await get())).toBe('token-2');
  pass(59_000);
  expect(await replace('token-2')).toBeUndefined();
  pass(2_000);
  expect(await replace('token-2')).toBe('token-3');
});

it('remembers for ten seconds that a credential gets no token', async () => {
  const { get, pass } = numbered({
    fail: (count) => (count === 1 ? refusedCredential('invalid_grant') : undefined),
  });
  await expect(get()).rejects.toThrow('invalid_grant');
  pass(9_999);
  await expect(get()).rejects.toThrow(SendRefusedError);
  pass(1);
  expect(await get()).toBe('token-2');
});

it('tries again at once after any other failure', async () => {
  const { get } = numbered({ fail: (count) => (count === 1 ? new Error('away') : undefined) });
  await expect(Promise.all([get(), get()])).rejects.toThrow('away');
  expect(await get()).toBe('token-2');
});
