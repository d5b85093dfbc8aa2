import fc from 'fast-check';
import type { OrderedLanes } from '../ordered-lanes.js';
import { LaneModel, type Parcel, parcel } from './lane-model.js';

/** An implementation of OrderedLanes that is held to the port's promises. */
export interface OrderedLanesSubject {
  readonly name: string;
  /** Random histories that are affordable. */
  readonly runs: number;
  create(bounds?: LaneBounds): Promise<OrderedLanesFixture>;
}

/** Of one lane. Default: 1,000 of each. */
export interface LaneBounds {
  readonly maxItems?: number;
  /** Sources whose mark is kept. */
  readonly maxSources?: number;
}

export interface OrderedLanesFixture extends AsyncDisposable {
  readonly lanes: OrderedLanes<Parcel>;
}

const all = 1_000;
const versionsOf = (items: readonly Parcel[]) => items.map(({ version }) => version);

/** Declares what every OrderedLanes promises. */
export function describeOrderedLanes(subject: OrderedLanesSubject): void {
  describe(`${subject.name} as OrderedLanes`, () => {
    test('gives items in the order in which they were pushed, some at a time', async () => {
      await using fixture = await subject.create();
      const { lanes } = fixture;
      const { turn } = await lanes.push('a', [parcel('s', 1), parcel('s', 2)]);
      expect(await lanes.push('a', [parcel('s', 3)])).toEqual({ turn, dropped: 0 });
      const first = await lanes.head('a', turn, 2);
      expect(first.items).toEqual([
        { source: 's', version: 1 },
        { source: 's', version: 2 },
      ]);
      expect(await lanes.head('a', turn, 2)).toEqual(first);
      expect(await lanes.advance('a', turn, first.through)).toBe(false);
      const second = await lanes.head('a', turn, 2);
      expect(versionsOf(second.items)).toEqual([3]);
      expect(await lanes.advance('a', turn, second.through)).toBe(true);
      expect((await lanes.head('a', turn, all)).items).toEqual([]);
    });

    test('a lane that is filled again has a higher turn, and the former one does nothing', async () => {
      await using fixture = await subject.create();
      const { lanes } = fixture;
      const { turn: former } = await lanes.push('a', [parcel('s', 1)]);
      const { through } = await lanes.head('a', former, all);
      expect(await lanes.advance('a', former, through)).toBe(true);
      const { turn } = await lanes.push('a', [parcel('s', 2)]);
      expect(turn).toBeGreaterThan(former);
      expect((await lanes.head('a', former, all)).items).toEqual([]);
      expect(await lanes.advance('a', former, through + 10)).toBe(true);
      expect(versionsOf((await lanes.head('a', turn, all)).items)).toEqual([2]);
    });

    test('taking out the same again takes out nothing more', async () => {
      await using fixture = await subject.create();
      const { lanes } = fixture;
      const { turn } = await lanes.push(
        'a',
        [1, 2, 3, 4].map((version) => parcel('s', version)),
      );
      const { through } = await lanes.head('a', turn, 2);
      expect(await lanes.advance('a', turn, through)).toBe(false);
      expect(await lanes.advance('a', turn, through)).toBe(false);
      expect(versionsOf((await lanes.head('a', turn, all)).items)).toEqual([3, 4]);
    });

    test('what was pushed before is left out, also when it was taken out already', async () => {
      await using fixture = await subject.create();
      const { lanes } = fixture;
      const { turn } = await lanes.push('a', [parcel('s', 1), parcel('s', 2)]);
      expect(await lanes.push('a', [parcel('s', 2), parcel('s', 3)])).toEqual({ turn, dropped: 0 });
      const { items, through } = await lanes.head('a', turn, all);
      expect(versionsOf(items)).toEqual([1, 2, 3]);
      expect(await lanes.advance('a', turn, through)).toBe(true);
      expect(await lanes.push('a', [parcel('s', 1), parcel('s', 3)])).toEqual({ turn, dropped: 0 });
      expect((await lanes.head('a', turn, all)).items).toEqual([]);
      const { turn: next } = await lanes.push('a', [parcel('s', 4)]);
      expect(versionsOf((await lanes.head('a', next, all)).items)).toEqual([4]);
    });

    test('versions count within their source, and in a push all those that are new to it', async () => {
      await using fixture = await subject.create();
      const { lanes } = fixture;
      await lanes.push('a', [parcel('s', 7)]);
      const unmarked = { item: { source: 'none', version: 0 } };
      const { turn } = await lanes.push('a', [
        parcel('t', 1),
        unmarked,
        parcel('s', 8),
        parcel('s', 8),
        unmarked,
      ]);
      await lanes.push('b', [parcel('s', 1)]);
      expect(versionsOf((await lanes.head('a', turn, all)).items)).toEqual([7, 1, 0, 8, 8, 0]);
    });

    test('lanes are apart, whatever they are called', async () => {
      await using fixture = await subject.create();
      const { lanes } = fixture;
      const names = ['a', 'a}', '{a}', 'a:items', 'ä b\n'];
      const pushes = await Promise.all(names.map((name, index) => lanes.push(name, [parcel('s', index)])));
      for (const [index, name] of names.entries()) {
        expect(versionsOf((await lanes.head(name, pushes[index]?.turn ?? 0, all)).items)).toEqual([index]);
      }
    });

    test('nothing was pushed: there is nothing', async () => {
      await using fixture = await subject.create();
      const { turn } = await fixture.lanes.push('a', []);
      expect((await fixture.lanes.head('a', turn, all)).items).toEqual([]);
      expect(await fixture.lanes.advance('a', turn, 5)).toBe(true);
    });

    test('the marks of those who have pushed longest ago make room', async () => {
      await using fixture = await subject.create({ maxSources: 2 });
      const { lanes } = fixture;
      for (const source of ['s', 't', 'u']) {
        await lanes.push('a', [parcel(source, 5)]);
        // Recency counts in milliseconds.
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
      const { turn } = await lanes.push('a', [parcel('u', 5), parcel('t', 5), parcel('s', 4)]);
      expect(versionsOf((await lanes.head('a', turn, all)).items)).toEqual([5, 5, 5, 4]);
    });

    test('the oldest make room, and are counted', async () => {
      await using fixture = await subject.create({ maxItems: 3 });
      const { lanes } = fixture;
      const { turn } = await lanes.push('a', [parcel('s', 1), parcel('s', 2)]);
      expect(await lanes.push('a', [parcel('s', 3), parcel('s', 4)])).toEqual({ turn, dropped: 1 });
      expect(versionsOf((await lanes.head('a', turn, all)).items)).toEqual([2, 3, 4]);
      const many = [5, 6, 7, 8, 9].map((version) => parcel('s', version));
      expect(await lanes.push('a', many)).toEqual({ turn, dropped: 5 });
      expect(await lanes.push('a', many)).toEqual({ turn, dropped: 0 });
      expect(versionsOf((await lanes.head('a', turn, all)).items)).toEqual([7, 8, 9]);
      expect((await lanes.push('b', many)).dropped).toBe(2);
    });

    test('what made room while it was being delivered is not taken out once more', async () => {
      await using fixture = await subject.create({ maxItems: 3 });
      const { lanes } = fixture;
      const { turn } = await lanes.push('a', [parcel('s', 1), parcel('s', 2), parcel('s', 3)]);
      const { through } = await lanes.head('a', turn, 2);
      await lanes.push('a', [parcel('s', 4)]);
      expect(await lanes.advance('a', turn, through)).toBe(false);
      const second = await lanes.head('a', turn, 1);
      expect(versionsOf(second.items)).toEqual([3]);
      await lanes.push(
        'a',
        [5, 6, 7].map((version) => parcel('s', version)),
      );
      expect(await lanes.advance('a', turn, second.through)).toBe(false);
      const rest = await lanes.head('a', turn, all);
      expect(versionsOf(rest.items)).toEqual([5, 6, 7]);
      expect(await lanes.advance('a', turn, rest.through)).toBe(true);
    });

    test('nothing is lost or passes another, whoever dies or stands still when', async () => {
      await using fixture = await subject.create();
      const { lanes } = fixture;
      let lane = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(10_000), { minLength: 20, maxLength: 120 }), async (choices) => {
          lane += 1;
          const model = new LaneModel(lanes, `lane-${lane}`);
          for (const choice of choices) await model.step(choice);
          expect(await model.finish()).toEqual([]);
        }),
        { numRuns: subject.runs },
      );
    });
  });
}
