import type { FakeClock } from '@shoal/queue/testing';
import type { RateStore } from '../../store/rate-store.js';

/** An implementation of RateStore that is held to the port's promises. */
export interface RateStoreSubject {
  readonly name: string;
  /** Every bucket is full. */
  create(): Promise<RateStoreFixture>;
}

export interface RateStoreFixture extends AsyncDisposable {
  readonly rates: RateStore;
  /** By which buckets are refilled. */
  readonly clock: FakeClock;
}

const rate = { capacity: 10, refillPerSecond: 2 };

/** Declares what every RateStore promises. */
export function describeRateStore(subject: RateStoreSubject): void {
  describe(`${subject.name} as a RateStore`, () => {
    test('gives what is there, or nothing and how long it takes', async () => {
      await using fixture = await subject.create();
      const { rates } = fixture;
      expect(await rates.take('app', 'publishes', { ...rate, tokens: 7 })).toBe(0);
      expect(await rates.take('app', 'publishes', { ...rate, tokens: 4 })).toBe(500);
      expect(await rates.take('app', 'publishes', { ...rate, tokens: 3 })).toBe(0);
      expect(await rates.take('app', 'publishes', { ...rate, tokens: 1 })).toBe(500);
    });

    test('what was taken comes back with time, up to the capacity', async () => {
      await using fixture = await subject.create();
      const { rates, clock } = fixture;
      await rates.take('app', 'publishes', { ...rate, tokens: 10 });
      await clock.advance(1_250);
      expect(await rates.take('app', 'publishes', { ...rate, tokens: 3 })).toBe(250);
      await clock.advance(250);
      expect(await rates.take('app', 'publishes', { ...rate, tokens: 3 })).toBe(0);
      await clock.advance(3_600_000);
      expect(await rates.take('app', 'publishes', { ...rate, tokens: 10 })).toBe(0);
      expect(await rates.take('app', 'publishes', { ...rate, tokens: 1 })).toBe(500);
    });

    test('more than a bucket holds pass when it is full, and have to come back first', async () => {
      await using fixture = await subject.create();
      const { rates, clock } = fixture;
      await rates.take('app', 'publishes', { ...rate, tokens: 1 });
      expect(await rates.take('app', 'publishes', { ...rate, tokens: 25 })).toBe(500);
      await clock.advance(500);
      expect(await rates.take('app', 'publishes', { ...rate, tokens: 25 })).toBe(0);
      expect(await rates.take('app', 'publishes', { ...rate, tokens: 1 })).toBe(8_000);
    });

    test('of many at once as many get something as there is', async () => {
      await using fixture = await subject.create();
      const takings = Array.from({ length: 30 }, () =>
        fixture.rates.take('app', 'publishes', { ...rate, tokens: 1 }),
      );
      expect((await Promise.all(takings)).filter((wait) => wait === 0)).toHaveLength(10);
    });

    test('apps and buckets are apart', async () => {
      await using fixture = await subject.create();
      const { rates } = fixture;
      for (const appId of ['app', 'other']) {
        for (const what of ['publishes', 'device:a', 'device:b']) {
          expect(await rates.take(appId, what, { ...rate, tokens: 10 })).toBe(0);
        }
      }
      expect(await rates.take('app', 'device:a', { ...rate, tokens: 1 })).toBe(500);
    });
  });
}
