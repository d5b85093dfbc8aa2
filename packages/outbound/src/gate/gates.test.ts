import { FakeClock } from '../testing/fake-clock.js';
import { Gates, type GatesOptions, type Pass } from './gates.js';

function setup(options: Partial<GatesOptions> = {}) {
  const clock = new FakeClock();
  return { clock, gates: new Gates({ clock, random: () => 0.5, ...options }) };
}

const SICK = { isSick: true, closeFor: 0 };
const WELL = { isSick: false, closeFor: 0 };

const hook = { concurrency: 2, isLast: false };
const last = { concurrency: 2, isLast: true };

function pass(gates: Gates, key = 'hook', concurrency = 2): Pass {
  const admission = gates.enter(key, { concurrency, isLast: false });
  if (admission.kind !== 'admitted') throw new Error(`refused: ${admission.kind}`);
  return admission;
}

test('as many requests at once as the endpoint takes; of another endpoint as many again', () => {
  const { gates } = setup();
  const first = pass(gates);
  pass(gates);
  expect(gates.enter('hook', hook).kind).toBe('full');
  expect(gates.enter('hook', last).kind).toBe('full');
  expect(gates.enter('other', hook).kind).toBe('admitted');
  first.leave(WELL);
  expect(gates.enter('hook', hook).kind).toBe('admitted');
});

test('an endpoint that does not answer is left alone, except by a job whose time is over', () => {
  const { gates } = setup();
  for (let failure = 0; failure < 5; failure += 1) pass(gates).leave(SICK);
  const refused = gates.enter('hook', hook);
  expect(refused).toEqual({ kind: 'open', delay: expect.any(Number) });
  expect(refused.kind === 'open' && refused.delay).toBeGreaterThanOrEqual(5_000);
  expect(gates.enter('hook', last).kind).toBe('admitted');
});

test('the more wait, the later they come: thousands of jobs of an endpoint that hangs ask seldom', async () => {
  const { clock, gates } = setup();
  for (let failure = 0; failure < 5; failure += 1) {
    const { leave } = pass(gates);
    await clock.advance(10_000);
    leave(SICK);
  }
  const slot = 100;
  const slots: number[] = [10_000];
  let refusals = 0;
  const minutes = 5;
  for (let at = 0; at < (minutes * 60_000) / slot; at += 1) {
    for (let job = 0; job < (slots[at] ?? 0); job += 1) {
      const admission = gates.enter('hook', { ...hook, concurrency: 20 });
      if (admission.kind === 'admitted') {
        clock.after(10_000, () => admission.leave(SICK));
      } else {
        refusals += 1;
        const next = at + Math.max(1, Math.ceil(admission.delay / slot));
        slots[next] = (slots[next] ?? 0) + 1;
      }
    }
    await clock.advance(slot);
  }
  expect(refusals).toBeGreaterThan(10_000);
  expect(refusals / 10_000 / minutes).toBeLessThan(3);
});

test('who waits for an endpoint that answers comes about as fast as it can be served', async () => {
  const { clock, gates } = setup();
  pass(gates);
  for (let request = 0; request < 100; request += 1) {
    const { leave } = pass(gates);
    await clock.advance(50);
    leave(WELL);
  }
  pass(gates);
  const delays = Array.from({ length: 400 }, () => {
    const admission = gates.enter('hook', hook);
    return admission.kind === 'full' ? admission.delay : Number.NaN;
  });
  // 400 requests of 50 ms, two at once: 10 s. They are offered twice as fast, and chance makes that earlier still.
  expect(delays[0]).toBeLessThan(50);
  expect(delays.at(-1)).toBeGreaterThan(3_000);
  expect(delays.at(-1)).toBeLessThan(6_000);
});

test('a job waits here for room, and whoever came first goes first', async () => {
  const { clock, gates } = setup();
  expect(gates.whenRoom('hook', hook)).toBeUndefined();
  const [first, second] = [pass(gates), pass(gates)];
  const called: number[] = [];
  for (const job of [0, 1, 2, 3]) void gates.whenRoom('hook', hook)?.then(() => called.push(job));
  expect(gates.whenRoom('other', hook)).toBeUndefined();
  await clock.advance(299);
  expect(called).toEqual([]);
  first.leave(WELL);
  second.leave(WELL);
  void gates.whenRoom('hook', hook)?.then(() => called.push(4));
  await clock.advance(0);
  expect(called).toEqual([0, 1]);
  pass(gates);
  pass(gates);
  // Requests have ended meanwhile: it is worth waiting on.
  await clock.advance(300);
  expect(called).toEqual([0, 1]);
  await clock.advance(1);
  expect(called).toEqual([0, 1, 2, 3, 4]);
  expect(clock.timers).toBe(0);
});

test('behind a slow endpoint only so many wait here as it serves in a second', async () => {
  const { clock, gates } = setup();
  pass(gates);
  for (let request = 0; request < 30; request += 1) {
    const { leave } = pass(gates);
    await clock.advance(400);
    leave(WELL);
  }
  pass(gates);
  const stays = Array.from({ length: 10 }, () => gates.whenRoom('hook', hook));
  // 400 ms each, two at once.
  expect(stays.filter((stay) => stay !== undefined)).toHaveLength(5);
});

test('once somebody has waited in vain nobody waits, until the endpoint answers', async () => {
  const { clock, gates } = setup();
  const [first, second] = [pass(gates), pass(gates)];
  expect(gates.whenRoom('hook', hook)).toBeDefined();
  await clock.advance(300);
  expect(gates.whenRoom('hook', hook)).toBeUndefined();
  first.leave(SICK);
  pass(gates);
  expect(gates.whenRoom('hook', hook)).toBeUndefined();
  second.leave(WELL);
  pass(gates);
  expect(gates.whenRoom('hook', hook)).toBeDefined();
});

test('nobody waits here for an endpoint that is left alone', () => {
  const { gates } = setup();
  for (let failure = 0; failure < 4; failure += 1) pass(gates).leave(SICK);
  const { leave } = pass(gates);
  pass(gates);
  expect(gates.whenRoom('hook', hook)).toBeDefined();
  leave(SICK);
  expect(gates.whenRoom('hook', { ...hook, concurrency: 1 })).toBeUndefined();
  expect(gates.enter('hook', hook).kind).toBe('open');
});

test('when an endpoint answers again, newcomers need not stand behind those who were sent away', () => {
  const { clock, gates } = setup();
  for (let failure = 0; failure < 5; failure += 1) pass(gates).leave(SICK);
  for (let job = 0; job < 1_000; job += 1) gates.enter('hook', hook);
  const atLast = gates.enter('hook', last);
  if (atLast.kind === 'admitted') atLast.leave(WELL);
  pass(gates);
  pass(gates);
  const refused = gates.enter('hook', hook);
  expect(refused.kind === 'full' && refused.delay).toBeLessThan(100);
  expect(clock.timers).toBe(0);
});

test('an endpoint that asks to be left alone is, except by a job whose time is over', async () => {
  const { clock, gates } = setup();
  const meanwhile = pass(gates);
  pass(gates).leave({ isSick: false, closeFor: 30_000 });
  meanwhile.leave({ isSick: false, closeFor: 1_000 });
  const refused = gates.enter('hook', hook);
  expect(refused.kind === 'open' && refused.delay).toBeGreaterThanOrEqual(30_000);
  expect(gates.enter('other', hook).kind).toBe('admitted');
  const atLast = gates.enter('hook', last);
  if (atLast.kind === 'admitted') atLast.leave(WELL);
  await clock.advance(29_999);
  expect(gates.enter('hook', hook).kind).toBe('open');
  await clock.advance(1);
  expect(gates.enter('hook', hook).kind).toBe('admitted');
});

test('nothing is kept of an endpoint that is at rest', () => {
  const { gates } = setup();
  for (let id = 0; id < 100; id += 1) pass(gates, `e${id}`).leave(WELL);
  expect(gates.size).toBe(0);
});

test('of endpoints that fail no more are kept than may be: the longest unused go, those in use stay', () => {
  const { gates } = setup({ limit: 3 });
  const busy = pass(gates, 'busy', 1);
  for (let id = 0; id < 10; id += 1) pass(gates, `e${id}`).leave(SICK);
  expect(gates.size).toBe(3);
  expect(gates.enter('busy', { ...hook, concurrency: 1 }).kind).toBe('full');
  busy.leave(WELL);
});
