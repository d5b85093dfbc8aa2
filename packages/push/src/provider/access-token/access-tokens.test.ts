import { AccessTokens } from './access-tokens.js';

function setup() {
  const state = { now: 1_000, fetches: 0, validFor: 3_600_000, fails: false };
  const tokens = new AccessTokens(() => state.now);
  const fetch = async () => {
    state.fetches += 1;
    if (state.fails) throw new Error('away');
    return { token: `t${state.fetches}`, validFor: state.validFor };
  };
  return { state, tokens, get: (key = 'k') => tokens.get(key, fetch) };
}

test('a token is fetched once, however many want it', async () => {
  const { get, state } = setup();
  expect(await Promise.all([get(), get(), get('other')])).toEqual(['t1', 't1', 't2']);
  expect(await get()).toBe('t1');
  expect(state.fetches).toBe(2);
});

test('it is renewed five minutes before its end', async () => {
  const { get, state } = setup();
  await get();
  state.now += 3_299_000;
  expect(await get()).toBe('t1');
  state.now += 2_000;
  expect(await get()).toBe('t2');
});

test('a short-lived one is used for nine tenths of its time', async () => {
  const { get, state } = setup();
  state.validFor = 60_000;
  await get();
  state.now += 53_000;
  expect(await get()).toBe('t1');
  state.now += 2_000;
  expect(await get()).toBe('t2');
});

test('a failure is everybody’s who waited for it, and not remembered', async () => {
  const { get, state } = setup();
  state.fails = true;
  const both = await Promise.allSettled([get(), get()]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(state.fetches).toBe(1);
  state.fails = false;
  expect(await get()).toBe('t2');
});

test('one that was refused is dropped, unless there is another by now', async () => {
  const { get, tokens } = setup();
  await get();
  await tokens.drop('k', 't1');
  expect(await get()).toBe('t2');
  await tokens.drop('k', 't1');
  expect(await get()).toBe('t2');
  await tokens.drop('unknown', 't1');
});
