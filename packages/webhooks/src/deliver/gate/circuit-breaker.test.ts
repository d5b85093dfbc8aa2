import { CircuitBreaker } from './circuit-breaker.js';

const sick = (now: number) => ({ isSick: true, now });
const well = (now: number) => ({ isSick: false, now });

function opened(): CircuitBreaker {
  const breaker = new CircuitBreaker();
  for (let failure = 0; failure < 5; failure += 1) breaker.leave(breaker.enter(0), sick(0));
  return breaker;
}

test('opens after five failures in a row, not after five', () => {
  const breaker = new CircuitBreaker();
  for (let failure = 0; failure < 4; failure += 1) breaker.leave(breaker.enter(0), sick(0));
  breaker.leave(breaker.enter(0), well(0));
  for (let failure = 0; failure < 4; failure += 1) breaker.leave(breaker.enter(0), sick(0));
  expect(breaker.refuses(0)).toBeUndefined();
  breaker.leave(breaker.enter(0), sick(0));
  expect(breaker.refuses(0)).toBe(5_000);
  expect(breaker.refuses(4_000)).toBe(1_000);
});

test('then one probe passes at a time', () => {
  const breaker = opened();
  expect(breaker.refuses(5_000)).toBeUndefined();
  expect(breaker.enter(5_000)).toBe('probe');
  expect(breaker.refuses(5_000)).toBeGreaterThan(0);
  expect(breaker.refuses(500_000)).toBeGreaterThan(0);
});

test('each probe that fails doubles the time, up to a minute', () => {
  const breaker = opened();
  let now = 5_000;
  const waits: (number | undefined)[] = [];
  for (let probe = 0; probe < 6; probe += 1) {
    breaker.leave(breaker.enter(now), sick(now));
    const wait = breaker.refuses(now);
    waits.push(wait);
    now += wait ?? 0;
  }
  expect(waits).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
});

test('a success closes it, and it begins anew', () => {
  const breaker = opened();
  breaker.leave(breaker.enter(5_000), well(5_000));
  expect(breaker.refuses(5_000)).toBeUndefined();
  expect(breaker.isAtRest).toBe(true);
  for (let failure = 0; failure < 5; failure += 1) breaker.leave(breaker.enter(6_000), sick(6_000));
  expect(breaker.refuses(6_000)).toBe(5_000);
});

test('requests from before it opened do not make it longer', () => {
  const breaker = new CircuitBreaker();
  const passages = Array.from({ length: 20 }, () => breaker.enter(0));
  for (const passage of passages) breaker.leave(passage, sick(10));
  expect(breaker.refuses(10)).toBe(5_000);
});

test('one that goes in although it is open decides nothing by its failure, and closes it by its success', () => {
  const breaker = opened();
  expect(breaker.enter(1_000)).toBe('plain');
  breaker.leave('plain', sick(2_000));
  expect(breaker.refuses(2_000)).toBe(3_000);
  breaker.leave(breaker.enter(2_000), well(3_000));
  expect(breaker.refuses(3_000)).toBeUndefined();
});

test('a probe that fails after another request has closed it counts as any failure', () => {
  const breaker = opened();
  const late = breaker.enter(1_000);
  const probe = breaker.enter(5_000);
  breaker.leave(late, well(5_500));
  breaker.leave(probe, sick(6_000));
  expect(breaker.refuses(6_000)).toBeUndefined();
});
