import type { ClaimReply, IdempotencyClaim } from '../cluster/idempotency-store.js';
import { FakeClock } from '../testing/index.js';
import { type LocalIdempotencyOptions, LocalIdempotencyStore } from './local-idempotency-store.js';

const minute = 60_000;
const lease = 10_000;

function createStore(options: Partial<LocalIdempotencyOptions> = {}) {
  const clock = new FakeClock();
  const store = new LocalIdempotencyStore({
    lifetime: minute,
    maxEntries: 3,
    maxBytes: 1024 * 1024,
    clock,
    ...options,
  });
  const claim = (key: string): ClaimReply => store.claim({ appId: 'app-id', key }, 'print');
  const kindOf = (key: string): string => claim(key).kind;
  const hold = (key: string): IdempotencyClaim => {
    const reply = claim(key);
    if (reply.kind !== 'claimed') throw new Error(`${key} is ${reply.kind}`);
    return reply.claim;
  };
  const record = (key: string, body = '{}'): boolean => store.record(hold(key), { status: 200, body });
  return { store, clock, kindOf, hold, record };
}

const overCapacity = expect.objectContaining({ key: 'over_capacity' });

describe('a store with no room for another key', () => {
  test('forgets the response that was recorded first, however often it was asked for since', () => {
    const { kindOf, record } = createStore();
    for (const key of ['a', 'b', 'c']) record(key);
    expect(kindOf('a')).toBe('done');
    record('d');
    expect(['b', 'c', 'd'].map(kindOf)).toEqual(['done', 'done', 'done']);
    expect(kindOf('a')).toBe('claimed');
  });

  test('forgets no claim for it, however old', () => {
    const { store, kindOf, hold, record } = createStore();
    const oldest = hold('a');
    record('b');
    record('c');
    record('d');
    expect(kindOf('a')).toBe('held');
    expect(kindOf('b')).toBe('claimed');
    expect(store.record(oldest, { status: 200, body: '{}' })).toBe(true);
  });

  test('refuses a key beside claims alone, until one of them is over', () => {
    const { store, clock, kindOf, hold } = createStore();
    const [first] = ['a', 'b', 'c'].map(hold);
    expect(() => kindOf('d')).toThrow(overCapacity);
    expect(kindOf('b')).toBe('held');
    if (first !== undefined) store.release(first);
    expect(kindOf('d')).toBe('claimed');
    expect(() => kindOf('e')).toThrow(overCapacity);
    clock.advance(lease);
    expect(kindOf('e')).toBe('claimed');
  });

  test('counts the bytes of keys and responses', () => {
    const { store, kindOf, record } = createStore({ maxEntries: 100, maxBytes: 10_000 });
    record('a', 'x'.repeat(2000));
    record('b', 'x'.repeat(2000));
    expect(store.memoryBytes()).toBeGreaterThan(8000);
    record('c', 'x'.repeat(1000));
    expect(store.memoryBytes()).toBeLessThanOrEqual(10_000);
    expect(['b', 'c', 'a'].map(kindOf)).toEqual(['done', 'done', 'claimed']);
  });

  test('keeps no response that is larger than all it may hold', () => {
    const { store, kindOf, record } = createStore({ maxBytes: 1000 });
    record('a', 'x'.repeat(1000));
    expect(store.memoryBytes()).toBe(0);
    expect(kindOf('a')).toBe('claimed');
  });
});

describe('time', () => {
  test('a claim ends exactly with its lease, counted from its last renewal', () => {
    const { store, clock, kindOf, hold } = createStore();
    const claim = hold('a');
    clock.advance(lease - 1);
    expect(store.renew(claim)).toBe(true);
    clock.advance(lease - 1);
    expect(kindOf('a')).toBe('held');
    clock.advance(1);
    expect(store.renew(claim)).toBe(false);
    expect(store.record(claim, { status: 200, body: '{}' })).toBe(false);
    expect(kindOf('a')).toBe('claimed');
  });

  test('a response ends exactly with its lifetime, counted from its recording, whoever asks for it', () => {
    const { clock, kindOf, record } = createStore();
    record('a');
    clock.advance(minute - 1);
    expect(kindOf('a')).toBe('done');
    clock.advance(1);
    expect(kindOf('a')).toBe('claimed');
  });

  test('what is over takes no memory once anything is asked, and no timer ever runs', () => {
    const { store, clock, hold, record } = createStore({ maxEntries: 100 });
    for (let index = 0; index < 20; index += 1) record(`recorded-${index}`);
    for (let index = 0; index < 20; index += 1) hold(`claimed-${index}`);
    const before = store.memoryBytes();
    clock.advance(minute);
    const claim = hold('fresh');
    expect(store.memoryBytes()).toBeLessThan(before / 20);
    store.release(claim);
    expect(store.memoryBytes()).toBe(0);
    expect(clock.timers).toBe(0);
  });
});
