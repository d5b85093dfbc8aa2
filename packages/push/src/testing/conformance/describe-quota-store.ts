import type { FakeClock } from '@shoal/queue/testing';
import type { QuotaStore } from '../../store/quota-store.js';

/** An implementation of QuotaStore that is held to the port's promises. */
export interface QuotaStoreSubject {
  readonly name: string;
  /** Nothing is used up. */
  create(): Promise<QuotaStoreFixture>;
}

export interface QuotaStoreFixture extends AsyncDisposable {
  readonly quotas: QuotaStore;
  /** By which the store knows the day. */
  readonly clock: FakeClock;
}

const hour = 3_600_000;

/** Declares what every QuotaStore promises. */
export function describeQuotaStore(subject: QuotaStoreSubject): void {
  describe(`${subject.name} as a QuotaStore`, () => {
    test('gives what is wanted, or what is left', async () => {
      await using fixture = await subject.create();
      const { quotas } = fixture;
      expect(await quotas.used('app', 'deliveries')).toBe(0);
      expect(await quotas.take('app', 'deliveries', { wanted: 70, limit: 100, token: 'a' })).toBe(70);
      expect(await quotas.take('app', 'deliveries', { wanted: 70, limit: 100, token: 'b' })).toBe(30);
      expect(await quotas.take('app', 'deliveries', { wanted: 70, limit: 100, token: 'c' })).toBe(0);
      expect(await quotas.used('app', 'deliveries')).toBe(100);
    });

    test('a limit that was lowered below what is used gives nothing, and takes nothing back', async () => {
      await using fixture = await subject.create();
      const { quotas } = fixture;
      await quotas.take('app', 'deliveries', { wanted: 70, limit: 100, token: 'a' });
      expect(await quotas.take('app', 'deliveries', { wanted: 1, limit: 50, token: 'b' })).toBe(0);
      expect(await quotas.used('app', 'deliveries')).toBe(70);
    });

    test('the same token again takes nothing more, and gets the same answer', async () => {
      await using fixture = await subject.create();
      const { quotas } = fixture;
      await quotas.take('app', 'deliveries', { wanted: 70, limit: 100, token: 'a' });
      const taking = { wanted: 70, limit: 100, token: 'b' };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => quotas.take('app', 'deliveries', taking)),
      );
      expect(answers).toEqual(answers.map(() => 30));
      expect(await quotas.take('app', 'deliveries', { wanted: 70, limit: 200, token: 'b' })).toBe(30);
      expect(await quotas.used('app', 'deliveries')).toBe(100);
    });

    test('a token that got nothing gets nothing, although there is some by now', async () => {
      await using fixture = await subject.create();
      const { quotas } = fixture;
      expect(await quotas.take('app', 'fcm', { wanted: 5, limit: 0, token: 'a' })).toBe(0);
      expect(await quotas.take('app', 'fcm', { wanted: 5, limit: 10, token: 'a' })).toBe(0);
    });

    test('a token that wants more takes what is missing, and one that wants less nothing', async () => {
      await using fixture = await subject.create();
      const { quotas } = fixture;
      for (const [wanted, taken] of [
        [10, 10],
        [30, 30],
        [20, 20],
        [50, 40],
        [60, 40],
      ] as const) {
        expect(await quotas.take('app', 'fcm', { wanted, limit: 40, token: 'a' })).toBe(taken);
      }
      expect(await quotas.used('app', 'fcm')).toBe(40);
    });

    test('what was taken and not used is given back, once, and its token takes no more', async () => {
      await using fixture = await subject.create();
      const { quotas } = fixture;
      await quotas.take('app', 'fcm', { wanted: 10, limit: 100, token: 'a' });
      await quotas.take('app', 'fcm', { wanted: 10, limit: 100, token: 'b' });
      for (let time = 0; time < 2; time += 1) {
        await quotas.settle('app', 'fcm', { token: 'a', used: 4 });
        expect(await quotas.used('app', 'fcm')).toBe(14);
      }
      expect(await quotas.take('app', 'fcm', { wanted: 50, limit: 100, token: 'a' })).toBe(4);
      expect(await quotas.used('app', 'fcm')).toBe(14);
    });

    test('a token that was settled before it has taken anything takes nothing', async () => {
      await using fixture = await subject.create();
      const { quotas } = fixture;
      await quotas.settle('app', 'fcm', { token: 'a', used: 4 });
      expect(await quotas.take('app', 'fcm', { wanted: 5, limit: 10, token: 'a' })).toBe(0);
      expect(await quotas.used('app', 'fcm')).toBe(0);
    });

    test('what is given back on the next day goes back to its own', async () => {
      await using fixture = await subject.create();
      const { quotas, clock } = fixture;
      await clock.advance(hour * 24 - (clock.wall() % (hour * 24)) - 1_000);
      await quotas.take('app', 'fcm', { wanted: 5, limit: 10, token: 'a' });
      await clock.advance(2_000);
      await quotas.take('app', 'fcm', { wanted: 3, limit: 10, token: 'b' });
      await quotas.settle('app', 'fcm', { token: 'a', used: 0 });
      expect(await quotas.used('app', 'fcm')).toBe(3);
    });

    test('of many at once no more is given than there is', async () => {
      await using fixture = await subject.create();
      const { quotas } = fixture;
      const takings = Array.from({ length: 20 }, (_, index) =>
        quotas.take('app', 'deliveries', { wanted: 7, limit: 100, token: `token-${index}` }),
      );
      const taken = await Promise.all(takings);
      expect(taken.reduce((sum, each) => sum + each, 0)).toBe(100);
    });

    test('apps and allowances are apart, their tokens too', async () => {
      await using fixture = await subject.create();
      const { quotas } = fixture;
      const taking = { wanted: 3, limit: 3, token: 'a' };
      for (const [appId, what] of [
        ['app', 'deliveries'],
        ['app', 'fcm'],
        ['other', 'fcm'],
      ] as const) {
        expect(await quotas.take(appId, what, taking)).toBe(3);
        expect(await quotas.used(appId, what)).toBe(3);
      }
      expect(await quotas.used('other', 'deliveries')).toBe(0);
    });

    test('a new day of UTC has its whole allowance, but what was asked the day before is answered alike', async () => {
      await using fixture = await subject.create();
      const { quotas, clock } = fixture;
      await clock.advance(hour * 24 - (clock.wall() % (hour * 24)) - 1_000);
      await quotas.take('app', 'deliveries', { wanted: 70, limit: 100, token: 'a' });
      await quotas.take('app', 'deliveries', { wanted: 70, limit: 100, token: 'b' });
      await clock.advance(2_000);
      expect(await quotas.used('app', 'deliveries')).toBe(0);
      expect(await quotas.take('app', 'deliveries', { wanted: 70, limit: 100, token: 'b' })).toBe(30);
      expect(await quotas.used('app', 'deliveries')).toBe(0);
      expect(await quotas.take('app', 'deliveries', { wanted: 70, limit: 100, token: 'c' })).toBe(70);
      expect(await quotas.used('app', 'deliveries')).toBe(70);
    });
  });
}
