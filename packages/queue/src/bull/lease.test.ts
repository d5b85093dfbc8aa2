import { Lease } from './lease.js';
import { Leases } from './leases.js';

class TwoClocks {
  monotonic = 5_000;
  time = 1_000_000;

  now(): number {
    return this.monotonic;
  }

  wall(): number {
    return this.time;
  }

  pass(milliseconds: number): void {
    this.monotonic += milliseconds;
    this.time += milliseconds;
  }
}

const length = 20_000;

test('a job is ours for as long as its lock holds, counted from when Redis gave it', () => {
  const clock = new TwoClocks();
  const lease = new Lease(clock, { length, age: 1_000 });
  clock.pass(18_999);
  expect(lease.isValid).toBe(true);
  clock.pass(1);
  expect(lease.isValid).toBe(false);
});

test('a reply that was read long after Redis gave the job does not make it ours', () => {
  expect(new Lease(new TwoClocks(), { length, age: length }).isValid).toBe(false);
});

test('a renewal counts from when it was asked for', async () => {
  const clock = new TwoClocks();
  const leases = new Leases();
  const lease = new Lease(clock, { length, age: 0 });
  leases.add('a-1', 'token', lease);
  clock.pass(10_000);
  await leases.renew(['a-1'], ['token'], async () => {
    clock.pass(3_000);
    return [];
  });
  clock.pass(16_999);
  expect(lease.isValid).toBe(true);
  clock.pass(1);
  expect(lease.isValid).toBe(false);
});

test('a renewal that fails renews nothing, and one that was refused ends the lease', async () => {
  const clock = new TwoClocks();
  const leases = new Leases();
  const kept = new Lease(clock, { length, age: 0 });
  const lost = new Lease(clock, { length, age: 0 });
  leases.add('kept', 'token', kept);
  leases.add('lost', 'token', lost);
  expect(await leases.renew(['kept', 'lost'], ['token', 'token'], async () => ['lost'])).toEqual(['lost']);
  expect([kept.isValid, lost.isValid]).toEqual([true, false]);
  clock.pass(19_999);
  await expect(leases.renew(['kept'], ['token'], () => Promise.reject(new Error('away')))).rejects.toThrow(
    'away',
  );
  clock.pass(1);
  expect(kept.isValid).toBe(false);
});

test('the lease of a former run is not renewed with that of the next', async () => {
  const clock = new TwoClocks();
  const leases = new Leases();
  const former = new Lease(clock, { length, age: 0 });
  leases.add('a-1', 'token 1', former);
  clock.pass(10_000);
  leases.add('a-1', 'token 2', new Lease(clock, { length, age: 0 }));
  await leases.renew(['a-1'], ['token 2'], async () => []);
  clock.pass(10_000);
  expect(former.isValid).toBe(false);
});

test.each([
  ['the machine slept, its monotonic clock too', { monotonic: 0, wall: length }],
  ['the wall clock was set back', { monotonic: length, wall: -60_000 }],
])('time that only one clock has seen counts: %s', (_what, { monotonic, wall }) => {
  const clock = new TwoClocks();
  const lease = new Lease(clock, { length, age: 0 });
  clock.monotonic += monotonic;
  clock.time += wall;
  expect(lease.isValid).toBe(false);
});
