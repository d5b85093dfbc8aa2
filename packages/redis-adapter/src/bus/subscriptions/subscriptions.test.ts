import { FakeClock } from '@shoal/core/testing';
import { DirectRecovery } from './direct-recovery.js';
import { Subscriptions } from './subscriptions.js';

interface Asked {
  readonly channels: readonly string[];
  confirm(): Promise<void>;
  refuse(): Promise<void>;
}

/** A Redis whose answers the test gives. */
class PlayedSubscriber {
  canAsk = true;
  readonly asked: Asked[] = [];
  readonly withdrawn: string[] = [];

  subscribe(_command: string, channels: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.asked.push({
        channels,
        confirm: async () => resolve(),
        refuse: async () => reject(new Error('NOPERM')),
      });
    });
  }

  async unsubscribe(_command: string, channels: readonly string[]): Promise<void> {
    this.withdrawn.push(...channels);
  }
}

function setUp() {
  const clock = new FakeClock();
  const subscriber = new PlayedSubscriber();
  const errors: unknown[] = [];
  const report = (_operation: string, error: unknown) => errors.push(error);
  const subscriptions = new Subscriptions({ subscriber, clock, report });
  const recovery = new DirectRecovery(subscriptions, clock);
  clock.every(250, () => {
    recovery.check();
    subscriptions.check();
  });
  return { clock, subscriber, errors, subscriptions, recovery };
}

test('resolves with the confirmation, and at once where there is one already', async () => {
  const { subscriber, subscriptions } = setUp();
  const listening = subscriptions.add('ssubscribe', 'a');
  const confirmed = subscriptions.whenConfirmed([listening]);
  await subscriber.asked[0]?.confirm();
  await expect(confirmed).resolves.toBeUndefined();
  expect(subscriptions.whenConfirmed([subscriptions.add('ssubscribe', 'a')])).toBeUndefined();
  expect(subscriber.asked).toHaveLength(1);
});

test('nobody waits for more than about a second, and it counts as incomplete until it is confirmed', async () => {
  const { clock, subscriber, subscriptions } = setUp();
  const confirmed = subscriptions.whenConfirmed([subscriptions.add('ssubscribe', 'a')]);
  clock.advance(1250);
  await expect(confirmed).resolves.toBeUndefined();
  expect(subscriptions.isComplete).toBe(false);
  await subscriber.asked[0]?.confirm();
  clock.advance(250);
  expect(subscriptions.isComplete).toBe(true);
});

test('after a cut, everything still wanted is asked for again, a thousand channels at a time', async () => {
  const { clock, subscriber, subscriptions, recovery } = setUp();
  const names = Array.from({ length: 2500 }, (_, index) => `${index}`);
  for (const name of names) subscriptions.add('ssubscribe', name);
  const waiting = subscriptions.whenConfirmed([subscriptions.add('ssubscribe', '0')]);
  subscriber.canAsk = false;
  recovery.lost();
  await expect(waiting).resolves.toBeUndefined();
  subscriptions.remove('7');
  expect(subscriber.withdrawn).toEqual([]);
  expect(subscriptions.whenConfirmed([subscriptions.add('ssubscribe', 'late')])).toBeUndefined();
  subscriber.asked.length = 0;
  subscriber.canAsk = true;
  recovery.ready();
  subscriptions.remove('2400');
  const sizes = [1000, 1000, 499];
  for (const index of sizes.keys()) {
    expect(subscriptions.isComplete).toBe(false);
    expect(subscriber.asked.map(({ channels }) => channels.length)).toEqual(sizes.slice(0, index + 1));
    await subscriber.asked[index]?.confirm();
    await Promise.resolve();
    clock.settle();
  }
  expect(subscriptions.isComplete).toBe(true);
});

test('what was wanted before there was a connection is waited for when there is one, whatever the command', async () => {
  const { clock, subscriber, subscriptions, recovery } = setUp();
  subscriber.canAsk = false;
  const all = [subscriptions.add('psubscribe', 'room*'), subscriptions.add('subscribe', 'request')];
  all.push(subscriptions.add('psubscribe', 'other*'));
  subscriber.canAsk = true;
  recovery.ready();
  expect(subscriber.asked.map(({ channels }) => channels)).toEqual([['room*', 'other*'], ['request']]);
  const confirmed = subscriptions.whenConfirmed(all);
  for (const { confirm } of subscriber.asked) await confirm();
  await confirmed;
  expect(subscriptions.isComplete).toBe(true);
  subscriptions.add('subscribe', 'on its way');
  clock.advance(250);
  expect(subscriptions.isComplete).toBe(true);
});

test('an answer to what was asked before the cut says nothing', async () => {
  const { subscriber, subscriptions, recovery } = setUp();
  subscriptions.add('ssubscribe', 'a');
  recovery.lost();
  await subscriber.asked[0]?.confirm();
  expect(subscriptions.isComplete).toBe(false);
});

test('what is refused is asked for again every second, not faster', async () => {
  const { clock, subscriber, errors, subscriptions } = setUp();
  subscriptions.add('ssubscribe', 'a');
  for (let times = 1; times <= 3; times += 1) {
    await subscriber.asked.at(-1)?.refuse();
    await Promise.resolve();
    expect(errors).toHaveLength(times);
    clock.advance(1000);
    expect(subscriber.asked).toHaveLength(times + 1);
  }
});
